#include "console_client.hpp"

#include <curl/curl.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <csignal>
#include <utility>

#include "responsum/status/status.hpp"

namespace responsum::cmd {

namespace {

constexpr long connect_timeout_ms = 10'000;
constexpr long answer_timeout_ms = 30'000;
constexpr std::size_t longest_answer = 16 * 1024 * 1024;
constexpr int poll_ms = 60'000; // nothing depends on it: sockets and signals wake the loop

bool is_successful(long number) {
  const auto status = status::status_from(static_cast<int>(number));
  return status && status::class_of(*status) == status::Class::successful;
}

// Both signals as something to wait for, for the time of a stream.
class Interruption {
 public:
  Interruption() {
    sigset_t set;
    ::sigemptyset(&set);
    ::sigaddset(&set, SIGINT);
    ::sigaddset(&set, SIGTERM);
    ::sigprocmask(SIG_BLOCK, &set, &before_);
    descriptor_ = ::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
  }
  Interruption(const Interruption&) = delete;
  Interruption& operator=(const Interruption&) = delete;
  ~Interruption() {
    came(); // what came meanwhile has been obeyed
    ::close(descriptor_);
    ::sigprocmask(SIG_SETMASK, &before_, nullptr);
  }

  int descriptor() const { return descriptor_; }
  bool came() const {
    signalfd_siginfo info;
    return ::read(descriptor_, &info, sizeof info) == sizeof info;
  }

 private:
  sigset_t before_{};
  int descriptor_ = -1;
};

struct FreeEasy {
  void operator()(CURL* easy) const { ::curl_easy_cleanup(easy); }
};
struct FreeMulti {
  void operator()(CURLM* multi) const { ::curl_multi_cleanup(multi); }
};
struct FreeList {
  void operator()(curl_slist* list) const { ::curl_slist_free_all(list); }
};

} // namespace

// One request.
struct ConsoleClient::Transfer {
  std::unique_ptr<CURL, FreeEasy> easy{::curl_easy_init()};
  std::unique_ptr<curl_slist, FreeList> fields;
  std::string content;                                         // of an answer that is taken whole
  const std::function<bool(std::string_view)>* take = nullptr; // of one that is handed on
  bool enough = false;

  long status() const {
    long code = 0;
    ::curl_easy_getinfo(easy.get(), CURLINFO_RESPONSE_CODE, &code);
    return code;
  }

  static std::size_t write(char* data, std::size_t, std::size_t count, void* self) {
    auto& transfer = *static_cast<Transfer*>(self);
    if (transfer.take != nullptr && is_successful(transfer.status())) {
      transfer.enough = !(*transfer.take)({data, count});
      return transfer.enough ? 0 : count; // anything but `count` ends the transfer
    }
    if (transfer.content.size() + count > longest_answer) return 0;
    transfer.content.append(data, count);
    return count;
  }
};

bool ConsoleClient::Answer::successful() const { return is_successful(status); }

ConsoleClient::ConsoleClient(std::string url, std::string token) : url_{std::move(url)}, token_{std::move(token)} {
  if (url_.find("://") == std::string::npos) url_.insert(0, "http://");
  while (url_.ends_with('/')) url_.pop_back();
  ::curl_global_init(CURL_GLOBAL_DEFAULT);
}

ConsoleClient::~ConsoleClient() { ::curl_global_cleanup(); }

std::unique_ptr<ConsoleClient::Transfer> ConsoleClient::begin(const std::string& path) const {
  auto transfer = std::make_unique<Transfer>();
  CURL* easy = transfer->easy.get();
  ::curl_easy_setopt(easy, CURLOPT_URL, (url_ + path).c_str());
  ::curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  ::curl_easy_setopt(easy, CURLOPT_NOPROXY, "*"); // the console is on this machine, whatever the environment says
  ::curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  ::curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, connect_timeout_ms);
  ::curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &Transfer::write);
  ::curl_easy_setopt(easy, CURLOPT_WRITEDATA, transfer.get());
  if (!token_.empty()) {
    transfer->fields.reset(::curl_slist_append(nullptr, ("Authorization: Bearer " + token_).c_str()));
    ::curl_easy_setopt(easy, CURLOPT_HTTPHEADER, transfer->fields.get());
  }
  return transfer;
}

std::string ConsoleClient::words_of(int code) const {
  if (code == CURLE_COULDNT_CONNECT)
    return "no console answers at " + url_ +
           ": either no server runs, or it has no console ([server] console), or that is elsewhere (--console URL)";
  return "the console at " + url_ + " cannot be asked: " + ::curl_easy_strerror(static_cast<CURLcode>(code));
}

std::expected<ConsoleClient::Answer, std::string> ConsoleClient::get(const std::string& path) {
  const auto transfer = begin(path);
  ::curl_easy_setopt(transfer->easy.get(), CURLOPT_TIMEOUT_MS, answer_timeout_ms);
  const CURLcode code = ::curl_easy_perform(transfer->easy.get());
  if (code != CURLE_OK) return std::unexpected{words_of(code)};
  return Answer{transfer->status(), std::move(transfer->content)};
}

std::expected<ConsoleClient::StreamEnd, std::string>
ConsoleClient::stream(const std::string& path, const std::function<bool(std::string_view)>& take) {
  const Interruption interruption;
  const auto transfer = begin(path);
  transfer->take = &take;
  const std::unique_ptr<CURLM, FreeMulti> multi{::curl_multi_init()};
  ::curl_multi_add_handle(multi.get(), transfer->easy.get());
  for (int running = 1; running != 0;) {
    ::curl_multi_perform(multi.get(), &running);
    if (running == 0) break;
    curl_waitfd signals{interruption.descriptor(), CURL_WAIT_POLLIN, 0};
    ::curl_multi_poll(multi.get(), &signals, 1, poll_ms, nullptr);
    if (interruption.came()) transfer->enough = true;
    if (transfer->enough) break;
  }
  int left = 0;
  const CURLMsg* message = ::curl_multi_info_read(multi.get(), &left);
  const CURLcode code = message == nullptr ? CURLE_OK : message->data.result;
  ::curl_multi_remove_handle(multi.get(), transfer->easy.get());
  if (transfer->enough) return StreamEnd{End::by_user, {}};
  // A stream that breaks off is one that ended, however it did.
  const bool begun = transfer->status() != 0;
  if (code != CURLE_OK && !begun) return std::unexpected{words_of(code)};
  if (!is_successful(transfer->status()))
    return StreamEnd{End::refused, {transfer->status(), std::move(transfer->content)}};
  return StreamEnd{End::by_server, {}};
}

} // namespace responsum::cmd
