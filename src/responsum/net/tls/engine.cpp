#include "responsum/net/tls/engine.hpp"

#include <algorithm>
#include <climits>
#include <cstring>

#include <openssl/x509v3.h>

#include "responsum/base/assert.hpp"
#include "responsum/base/text.hpp"
#include "responsum/net/address.hpp"
#include "responsum/net/tls/alert.hpp"
#include "responsum/net/tls/certificate.hpp"
#include "responsum/net/tls/client_context_inner.hpp"
#include "responsum/net/tls/clients_inner.hpp"
#include "responsum/net/tls/context_inner.hpp"
#include "responsum/net/tls/pair.hpp"

namespace responsum::net::tls {

struct Engine::Inner {
  Shared& shared;
  const Context* context; // null: it is the client
  Ssl ssl;
  std::string server_name{};
  std::size_t identity = unknown;
  std::string alert{}; // the last one, sent or received; empty: none
  std::optional<std::uint8_t> received_alert{};
  // Of a client.
  SharedClientContext client{};
  std::string session_key{};
  std::string certificate_fault{};
  static constexpr std::size_t unknown = static_cast<std::size_t>(-1);
};

// Reads from the engine's input and writes to its output: what a socket would be, without the calls.
struct WireBio {
  static int read(BIO* bio, char* into, int room) {
    Engine& engine = engine_of(bio);
    BIO_clear_retry_flags(bio);
    if (engine.input_.empty()) {
      BIO_set_retry_read(bio);
      return -1;
    }
    const std::size_t count = std::min(engine.input_.size(), static_cast<std::size_t>(room));
    std::memcpy(into, engine.input_.data(), count);
    engine.input_.remove_prefix(count);
    return static_cast<int>(count);
  }
  static int write(BIO* bio, const char* bytes, int count) {
    output_of(bio).append(bytes, static_cast<std::size_t>(count));
    return count;
  }
  static long control(BIO*, int command, long, void*) { return command == BIO_CTRL_FLUSH ? 1 : 0; }

  // Both directions go through the same BIO; while there is a handshake OpenSSL has a buffer before that for writing.
  static Engine::Inner& inner_of(const SSL* ssl) { return *engine_of(SSL_get_rbio(ssl)).inner_; }

  static bool is_upgraded(const SSL* ssl) { return engine_of(SSL_get_rbio(ssl)).upgraded_; }

  static void keep(Engine::Inner& inner, Session session) {
    inner.client->inner_->sessions[inner.session_key] = std::move(session);
  }

  static std::string& output_of(BIO* bio) { return engine_of(bio).inner_->shared.output; }
  static Engine& engine_of(BIO* bio) { return *static_cast<Engine*>(BIO_get_data(bio)); }
};

BioMethod make_wire_method() {
  BioMethod method{BIO_meth_new(BIO_TYPE_SOURCE_SINK, "wire")};
  RESPONSUM_ASSERT(method != nullptr);
  BIO_meth_set_read(method.get(), WireBio::read);
  BIO_meth_set_write(method.get(), WireBio::write);
  BIO_meth_set_ctrl(method.get(), WireBio::control);
  return method;
}

bool is_upgraded(const SSL* ssl) { return WireBio::is_upgraded(ssl); }

// RFC 8446 6: level and description, an octet each.
void note_alert(const SSL* ssl, int where, int value) {
  if ((where & SSL_CB_ALERT) == 0) return;
  const auto code = static_cast<std::uint8_t>(value & 0xff);
  if (code == SSL3_AD_CLOSE_NOTIFY) return; // an end, and no failure
  const bool received = (where & SSL_CB_READ) != 0;
  auto& inner = WireBio::inner_of(ssl);
  inner.alert = std::string{received ? "alert received: " : "alert sent: "}.append(alert_name(code));
  if (received) inner.received_alert = code;
}

// OpenSSL's own words say little of which certificate it was, or of whom it is for.
int note_certificate(int sound, X509_STORE_CTX* verification) {
  if (sound == 1) return sound;
  const auto* const ssl =
      static_cast<const SSL*>(X509_STORE_CTX_get_ex_data(verification, SSL_get_ex_data_X509_STORE_CTX_idx()));
  const int error = X509_STORE_CTX_get_error(verification);
  std::string fault = X509_verify_cert_error_string(error);
  const X509* const current = X509_STORE_CTX_get_current_cert(verification);
  if (error == X509_V_ERR_HOSTNAME_MISMATCH || error == X509_V_ERR_IP_ADDRESS_MISMATCH) {
    std::string names;
    for (const std::string& name : names_in(*X509_STORE_CTX_get0_cert(verification)))
      names.append(names.empty() ? "" : ", ").append(name);
    fault += ": it is for " + (names.empty() ? "nobody" : names);
  } else if (current != nullptr) {
    fault += ": " + subject_of(*current);
  }
  WireBio::inner_of(ssl).certificate_fault = std::move(fault);
  return sound;
}

// A copy: that of a connection which ends without a word is spoilt.
int keep_session(SSL* ssl, SSL_SESSION* session) {
  if (Session copy{SSL_SESSION_dup(session)}) WireBio::keep(WireBio::inner_of(ssl), std::move(copy));
  return 0; // the session itself is not ours
}

Engine::Engine(const Context& context)
    : inner_{new Inner{context.inner_->shared, &context, Ssl{SSL_new(context.inner_->identities.front().ssl.get())}}},
      awaits_early_{context.inner_->takes_early} {
  attach();
  SSL_set_accept_state(inner_->ssl.get());
}

void Engine::attach() {
  RESPONSUM_ASSERT(inner_->ssl != nullptr);
  BIO* bio = BIO_new(inner_->shared.wire.get());
  RESPONSUM_ASSERT(bio != nullptr);
  BIO_set_data(bio, this);
  BIO_set_init(bio, 1);
  SSL_set_bio(inner_->ssl.get(), bio, bio); // owns it from now on
}

Engine::Engine(SharedClientContext context, const Server& server)
    : inner_{new Inner{context->inner_->library->inner_->shared, nullptr, Ssl{SSL_new(context->inner_->ssl.get())}}},
      awaits_early_{false} {
  attach();
  inner_->client = std::move(context);
  inner_->session_key = server.key;
  ClientContext::Inner& client = *inner_->client->inner_;
  SSL* const ssl = inner_->ssl.get();
  SSL_set_connect_state(ssl);
  X509_VERIFY_PARAM* const wanted = SSL_get0_param(ssl);
  X509_VERIFY_PARAM_set_time(wanted, static_cast<time_t>(client.now.wall_s));
  // RFC 6066 3: an address is not said, and is held against those of the certificate (RFC 9110 4.3.5).
  if (Address::parse_host(server.name)) {
    X509_VERIFY_PARAM_set1_ip_asc(wanted, server.name.c_str());
  } else {
    SSL_set_hostflags(ssl, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    SSL_set1_host(ssl, server.name.c_str());
    SSL_set_tlsext_host_name(ssl, server.name.c_str());
  }
  if (const auto list = protocol_list(server.protocols); !list.empty())
    SSL_set_alpn_protos(ssl, list.data(), static_cast<unsigned>(list.size()));
  // A copy here as well, for others to go on with.
  if (SSL_SESSION* const session = client.session(server.key))
    if (const Session copy{SSL_SESSION_dup(session)}) SSL_set_session(ssl, copy.get());
  enter_handshake();
}

Engine::Engine(const Context& context, std::string_view behind) : Engine{context} {
  upgraded_ = true;
  awaits_early_ = false;
  kept_ = behind;
  input_ = kept_;
  enter_handshake();
}

Engine::~Engine() { end_handshake(); }

void Engine::enter_handshake() {
  touched_ = in_handshake_ = true;
  ++inner_->shared.handshakes;
}

void Engine::end_handshake() {
  if (in_handshake_) --inner_->shared.handshakes;
  in_handshake_ = false;
}

void Engine::take(std::span<const char> wire) {
  if (!touched_) enter_handshake();
  if (input_.empty()) {
    input_ = {wire.data(), wire.size()};
    return;
  }
  kept_ = std::string{input_}.append(wire.data(), wire.size());
  input_ = kept_;
}

void Engine::take_kept(std::string_view wire) {
  RESPONSUM_ASSERT(untouched());
  enter_handshake();
  kept_ = wire;
  input_ = kept_;
}

// An alert that came says all that OpenSSL's words for it do.
Read Engine::fail(std::string why) {
  if (!failure_.empty()) return {Read::Kind::failed, 0};
  const std::string& alert = inner_->alert;
  if (alert.empty())
    failure_ = why.empty() ? "the connection broke off" : std::move(why);
  else if (why.empty() || alert.starts_with("alert received"))
    failure_ = alert;
  else
    failure_ = alert + " (" + why + ")";
  return {Read::Kind::failed, 0};
}

// What one engine left untaken is not to be sent by another.
void Engine::begin() {
  // Handshakes leave errors behind that they got over; what comes after does not, or ends the connection (fail).
  if (!established()) ERR_clear_error();
  std::string& output = inner_->shared.output;
  output.clear();
  if (held_.empty()) [[likely]]
    return;
  output.append(held_);
  std::string{}.swap(held_); // with its memory
}

// As SSL_read_ex(). What comes before the handshake is done has to be asked for first, until there is no more.
int Engine::read_record(std::span<char> into, std::size_t& got) {
  if (awaits_early_) {
    const int done = SSL_read_early_data(inner_->ssl.get(), into.data(), into.size(), &got);
    if (done == SSL_READ_EARLY_DATA_SUCCESS) read_early_ = true;
    if (done != SSL_READ_EARLY_DATA_FINISH) return done == SSL_READ_EARLY_DATA_SUCCESS ? 1 : 0;
    awaits_early_ = false;
  }
  return SSL_read_ex(inner_->ssl.get(), into.data(), into.size(), &got);
}

Read Engine::read(std::span<char> into) {
  const Read done = decrypt(into);
  if (in_handshake_ && (done.kind == Read::Kind::failed || established())) end_handshake();
  return done;
}

Read Engine::decrypt(std::span<char> into) {
  begin();
  if (!failure_.empty()) return {Read::Kind::failed, 0};
  std::size_t count = 0;
  // One record an answer: more of what is there goes into the same span as long as there is room.
  while (count < into.size()) {
    std::size_t got = 0;
    const int done = read_record(into.subspan(count), got);
    count += got;
    if (done == 1) {
      if (input_.empty() && SSL_pending(inner_->ssl.get()) == 0) break; // asking again would cost as much as a record
      continue;
    }
    const int error = SSL_get_error(inner_->ssl.get(), done);
    if (count != 0 && error != SSL_ERROR_SSL) break;
    switch (error) {
    case SSL_ERROR_WANT_READ: return {Read::Kind::more, 0};
    case SSL_ERROR_ZERO_RETURN: return {Read::Kind::end, 0};
    default: return fail(take_error());
    }
  }
  // What is left stands in the caller's buffer, which is about to be used for something else.
  const bool in_kept =
      input_.size() <= kept_.size() && input_.data() == kept_.data() + (kept_.size() - input_.size());
  if (!input_.empty() && !in_kept) {
    kept_ = std::string{input_};
    input_ = kept_;
  }
  if (input_.empty() && !kept_.empty()) std::string{}.swap(kept_); // with its memory
  return {Read::Kind::bytes, count, count == into.size() || said_end()};
}

bool Engine::write(std::span<const iovec> pieces) {
  begin();
  if (!failure_.empty()) return false;
  // Short pieces side by side make one record: heads and small contents belong together.
  constexpr std::size_t record = 16 * 1024;
  std::string& joined = inner_->shared.record;
  joined.clear();
  const auto encrypt = [this](const char* bytes, std::size_t size) {
    std::size_t written = 0;
    const auto put = established() ? SSL_write_ex : SSL_write_early_data;
    if (size == 0 || put(inner_->ssl.get(), bytes, size, &written) == 1) return true;
    fail(take_error());
    return false;
  };
  for (const iovec& piece : pieces) {
    const auto* bytes = static_cast<const char*>(piece.iov_base);
    if (pieces.size() == 1 || (joined.empty() && piece.iov_len >= record)) {
      if (!encrypt(bytes, piece.iov_len)) return false;
      continue;
    }
    std::string_view rest{bytes, piece.iov_len};
    while (!rest.empty()) {
      const std::size_t part = std::min(record - joined.size(), rest.size());
      joined.append(rest.substr(0, part));
      rest.remove_prefix(part);
      if (joined.size() < record) continue;
      if (!encrypt(joined.data(), joined.size())) return false;
      joined.clear();
    }
  }
  return encrypt(joined.data(), joined.size());
}

void Engine::close() {
  begin();
  const bool said = (SSL_get_shutdown(inner_->ssl.get()) & SSL_SENT_SHUTDOWN) != 0;
  if (established() && failure_.empty() && !said) SSL_shutdown(inner_->ssl.get());
  ERR_clear_error();
}

std::string_view Engine::take_output() {
  Shared& shared = inner_->shared;
  shared.sent.swap(shared.output);
  shared.output.clear();
  return shared.sent;
}

bool Engine::hold_output() {
  std::string& output = inner_->shared.output;
  held_ = output;
  output.clear();
  return !held_.empty();
}

bool Engine::established() const { return SSL_is_init_finished(inner_->ssl.get()) == 1; }

std::string_view Engine::server_name() const {
  if (inner_->server_name.empty()) {
    const char* name = SSL_get_servername(inner_->ssl.get(), TLSEXT_NAMETYPE_host_name);
    if (name == nullptr) return {};
    inner_->server_name = base::lower_case(name);
  }
  return inner_->server_name;
}

std::size_t Engine::identity() const {
  if (inner_->identity != Inner::unknown) return inner_->identity;
  const auto& all = inner_->context->inner_->identities;
  const SSL_CTX* shown = SSL_get_SSL_CTX(inner_->ssl.get());
  const auto found = std::ranges::find_if(all, [shown](const auto& one) { return one.ssl.get() == shown; });
  const auto index = static_cast<std::size_t>(found - all.begin());
  if (established()) inner_->identity = index;
  return index;
}

std::string_view Engine::protocol() const {
  const unsigned char* name = nullptr;
  unsigned length = 0;
  SSL_get0_alpn_selected(inner_->ssl.get(), &name, &length);
  return {reinterpret_cast<const char*>(name), length};
}

std::string_view Engine::version() const { return SSL_get_version(inner_->ssl.get()); }
std::string_view Engine::cipher() const { return SSL_get_cipher_name(inner_->ssl.get()); }
const std::string& Engine::certificate_fault() const { return inner_->certificate_fault; }
std::optional<std::uint8_t> Engine::received_alert() const { return inner_->received_alert; }
bool Engine::said_end() const { return (SSL_get_shutdown(inner_->ssl.get()) & SSL_RECEIVED_SHUTDOWN) != 0; }
std::optional<ClientCertificate> Engine::client() const {
  const Certificate certificate{SSL_get1_peer_certificate(inner_->ssl.get())};
  if (!certificate) return std::nullopt;
  return client_of(*inner_->ssl, *certificate);
}
bool Engine::resumed() const { return SSL_session_reused(inner_->ssl.get()) == 1; }

} // namespace responsum::net::tls
