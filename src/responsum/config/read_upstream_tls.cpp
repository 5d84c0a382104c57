// What [[upstream]] says of TLS to its servers.
#include <algorithm>
#include <utility>

#include "responsum/base/clock.hpp"
#include "responsum/config/tables.hpp"

namespace responsum::config {

namespace {

void read_file_name(const Context& context, TableReader& reader, std::string_view key, UpstreamTls::File& file) {
  const Node* node = reader.find(key);
  if (node == nullptr) return;
  const auto text = read_text_value(context, *node, key);
  if (!text) return;
  if (text->empty()) return context.error(node->place, in_ticks(key) + " is empty");
  file = {context.resolve(*text), context.origin(node->place)};
}

// A problem is reported at the key that names the file.
void report(const Context& context, const UpstreamTls& tls, const net::tls::Problem& problem) {
  for (const UpstreamTls::File* file : {&tls.ca, &tls.certificate, &tls.key})
    if (file->name == problem.file)
      return context.problems.add(Severity::error, file->origin, in_ticks(problem.file) + ": " + problem.text);
  context.problems.add(Severity::error, tls.origin, problem.text);
}

void read_files(const Context& context, UpstreamTls& tls) {
  if (!tls.ca.name.empty()) {
    auto pem = net::tls::read_whole(tls.ca.name);
    if (!pem) return report(context, tls, pem.error());
    tls.client.authorities = {tls.ca.name, std::move(*pem)};
  }
  if (!tls.certificate.name.empty()) {
    auto pair = net::tls::read_pair(tls.certificate.name, tls.key.name);
    if (!pair) return report(context, tls, pair.error());
    tls.client.shown = std::move(*pair);
  }
  const base::Now now = base::read_clock();
  if (const auto made = net::tls::ClientContext::make(tls.client, net::tls::ClientLibrary::make(), now); !made)
    report(context, tls, made.error());
}

} // namespace

void read_upstream_tls(const Context& context, TableReader& reader, UpstreamSettings& upstream) {
  UpstreamTls& tls = upstream.tls;
  tls.origin = upstream.origin;
  read_file_name(context, reader, "ca", tls.ca);
  read_file_name(context, reader, "certificate", tls.certificate);
  read_file_name(context, reader, "key", tls.key);
  if (tls.key.name.empty()) tls.key = tls.certificate; // one file may hold both
  if (tls.certificate.name.empty() && !tls.key.name.empty())
    context.problems.add(Severity::error, tls.key.origin, "`key` is there without `certificate`");
  if (const Node* node = reader.find("server_name"))
    if (auto text = read_text_value(context, *node, "server_name")) {
      if (const std::string wrong = wrong_with_host(*text); !wrong.empty())
        context.error(node->place, "`server_name`: " + wrong);
      tls.server_name = {std::move(*text), context.origin(node->place)};
    }
  if (const Node* node = reader.find("tls_min_version"))
    if (const auto version = read_named(context, *node, "tls_min_version", tls_version_names)) {
      tls.client.least = *version;
      tls.least_origin = context.origin(node->place);
    }
  if (const Node* node = reader.find("http2"))
    if (const auto value = read_boolean(context, *node, "http2")) {
      tls.http2 = *value;
      tls.http2_origin = context.origin(node->place);
      for (client::Endpoint& endpoint : upstream.endpoints)
        if (!tls.http2 && endpoint.protocol == client::Protocol::negotiated)
          endpoint.protocol = client::Protocol::http1;
    }
  if (std::ranges::none_of(upstream.endpoints, &client::Endpoint::encrypted)) {
    const bool said = !tls.ca.name.empty() || !tls.certificate.name.empty() || !tls.server_name.name.empty();
    if (said && !upstream.endpoints.empty())
      context.problems.add(Severity::error, tls.origin, "no server of the upstream is reached by https",
                           "leave `ca`, `certificate`, `key` and `server_name` out");
    return;
  }
  if (context.disk == Disk::present) read_files(context, tls);
}

} // namespace responsum::config
