// [auth.NAME]: schemes by which clients say who they are.
#include <algorithm>
#include <fstream>
#include <iterator>

#include "responsum/base/ascii.hpp"
#include "responsum/config/tables.hpp"

namespace responsum::config {
namespace {

constexpr std::array scheme_names{Named{access::Scheme::basic, "basic"}, Named{access::Scheme::digest, "digest"},
                                  Named{access::Scheme::bearer, "bearer"},
                                  Named{access::Scheme::certificate, "certificate"},
                                  Named{access::Scheme::forward, "forward"}};
constexpr std::array algorithm_names{
    Named{access::Algorithm::rs256, "RS256"}, Named{access::Algorithm::es256, "ES256"},
    Named{access::Algorithm::ed_dsa, "EdDSA"}, Named{access::Algorithm::hs256, "HS256"}};
constexpr Range day_s{1, 24 * 3600};

// Nothing where it cannot be read, which has been reported.
std::optional<std::string> read_file_of(const Context& context, const Node& node, std::string_view key,
                                        Setting<std::string>& setting) {
  constexpr std::size_t most_octets = 64 * 1024 * 1024;
  const auto name = read_text_value(context, node, key);
  if (!name) return std::nullopt;
  setting = {context.resolve(*name), context.origin(node.place)};
  if (context.disk == Disk::absent) return std::nullopt;
  std::ifstream file{*setting, std::ios::binary};
  std::string text{std::istreambuf_iterator<char>{file}, {}};
  if (!file.is_open() || file.bad() || text.size() > most_octets) {
    context.error(node.place, in_ticks(key) + ": " + in_ticks(*setting) + " cannot be read");
    return std::nullopt;
  }
  return text;
}

void read_users(const Context& context, const Node& node, AuthSettings& auth) {
  const auto text = read_file_of(context, node, "users", auth.users_file);
  if (!text) return;
  const auto form =
      auth.realm.scheme == access::Scheme::digest ? access::FileForm::digests : access::FileForm::passwords;
  std::vector<access::FileFault> faults;
  auth.realm.users = access::Users::read(*text, form, auth.realm.realm, faults);
  constexpr std::size_t enough = 10;
  for (std::size_t i = 0; i < faults.size() && i < enough; ++i)
    context.error(node.place, *auth.users_file + ":" + std::to_string(faults[i].line) + ": " + faults[i].complaint,
                  form == access::FileForm::passwords ? "`responsum hash-password` makes a hash that is known" : "");
  if (faults.empty() && auth.realm.users.size() == 0)
    context.warning(node.place, in_ticks(*auth.users_file) + " names no user: nobody gets in");
}

void read_algorithms(const Context& context, const Node& node, access::TokenRules& tokens) {
  for (const Item& item : read_texts(context, node, "algorithms")) {
    if (base::equals_ignoring_case(item.text, "none"))
      context.error(item.place, "`algorithms`: a token that nobody has signed is never believed");
    else if (const auto algorithm = read_named(context, item.place, "algorithms", item.text, algorithm_names))
      tokens.algorithms.push_back(*algorithm);
  }
}

void read_bearer(TableReader& reader, AuthSettings& auth) {
  const Context& context = reader.context();
  access::TokenRules& tokens = auth.realm.tokens;
  if (const Node* node = reader.require("algorithms", "algorithms = [\"ES256\"]"))
    read_algorithms(context, *node, tokens);
  if (const Node* node = reader.require("keys", "keys = \"keys.json\""))
    if (const auto text = read_file_of(context, *node, "keys", auth.keys_file)) {
      auto keys = access::KeySet::read(*text);
      if (keys)
        auth.realm.keys = std::move(*keys);
      else
        context.error(node->place, in_ticks(*auth.keys_file) + ": " + keys.error());
      const auto there = auth.realm.keys.algorithms();
      for (const access::Algorithm a : tokens.algorithms)
        if (keys && std::ranges::find(there, a) == there.end())
          context.warning(node->place, in_ticks(*auth.keys_file) + " has no key for " + std::string{access::name(a)});
    }
  if (const Node* node = reader.find("issuer"))
    tokens.issuer = read_text_value(context, *node, "issuer").value_or("");
  if (const Node* node = reader.find("audience"))
    for (Item& item : read_texts(context, *node, "audience")) tokens.audiences.push_back(std::move(item.text));
  if (const Node* node = reader.find("leeway"))
    tokens.leeway_s = static_cast<base::UnixSeconds>(
        read_quantity(context, *node, "leeway", Unit::seconds, {0, 3600}).value_or(60));
  if (const Node* node = reader.find("user_claim"))
    tokens.user_claim = read_text_value(context, *node, "user_claim").value_or("sub");
  if (const Node* node = reader.find("groups_claim"))
    tokens.groups_claim = read_text_value(context, *node, "groups_claim").value_or("groups");
}

void read_certificate_name(const Context& context, const Node& table, std::vector<access::CertificateName>& names) {
  if (table.kind != Kind::table)
    return report_wrong_kind(context, table, "names", "a list of {certificate, user, groups}");
  access::CertificateName one;
  TableReader reader{context, table, "a name of `names`"};
  if (const Node* node = reader.require("certificate", "certificate = \"CN=alice,O=Example\""))
    one.name = read_text_value(context, *node, "certificate").value_or("");
  if (const Node* node = reader.require("user", "user = \"alice\""))
    one.identity.user = read_text_value(context, *node, "user").value_or("");
  if (const Node* node = reader.find("groups"))
    for (Item& item : read_texts(context, *node, "groups")) one.identity.groups.push_back(std::move(item.text));
  reader.finish();
  const auto same = std::ranges::find(names, one.name, &access::CertificateName::name);
  if (same != names.end()) return context.error(table.place, "\"" + one.name + "\" is named twice");
  names.push_back(std::move(one));
}

void read_certificate_names(TableReader& reader, AuthSettings& auth) {
  const Context& context = reader.context();
  const Node* node = reader.require("names", "names = [{certificate = \"CN=alice,O=Example\", user = \"alice\"}]");
  if (node == nullptr) return;
  if (node->kind != Kind::list)
    return report_wrong_kind(context, *node, "names", "a list of {certificate, user, groups}");
  for (const Node& item : node->items) read_certificate_name(context, item, auth.realm.certificates);
}

// Not what has a meaning of its own: how the message is read, who the client is to others, and so on.
bool can_be_told(const Context& context, const Place& place, std::string_view key, std::string_view name) {
  if (message::field_named(name) == message::Field::other && base::is_token(name)) return true;
  context.error(place, in_ticks(key) + ": \"" + std::string{name} + "\" cannot be handed on from an answer",
                "name a field that the server adds about whom it lets in, as Remote-User");
  return false;
}

void read_told_name(TableReader& reader, std::string_view key, std::string& name) {
  const Node* node = reader.find(key);
  if (node == nullptr) return;
  auto text = read_text_value(reader.context(), *node, key);
  if (text && can_be_told(reader.context(), node->place, key, *text)) name = std::move(*text);
}

void read_authority(TableReader& reader, AuthSettings& auth) {
  const Context& context = reader.context();
  if (const Node* node = reader.require("server", "server = \"http://127.0.0.1:9091\""))
    auth.authority = read_chosen_upstream(context, *node, "server");
  if (const Node* node = reader.require("path", "path = \"/verify\""))
    auth.asked_path = read_asked_path(context, *node, "the path that is asked for").value_or("/");
  read_told_name(reader, "user_field", auth.realm.told_by.user);
  read_told_name(reader, "groups_field", auth.realm.told_by.groups);
  if (const Node* node = reader.find("fields"))
    for (Item& item : read_texts(context, *node, "fields"))
      if (can_be_told(context, item.place, "fields", item.text))
        auth.realm.told_by.more.push_back(std::move(item.text));
}

void read_scheme(const Context& context, const Member& member, AuthSettings& auth) {
  auth.realm.name = auth.realm.realm = member.key;
  auth.realm.origin = context.origin(member.value.place);
  TableReader reader{context, member.value, "[auth." + member.key + "]"};
  if (const Node* node = reader.require("scheme", "scheme = \"basic\""))
    auth.realm.scheme = read_named(context, *node, "scheme", scheme_names).value_or(access::Scheme::basic);
  const access::Scheme scheme = auth.realm.scheme;
  if (const Node* node = reader.find("realm"))
    if (auto text = read_text_value(context, *node, "realm");
        text && check_field_value(context, *node, "realm", *text))
      auth.realm.realm = std::move(*text);
  if (scheme == access::Scheme::basic || scheme == access::Scheme::digest)
    if (const Node* node = reader.require("users", "users = \"staff.users\"")) read_users(context, *node, auth);
  if (scheme == access::Scheme::basic) {
    if (const Node* node = reader.find("remember"))
      if (const auto value = read_quantity(context, *node, "remember", Unit::seconds, day_s))
        auth.realm.verified_s = static_cast<base::UnixSeconds>(*value);
  } else if (scheme == access::Scheme::digest) {
    if (const Node* node = reader.find("nonce_lifetime"))
      if (const auto value = read_quantity(context, *node, "nonce_lifetime", Unit::seconds, day_s))
        auth.realm.nonce_lifetime_s = static_cast<base::UnixSeconds>(*value);
    if (const Node* node = reader.find("userhash"))
      auth.realm.hashes_names = read_boolean(context, *node, "userhash").value_or(false);
  } else if (scheme == access::Scheme::bearer) {
    read_bearer(reader, auth);
  } else if (scheme == access::Scheme::certificate) {
    read_certificate_names(reader, auth);
  } else {
    read_authority(reader, auth);
  }
  if (const Node* node = reader.find("in_the_clear"))
    auth.in_the_clear = read_boolean(context, *node, "in_the_clear").value_or(false);
  reader.finish();
}

} // namespace

void read_auth(const Context& context, const Node& table, std::deque<AuthSettings>& all) {
  for (const Member& member : table.members) {
    if (member.value.kind != Kind::table) {
      context.error(member.place, "[auth] has a table for each name", "write [auth." + member.key + "]");
      continue;
    }
    const auto same = std::ranges::find_if(all, [&](const AuthSettings& a) { return a.realm.name == member.key; });
    if (same != all.end())
      context.error(member.place,
                    "[auth." + member.key + "] is already there in " + base::describe(same->realm.origin));
    else
      read_scheme(context, member, all.emplace_back());
  }
}

void read_auth_names(const Context& context, const Node& node, Setting<std::vector<std::string>>& names) {
  std::vector<std::string> all;
  for (Item& item : read_texts(context, node, "auth")) all.push_back(std::move(item.text));
  names = {std::move(all), context.origin(node.place)};
}

} // namespace responsum::config
