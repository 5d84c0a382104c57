// Who may come, as it is shown.
#include "responsum/base/timestamp.hpp"
#include "responsum/config/quantity.hpp"
#include "responsum/config/show_page.hpp"

namespace responsum::config {
namespace {

std::string as_text(const std::string& value) { return text(value); }
std::string seconds(std::int64_t value) {
  return text(write_quantity(static_cast<std::uint64_t>(value), Unit::seconds));
}

std::string methods_of(message::MethodSet set) {
  std::vector<std::string> names;
  set.for_each([&names](message::Method m) { names.emplace_back(message::name(m)); });
  return list(names, as_text);
}

void show_bearer(Page& page, const AuthSettings& auth) {
  const access::TokenRules& tokens = auth.realm.tokens;
  const base::Origin& origin = auth.realm.origin;
  page.value("algorithms", list(tokens.algorithms, [](access::Algorithm a) { return text(access::name(a)); }),
             origin);
  page.value("keys", text(*auth.keys_file), auth.keys_file.origin);
  if (!tokens.issuer.empty()) page.value("issuer", text(tokens.issuer), origin);
  if (!tokens.audiences.empty()) page.value("audience", list(tokens.audiences, as_text), origin);
  page.value("leeway", seconds(tokens.leeway_s), origin);
  page.value("user_claim", text(tokens.user_claim), origin);
  page.value("groups_claim", text(tokens.groups_claim), origin);
}

void show_authority(Page& page, const AuthSettings& auth) {
  const access::ToldBy& told = auth.realm.told_by;
  show_chosen(page, "server", auth.authority);
  page.value("path", text(auth.asked_path), auth.realm.origin);
  page.value("user_field", text(told.user), auth.realm.origin);
  page.value("groups_field", text(told.groups), auth.realm.origin);
  if (!told.more.empty()) page.value("fields", list(told.more, as_text), auth.realm.origin);
}

std::string certificate_name(const access::CertificateName& one) {
  return "{certificate = " + text(one.name) + ", user = " + text(one.identity.user) +
         ", groups = " + list(one.identity.groups, as_text) + "}";
}

void show_rule(Page& page, const access::Rule& rule) {
  constexpr std::string_view before = "rule ";
  page.header("[[site.route.rule]]", &rule.origin);
  page.value("name", text(std::string_view{rule.name}.substr(before.size())), rule.origin);
  page.value("access", text(rule.allows ? "allow" : "deny"), rule.origin);
  if (rule.hides) page.value("hide", "true", rule.origin);
  if (!rule.networks.empty())
    page.value("networks", list(rule.networks, [](const net::Network& n) { return text(n.text()); }), rule.origin);
  if (rule.methods) page.value("methods", methods_of(*rule.methods), rule.origin);
  if (!rule.users.empty()) page.value("users", list(rule.users, as_text), rule.origin);
  if (!rule.groups.empty()) page.value("groups", list(rule.groups, as_text), rule.origin);
  if (!rule.countries.empty())
    page.value("countries",
               list(rule.countries, [](const access::Country& c) { return text(access::write_country(c)); }),
               rule.origin);
  if (!rule.hours) return;
  page.value("days", list(access::write_days(rule.hours->days), as_text), rule.origin);
  if (!rule.hours->spans.empty())
    page.value("hours",
               list(rule.hours->spans, [](const access::Hours::Span& s) { return text(access::write_span(s)); }),
               rule.origin);
}

void show_cors(Page& page, const access::Cors& cors) {
  page.header("[site.route.cors]", &cors.origin);
  page.value("origins", list(cors.origins, as_text), cors.origin);
  page.value("methods", methods_of(cors.methods), cors.origin);
  if (!cors.headers.empty()) page.value("headers", list(cors.headers, as_text), cors.origin);
  if (!cors.exposed.empty()) page.value("exposed", list(cors.exposed, as_text), cors.origin);
  page.value("max_age", text(write_quantity(cors.max_age_s, Unit::seconds)), cors.origin);
  page.value("credentials", boolean(cors.credentials), cors.origin);
}

} // namespace

void show_auth(Page& page, const AuthSettings& auth) {
  const access::Realm& realm = auth.realm;
  page.header("[auth." + text(realm.name) + "]", &realm.origin);
  page.value("scheme", text(access::row(realm.scheme).name), realm.origin);
  page.value("realm", text(realm.realm), realm.origin);
  if (auth.users_file.is_set()) page.value("users", text(*auth.users_file), auth.users_file.origin);
  switch (realm.scheme) {
  case access::Scheme::basic: page.value("remember", seconds(realm.verified_s), realm.origin); break;
  case access::Scheme::digest:
    page.value("nonce_lifetime", seconds(realm.nonce_lifetime_s), realm.origin);
    page.value("userhash", boolean(realm.hashes_names), realm.origin);
    break;
  case access::Scheme::bearer: show_bearer(page, auth); break;
  case access::Scheme::certificate:
    page.value("names", list(realm.certificates, certificate_name), realm.origin);
    break;
  case access::Scheme::forward: show_authority(page, auth); break;
  }
  page.value("in_the_clear", boolean(auth.in_the_clear), realm.origin);
}

namespace {

std::string moment(base::UnixSeconds at_s) { return text(base::utc_text(at_s)); }

// Each with what stands behind it.
std::string details(const route::Retirement& end, std::string_view before) {
  std::string all;
  const auto add = [&](std::string_view key, const std::string& value) {
    if (!value.empty()) all.append(before).append(key).append(" = ").append(text(value));
  };
  add("successor", end.successor);
  add("about", end.policy);
  add("text", end.words);
  return all;
}

} // namespace

void show_end(Page& page, std::string_view key, const route::Retirement& end) {
  page.value(key, "{at = " + moment(end.at_s) + details(end, ", ") + "}", end.origin);
}

void show_redirects(Page& page, const SiteSettings& site) {
  for (const route::Redirect& redirect : site.redirects) {
    page.header("[[site.redirect]]", &redirect.origin);
    page.value("name", text(redirect.name), redirect.origin);
    page.value(redirect.matcher.is_expression() ? "pattern" : "path", text(redirect.matcher.text()), redirect.origin);
    page.value("target", text(redirect.target.text()), redirect.origin);
    page.value("permanent", boolean(redirect.permanent), redirect.origin);
    page.value("to_get", boolean(redirect.to_get), redirect.origin);
    page.value("keep_method", boolean(redirect.keeps_method), redirect.origin);
    page.value("keep_query", boolean(redirect.keeps_query), redirect.origin);
    if (redirect.until) show_end(page, "until", *redirect.until);
  }
  for (const route::Retired& retired : site.retired) {
    const route::Retirement& end = retired.retirement;
    page.header("[[site.retired]]", &end.origin);
    page.value(retired.matcher.is_expression() ? "pattern" : "path", text(retired.matcher.text()), end.origin);
    if (end.at_s != 0) page.value("since", moment(end.at_s), end.origin);
    if (!end.successor.empty()) page.value("successor", text(end.successor), end.origin);
    if (!end.policy.empty()) page.value("about", text(end.policy), end.origin);
    if (!end.words.empty()) page.value("text", text(end.words), end.origin);
  }
}

void show_access(Page& page, const RouteSettings& route) {
  if (!route.auth->empty()) page.value("auth", list(*route.auth, as_text), route.auth.origin);
  if (*route.otherwise) {
    const auto row = std::ranges::find(otherwise_names, **route.otherwise, &Named<access::Otherwise>::value);
    page.value("otherwise", text(row->name), route.otherwise.origin);
  }
  page.value("hide_denied", boolean(*route.hide_denied), route.hide_denied.origin);
  for (const access::Rule& rule : route.rules) show_rule(page, rule);
  if (route.cors) show_cors(page, *route.cors);
}

} // namespace responsum::config
