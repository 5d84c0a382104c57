// [server], [log], [limits] and [types].
#include <algorithm>
#include <fstream>

#include "responsum/base/ascii.hpp"
#include "responsum/base/text.hpp"
#include "responsum/config/tables.hpp"
#include "responsum/route/guard.hpp"

namespace responsum::config {
namespace {

constexpr unsigned most_workers = 256;

std::optional<Endpoint> read_endpoint(const Context& context, const Item& item, std::string_view key) {
  auto endpoint = parse_endpoint(item.text);
  if (endpoint) return std::move(*endpoint);
  std::string help;
  if (item.text.starts_with("localhost"))
    help = "write \"127.0.0.1" + item.text.substr(std::string_view{"localhost"}.size()) + '"';
  context.error(item.place, in_ticks(key) + ": " + endpoint.error(), std::move(help));
  return std::nullopt;
}

std::vector<net::Network> read_introducers(const Context& context, const Node& node) {
  std::vector<net::Network> networks;
  for (const Item& item : read_texts(context, node, "proxy_protocol")) {
    const auto network = parse_network(item.text);
    if (network)
      networks.push_back(*network);
    else
      context.error(item.place, "`proxy_protocol`: " + network.error());
  }
  return networks;
}

// {address = "0.0.0.0:8080", proxy_protocol = "10.0.0.0/8"}
void read_listener(const Context& context, const Node& node, std::string_view key,
                   std::vector<Setting<Endpoint>>& listen) {
  TableReader reader{context, node, "an address of " + in_ticks(key)};
  std::optional<Endpoint> endpoint;
  if (const Node* address = reader.require("address", "address = \"0.0.0.0:8080\""))
    if (const auto text = read_text_value(context, *address, "address"))
      endpoint = read_endpoint(context, {*text, address->place}, "address");
  std::vector<net::Network> introducers;
  if (const Node* networks = reader.find("proxy_protocol")) introducers = read_introducers(context, *networks);
  reader.finish();
  if (!endpoint) return;
  endpoint->introducers = std::move(introducers);
  listen.push_back({std::move(*endpoint), context.origin(node.place)});
}

void read_listen(const Context& context, const Node& node, std::string_view key,
                 std::vector<Setting<Endpoint>>& listen) {
  if (node.kind == Kind::list) {
    for (const Node& item : node.items) {
      if (item.kind == Kind::table) {
        read_listener(context, item, key, listen);
      } else if (const auto text = read_text_value(context, item, key)) {
        if (auto endpoint = read_endpoint(context, {*text, item.place}, key))
          listen.push_back({std::move(*endpoint), context.origin(item.place)});
      }
    }
  } else if (node.kind == Kind::table) {
    read_listener(context, node, key, listen);
  } else {
    for (const Item& item : read_texts(context, node, key))
      if (auto endpoint = read_endpoint(context, item, key))
        listen.push_back({std::move(*endpoint), context.origin(item.place)});
  }
  if (node.kind == Kind::list && node.items.empty()) context.error(node.place, in_ticks(key) + " names no address");
}

void read_console(const Context& context, const Node& node, Setting<std::optional<Endpoint>>& console) {
  if (node.kind == Kind::boolean && !node.boolean) {
    console = {std::nullopt, context.origin(node.place)};
  } else if (node.kind == Kind::text) {
    const auto text = read_text_value(context, node, "console");
    if (!text) return;
    if (auto endpoint = read_endpoint(context, {*text, node.place}, "console"))
      console = {std::move(endpoint), context.origin(node.place)};
  } else {
    report_wrong_kind(context, node, "console", "an address or false");
  }
}

// A secret is brought from outside, so that configurations can be shown to others; and nothing that is reported
// quotes the line of one that was written out all the same.
void refuse_written_out(const Context& context, const Node& node) {
  context.problems.add(
      Problem{.file = std::string{context.source.name},
              .message = "`console_token` in line " + std::to_string(node.place.line) +
                         " is written out, and a secret does not belong into a configuration",
              .help = "write \"${CONSOLE_TOKEN}\" and set that variable, or name a console_token_file",
              .source_line = {}});
}

void keep_token(const Context& context, Place place, std::string token, Setting<std::string>& to) {
  constexpr std::size_t least_characters = 16; // of 64 kinds: 96 bits
  constexpr std::size_t most_characters = 1024;
  if (to.is_set())
    return context.error(place, "the token of the console is already set in " + base::describe(to.origin));
  if (token.size() < least_characters || token.size() > most_characters)
    return context.error(place, "the token of the console has " + std::to_string(token.size()) +
                                    " characters, and at least 16 and at most 1024 are asked for");
  if (!std::ranges::all_of(token, route::is_token_character))
    return context.error(place, "the token of the console has a character other than A-Z a-z 0-9 - . _ ~ + / =");
  to = {std::move(token), context.origin(place)};
}

void read_console_token(const Context& context, const Node& node, Setting<std::string>& token) {
  if (node.kind != Kind::text)
    return report_wrong_kind(context, node, "console_token", "a text such as \"${TOKEN}\"");
  const bool brought = node.text.starts_with("${") && node.text.find('}') == node.text.size() - 1 &&
                       node.text.find(":-") == node.text.npos;
  if (!brought) return refuse_written_out(context, node);
  if (auto text = read_text_value(context, node, "console_token"))
    keep_token(context, node.place, std::move(*text), token);
}

void read_console_token_file(const Context& context, const Node& node, Setting<std::string>& token) {
  const auto text = read_text_value(context, node, "console_token_file");
  if (!text) return;
  if (context.disk == Disk::absent) return keep_token(context, node.place, "believed-to-be-in-the-file", token);
  std::ifstream file{context.resolve(*text)};
  std::string line;
  if (!std::getline(file, line) && line.empty())
    return context.error(node.place, "`console_token_file`: " + *text + " cannot be read, or is empty");
  keep_token(context, node.place, std::string{base::trim(line)}, token);
}

void read_workers(const Context& context, const Node& node, Setting<unsigned>& workers) {
  if (node.kind == Kind::text && node.text == "auto") {
    workers = {0, context.origin(node.place)};
    return;
  }
  // "${WORKERS:-auto}" is a text as well, whatever becomes of it.
  Node number = node;
  if (node.kind == Kind::text) {
    auto text = read_text_value(context, node, "workers");
    if (!text) return;
    if (*text == "auto") {
      workers = {0, context.origin(node.place)};
      return;
    }
    if (!base::parse_decimal(*text)) {
      context.error(node.place, "`workers` is \"auto\" or from 1 to 256, not \"" + *text + '"');
      return;
    }
    number.text = std::move(*text);
  }
  if (const auto value = read_quantity(context, number, "workers", Unit::count, {1, most_workers}))
    workers = {static_cast<unsigned>(*value), context.origin(node.place)};
}

void read_io_uring(const Context& context, const Node& node, Setting<unsigned>& calls_together) {
  const auto wanted = read_boolean(context, node, "io_uring");
  if (wanted) calls_together = {*wanted ? ServerSettings{}.calls_together.value : 0, context.origin(node.place)};
}

void read_server_header(const Context& context, const Node& node, Setting<std::string>& header) {
  if (node.kind == Kind::boolean && !node.boolean) {
    header = {"", context.origin(node.place)};
    return;
  }
  if (node.kind != Kind::text) return report_wrong_kind(context, node, "server_header", "a text or false");
  auto text = read_text_value(context, node, "server_header");
  if (text && check_field_value(context, node, "server_header", *text)) set(context, header, node, std::move(text));
}

void read_trusted(const Context& context, const Node& node, std::vector<Setting<net::Network>>& trusted) {
  trusted.clear(); // what is written replaces what is built in; an empty list trusts nobody
  for (const Item& item : read_texts(context, node, "trusted")) {
    const auto network = parse_network(item.text);
    if (network)
      trusted.push_back({*network, context.origin(item.place)});
    else
      context.error(item.place, "`trusted`: " + network.error());
  }
}

void read_path(const Context& context, const Node* node, std::string_view key, Setting<std::string>& path) {
  if (node == nullptr) return;
  const auto text = read_text_value(context, *node, key);
  if (!text) return;
  if (text->empty()) return context.error(node->place, in_ticks(key) + " is empty");
  path = {context.resolve(*text), context.origin(node->place)};
}

void read_log_target(const Context& context, const Node* node, std::string_view key, Setting<LogTarget>& target) {
  if (node == nullptr) return;
  if (node->kind == Kind::boolean && !node->boolean) {
    target = {{LogTarget::Kind::off, {}}, context.origin(node->place)};
    return;
  }
  const auto text = read_text_value(context, *node, key);
  if (!text) return;
  LogTarget to{LogTarget::Kind::file, {}};
  if (*text == "off")
    to.kind = LogTarget::Kind::off;
  else if (*text == "stdout")
    to.kind = LogTarget::Kind::standard_output;
  else if (*text == "stderr")
    to.kind = LogTarget::Kind::standard_error;
  else if (text->empty())
    return context.error(node->place, in_ticks(key) + " is empty", "\"off\" writes no log");
  else
    to.path = context.resolve(*text);
  target = {std::move(to), context.origin(node->place)};
}

bool is_media_type(std::string_view text) {
  const std::string_view type = base::trim(text.substr(0, text.find(';')));
  const std::size_t slash = type.find('/');
  return slash != std::string_view::npos && base::is_token(type.substr(0, slash)) &&
         base::is_token(type.substr(slash + 1));
}

} // namespace

void read_server(const Context& context, const Node& table, ServerSettings& server) {
  TableReader reader{context, table, "[server]"};
  if (const Node* node = reader.find("listen")) read_listen(context, *node, "listen", server.listen);
  if (const Node* node = reader.find("listen_tls")) read_listen(context, *node, "listen_tls", server.listen_tls);
  read_certificates(reader, server.identity);
  if (const Node* node = reader.find("tls_min_version"))
    set(context, server.tls_min_version, *node, read_named(context, *node, "tls_min_version", tls_version_names));
  if (const Node* node = reader.find("http2"))
    set(context, server.http2, *node, read_boolean(context, *node, "http2"));
  if (const Node* node = reader.find("plain_on_tls"))
    set(context, server.plain_on_tls, *node, read_named(context, *node, "plain_on_tls", plain_on_tls_names));
  if (const Node* node = reader.find("tls_upgrade"))
    set(context, server.tls_upgrade, *node, read_boolean(context, *node, "tls_upgrade"));
  if (const Node* node = reader.find("tls_early_data")) read_early_data(context, *node, server.tls_early_data);
  if (const Node* node = reader.find("console")) read_console(context, *node, server.console);
  if (const Node* node = reader.find("console_token")) read_console_token(context, *node, server.console_token);
  if (const Node* node = reader.find("console_token_file"))
    read_console_token_file(context, *node, server.console_token);
  if (const Node* node = reader.find("workers")) read_workers(context, *node, server.workers);
  if (const Node* node = reader.find("io_uring")) read_io_uring(context, *node, server.calls_together);
  if (const Node* node = reader.find("server_header")) read_server_header(context, *node, server.server_header);
  read_path(context, reader.find("pid_file"), "pid_file", server.pid_file);
  read_path(context, reader.find("country_file"), "country_file", server.country_file);
  if (const Node* node = reader.find("trusted")) read_trusted(context, *node, server.trusted);
  if (const Node* node = reader.find("user"))
    set(context, server.user, *node, read_text_value(context, *node, "user"));
  if (const Node* node = reader.find("via"))
    if (auto text = read_text_value(context, *node, "via")) {
      if (base::is_token(*text))
        server.via = {std::move(*text), context.origin(node->place)};
      else
        context.error(node->place, "`via` is a token: letters, digits and - . _", "write \"edge-1\"");
    }
  if (const Node* node = reader.find("profile")) set(context, server.profile, *node, read_profile(context, *node));
  read_server_admission(reader, server);
  reader.finish();
}

void read_log(const Context& context, const Node& table, LogSettings& log) {
  constexpr Range buffer{4 * 1024, 16 * 1024 * 1024};
  TableReader reader{context, table, "[log]"};
  read_log_target(context, reader.find("access"), "access", log.access);
  read_log_target(context, reader.find("errors"), "errors", log.errors);
  if (const Node* node = reader.find("buffer_bytes"))
    set(context, log.buffer_bytes, *node, read_quantity(context, *node, "buffer_bytes", Unit::bytes, buffer));
  reader.finish();
}

void read_limits(const Context& context, const Node& table, Limits& limits) {
  TableReader reader{context, table, "[limits]"};
  for (const LimitRow& row : limit_rows) {
    base::Limit& limit = limits.*row.member;
    const Node* node = reader.find(limit.key);
    if (node == nullptr) continue;
    if (!limit.origin.built_in()) {
      context.error(node->place, in_ticks(limit.key) + " is already set in " + base::describe(limit.origin));
      continue;
    }
    if (const auto value = read_quantity(context, *node, limit.key, row.unit, {row.least, row.most})) {
      limit.value = *value;
      limit.origin = context.origin(node->place);
    }
  }
  reader.finish();
}

void read_types(const Context& context, const Node& table, std::vector<TypeRule>& types) {
  for (const Member& member : table.members) {
    TypeRule rule{base::lower_case(member.key), {}, context.origin(member.place)};
    if (rule.extension.empty() || rule.extension.starts_with('.')) {
      context.error(member.place, "an extension is written without its dot",
                    rule.extension.size() > 1 ? "write \"" + rule.extension.substr(1) + '"' : std::string{});
      continue;
    }
    auto type = read_text_value(context, member.value, member.key);
    if (!type || !check_field_value(context, member.value, member.key, *type)) continue;
    if (!is_media_type(*type)) {
      context.error(member.value.place, '"' + *type + "\" is no media type", "one looks like \"text/html\"");
      continue;
    }
    const auto same = std::ranges::find(types, rule.extension, &TypeRule::extension);
    if (same != types.end()) {
      context.error(member.place,
                    "the type of \"" + rule.extension + "\" is already set in " + base::describe(same->origin));
      continue;
    }
    rule.media_type = std::move(*type);
    types.push_back(std::move(rule));
  }
}

} // namespace responsum::config
