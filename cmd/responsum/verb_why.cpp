// responsum why: what a request would be answered, and which questions lead there, without sending anything; or what
// a running server has answered.

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <expected>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "loading.hpp"
#include "responsum/base/ascii.hpp"
#include "responsum/exchange/why.hpp"
#include "responsum/exchange/why_words.hpp"
#include "responsum/net/address.hpp"
#include "responsum/resource/file/file_system.hpp"
#include "responsum/server/assemble.hpp"
#include "responsum/server/certificates.hpp"
#include "verbs.hpp"
#include "why_live.hpp"

namespace responsum::cmd {

namespace {

using exchange::Circumstances;

struct WhyQuestion {
  std::vector<std::string> words; // [METHOD] URL [DIRECTORY]; with `raw`: [DIRECTORY]
  std::vector<std::string> fields;
  std::vector<std::string> supposed;
  std::string data;
  std::string raw;
  std::string config;
  std::string from = "127.0.0.1";
  std::string sni;    // empty: the host of the URL
  std::string client; // file of the certificate that the client shows; empty: none
  bool http10 = false;
  bool http2 = false;
  bool as_json = false;
  LiveQuestion live;
};

// What can be supposed of the connection beside the octets of the request.
struct Supposition {
  std::string_view name;
  void (*suppose)(Circumstances&);
};
template <decision::CountedBy by>
void suppose_spent(Circumstances& c) {
  c.admission.rate.refused_by = by;
}
constexpr std::array suppositions{
    Supposition{"draining", [](Circumstances& c) { c.connection.draining = true; }},
    Supposition{"slow-head", [](Circumstances& c) { c.connection.head_in_time = false; }},
    Supposition{"cut", [](Circumstances& c) { c.connection.head_complete = false; }},
    Supposition{"plain-on-tls", [](Circumstances& c) { c.connection.encrypted_where_expected = false; }},
    Supposition{"early-data", [](Circumstances& c) { c.connection.early = true; }},
    Supposition{"no-handshake-left", [](Circumstances& c) { c.connection.handshake_admitted = false; }},
    Supposition{"conn-full", [](Circumstances& c) { c.connection.worker_has_room = false; }},
    Supposition{"conn-cap", [](Circumstances& c) { c.connection.address_below_cap = false; }},
    Supposition{"overloaded", [](Circumstances& c) { c.admission.keeps_up = false; }},
    Supposition{"full", [](Circumstances& c) { c.admission.place_left = false; }},
    Supposition{"state-lost", [](Circumstances& c) { c.admission.rate.state_had = false; }},
    Supposition{"address-spent", suppose_spent<decision::CountedBy::address>},
    Supposition{"prefix-spent", suppose_spent<decision::CountedBy::prefix>},
    Supposition{"key-spent", suppose_spent<decision::CountedBy::key>},
    Supposition{"route-spent", suppose_spent<decision::CountedBy::route>},
    Supposition{"user-spent", suppose_spent<decision::CountedBy::user>},
    Supposition{"bandwidth-spent", [](Circumstances& c) { c.admission.bandwidth_left = false; }},
    Supposition{"no-account", [](Circumstances& c) { c.admission.key_known = false; }},
    Supposition{"no-credits", [](Circumstances& c) { c.admission.credits_left = false; }},
    Supposition{"slow-content", [](Circumstances& c) { c.content_slow = true; }},
    Supposition{"cut-content", [](Circumstances& c) { c.content_cut = true; }},
};

std::string names_of_suppositions() {
  std::string all;
  for (const Supposition& s : suppositions) all.append(all.empty() ? "" : ", ").append(s.name);
  return all;
}

std::string check_supposition(const std::string& text) {
  for (const Supposition& s : suppositions)
    if (s.name == text) return {};
  return "nothing is known of \"" + text + "\"; there are " + names_of_suppositions();
}

std::string check_address(const std::string& text) {
  return net::Address::parse_host(text) ? std::string{} : "\"" + text + "\" is no IP address";
}

// The certificate that a handshake would find; the error says how the verb wants to be asked.
std::expected<net::tls::ClientCertificate, std::string>
read_client(const std::string& file, const net::tls::Context& context, std::size_t identity) {
  if (!context.asks_clients(identity))
    return std::unexpected{std::string{"the site asks clients for no certificate"}};
  const auto pem = net::tls::read_whole(file);
  if (!pem) return std::unexpected{file + ": " + pem.error().text};
  auto client = context.judge_client(identity, *pem);
  if (!client) return std::unexpected{file + ": " + client.error()};
  return std::move(*client);
}

struct Request {
  std::string octets;
  std::string directory;
  bool encrypted = false;
  std::string server_name; // of the handshake
};

bool is_target(std::string_view word) {
  return word.starts_with('/') || word == "*" || word.find("://") != std::string_view::npos;
}

// An absolute URI as a client turns it into a request: authority and target (RFC 9112 3.2.1). A path alone stands as
// it is.
struct Target {
  std::string authority = "localhost";
  std::string text;
  bool encrypted = false;
};
Target split(std::string_view url) {
  Target target;
  target.encrypted = url.starts_with("https://");
  if (!target.encrypted && !url.starts_with("http://")) {
    target.text = url;
    return target;
  }
  url.remove_prefix(url.find("//") + 2);
  url = url.substr(0, url.find('#')); // clients keep the fragment to themselves
  const std::size_t end = std::min(url.find_first_of("/?"), url.size());
  target.authority = url.substr(0, end);
  target.text = url.substr(end);
  if (!target.text.starts_with('/')) target.text.insert(0, "/");
  return target;
}

// Addresses are not named in a handshake (RFC 6066 3).
std::string server_name_of(std::string_view authority) {
  std::array<char, route::longest_host> room;
  std::string host{route::host_of(authority, room)};
  return net::Address::parse_host(host) || host.starts_with('[') ? std::string{} : host;
}

bool sets(const WhyQuestion& question, std::string_view name) {
  return std::ranges::any_of(question.fields, [&](std::string_view line) {
    return base::equals_ignoring_case(line.substr(0, line.find(':')), name);
  });
}

// The error says how the verb wants to be asked.
std::expected<Request, std::string> build(const WhyQuestion& question) {
  std::vector<std::string> words = question.words;
  std::string method = "GET";
  if (!words.empty() && !is_target(words.front())) {
    method = words.front();
    words.erase(words.begin());
  }
  if (words.empty() || words.size() > 2 || !is_target(words.front()))
    return std::unexpected{"say a method and a URL, for example: responsum why GET http://localhost/"};
  const Target target = split(words.front());
  Request request;
  request.encrypted = target.encrypted;
  request.server_name = question.sni.empty() ? server_name_of(target.authority) : question.sni;
  if (!target.encrypted && !question.sni.empty()) return std::unexpected{"--sni is for https:// alone"};
  if (words.size() == 2) request.directory = words[1];
  request.octets = method + " " + target.text + (question.http10 ? " HTTP/1.0\r\n" : " HTTP/1.1\r\n");
  if (!sets(question, "Host")) request.octets += "Host: " + target.authority + "\r\n";
  for (const std::string& line : question.fields) request.octets += line + "\r\n";
  if (!question.data.empty() && !sets(question, "Content-Length") && !sets(question, "Transfer-Encoding"))
    request.octets += "Content-Length: " + std::to_string(question.data.size()) + "\r\n";
  request.octets += "\r\n" + question.data;
  return request;
}

std::expected<Request, std::string> read_raw(const WhyQuestion& question) {
  if (question.words.size() > 1)
    return std::unexpected{"with --raw the request is in the file; only a directory may be said"};
  Request request;
  if (!question.words.empty()) request.directory = question.words.front();
  std::ifstream file;
  if (question.raw != "-") file.open(question.raw, std::ios::binary);
  std::istream& in = question.raw == "-" ? std::cin : file;
  if (!in) return std::unexpected{"cannot read " + question.raw};
  request.octets.assign(std::istreambuf_iterator<char>{in}, {});
  return request;
}

// A file that was named, a directory, or what lies here.
config::Reading read_configuration(const WhyQuestion& question, const std::string& directory) {
  std::string file = question.config;
  if (file.empty() && directory.empty() && std::filesystem::exists(default_file)) file = default_file;
  return read_source(file, directory);
}

exchange::Colour colour() {
  const char* refused = std::getenv("NO_COLOR"); // no-color.org: set and not empty
  const bool off = (refused != nullptr && *refused != '\0') || ::isatty(STDOUT_FILENO) == 0;
  return off ? exchange::Colour::off : exchange::Colour::on;
}

void print(const exchange::Told& told, const WhyQuestion& question) {
  std::cout << (question.as_json ? exchange::write_json(told) + "\n" : exchange::write_words(told, colour()));
}

// Octets may hold several requests; those are told that the connection lives to see.
int answer(const WhyQuestion& question) {
  const auto request = question.raw.empty() ? build(question) : read_raw(question);
  if (!request) throw CLI::ValidationError{"why", request.error()};
  const config::SharedConfiguration configuration = load(read_configuration(question, request->directory));
  if (configuration == nullptr) return failed;

  const resource::file::FileSystem system;
  observe::RouteLabels labels;
  access::Shared access{0};
  const auto generation = server::assemble(configuration, system, labels, access);
  const exchange::Ground ground{.table = generation->table,
                                .limits = generation->limits,
                                .parser = generation->parser,
                                .server_field = generation->server_field,
                                .default_profile = generation->default_profile,
                                .tls_upgrade = generation->tls_upgrade};
  const auto peer = net::Address::parse_host(question.from);
  const std::string address = peer->host();
  Circumstances circumstances{.now = base::read_clock(), .peer = {address, generation->trusts(*peer)}};
  circumstances.peer.host = *peer;
  circumstances.content_deferred = question.raw.empty();
  circumstances.http2 = question.http2;
  for (const std::string& name : question.supposed)
    for (const Supposition& s : suppositions)
      if (s.name == name) s.suppose(circumstances);

  server::Certificates certificates{circumstances.now.wall_s};
  std::unique_ptr<net::tls::Context> shown;
  if (request->encrypted || generation->tls_upgrade) {
    certificates.prepare(*configuration);
    shown = certificates.context(*configuration, configuration->identities, circumstances.now);
    if (shown == nullptr) throw CLI::ValidationError{"why", "the configuration has no `listen_tls`; say http://"};
    exchange::Peer encrypted = circumstances.peer;
    encrypted.certificates = shown.get();
    encrypted.identity = shown->identity_for(request->server_name);
    if (request->encrypted)
      circumstances.peer = encrypted;
    else
      circumstances.upgraded = encrypted;
  }
  std::optional<net::tls::ClientCertificate> client;
  if (!question.client.empty()) {
    if (!request->encrypted) throw CLI::ValidationError{"why", "--client-certificate is for https:// alone"};
    auto read = read_client(question.client, *shown, circumstances.peer.identity);
    if (!read) throw CLI::ValidationError{"why", read.error()};
    client = std::move(*read);
    circumstances.peer.client = &*client;
  }

  std::string_view rest = request->octets;
  for (;;) {
    const exchange::Told told = exchange::tell(ground, rest, circumstances);
    print(told, question);
    rest.remove_prefix(told.consumed);
    ++circumstances.answered;
    if (told.close || rest.empty()) return succeeded;
    if (!question.as_json) std::cout << "\n\n";
  }
}

} // namespace

void add_why(CLI::App& app, int& exit_code) {
  CLI::App* verb = app.add_subcommand(
      "why", "Tell what a request would be answered and why, without sending anything; or what was answered");
  const auto question = std::make_shared<WhyQuestion>(); // shared, as CLI11 keeps a copy of the callback
  auto* request =
      verb->add_option("request", question->words, "[METHOD] URL [DIRECTORY]; the method is GET if not said");
  auto* raw = verb->add_option("--raw", question->raw, "A file with the octets of the request; - is standard input");
  verb->add_option("--header,-H", question->fields, "A field of the request: \"Range: bytes=0-3\"")
      ->allow_extra_args(false)
      ->excludes(raw);
  verb->add_option("--data,-d", question->data, "The content of the request")->excludes(raw);
  verb->add_flag("--http10", question->http10, "Ask with HTTP/1.0")->excludes(raw);
  verb->add_flag("--http2", question->http2, "Ask with HTTP/2")->excludes(raw)->excludes("--http10");
  verb->add_option("--config,-c", question->config,
                   "The configuration; without it and a directory, responsum.toml or what lies here")
      ->check(CLI::ExistingFile);
  verb->add_option("--from", question->from, "The client's address")->capture_default_str()->check(check_address);
  verb->add_option("--sni", question->sni, "The name in the TLS handshake; the host of the URL if not said")
      ->excludes(raw);
  verb->add_option("--client-certificate", question->client,
                   "A file with the certificate that the client shows (PEM)")
      ->check(CLI::ExistingFile)
      ->excludes(raw);
  verb->add_option("--fact", question->supposed, "Suppose of the connection: " + names_of_suppositions())
      ->allow_extra_args(false)
      ->check(check_supposition);
  verb->add_flag("--json", question->as_json, "Write JSON, an object a request");
  verb->footer("Examples:\n"
               "  responsum why GET http://localhost/ public\n"
               "  responsum why http://example.org/video.mp4 -H 'Range: bytes=0-3' --config responsum.toml\n"
               "  responsum why --raw request.txt --config responsum.toml --json\n"
               "  responsum why http://localhost/ --fact draining\n"
               "  responsum why --id 6gzkt4fx40g00\n"
               "  responsum why --follow --status 5xx --condition 'fs.*'");
  add_live_options(*verb, question->live, request);
  verb->callback([question, &exit_code] {
    exit_code = question->live.asked() ? answer_live(question->live, question->config) : answer(*question);
  });
}

} // namespace responsum::cmd
