// Names of a site that have moved or ended: `canonical_host`, [[site.redirect]] and [[site.retired]].
#include "responsum/config/tables.hpp"
#include "responsum/decision/redirecting.hpp"

namespace responsum::config {
namespace {

void read_canonical_host(const Context& context, const Node& node, SiteSettings& site) {
  const auto text = read_text_value(context, node, "canonical_host");
  if (!text) return;
  const auto host = route::parse_host(*text);
  if (!host) return context.error(node.place, "`canonical_host`: " + host.error());
  if (host->kind != route::HostPattern::Kind::exact)
    return context.error(node.place, "`canonical_host`: \"" + *text + "\" is no single host");
  bool own = false;
  for (const auto& pattern : site.hosts) own = own || pattern->covers(*host);
  if (!own)
    return context.error(node.place, "`canonical_host`: \"" + *text + "\" is none of the site's `hosts`",
                         "add it there: whoever is sent to it has to be answered by this site");
  site.canonical_host = {host->name, context.origin(node.place)};
}

} // namespace

std::optional<route::Matcher> read_matcher(TableReader& reader, Place place, std::string_view what) {
  const Context& context = reader.context();
  const Node* path = reader.find("path");
  const Node* expression = reader.find("pattern");
  if ((path == nullptr) == (expression == nullptr)) {
    context.error(place, std::string{what} + " has either `path` or `pattern`", "add path = \"/old/\"");
    return std::nullopt;
  }
  const Node& node = path != nullptr ? *path : *expression;
  const std::string_view key = path != nullptr ? "path" : "pattern";
  const auto text = read_text_value(context, node, key);
  if (!text) return std::nullopt;
  auto matcher = path != nullptr ? route::Matcher::of_path(*text) : route::Matcher::of_expression(*text);
  if (matcher) return std::move(*matcher);
  context.error(node.place, in_ticks(key) + ": " + matcher.error());
  return std::nullopt;
}

namespace {

std::optional<route::Target> read_target(TableReader& reader, const std::optional<route::Matcher>& matcher) {
  const Context& context = reader.context();
  const Node* node = reader.require("target", "target = \"/new/$1\"");
  if (node == nullptr || !matcher) return std::nullopt;
  const auto text = read_text_value(context, *node, "target");
  if (!text) return std::nullopt;
  auto target = route::Target::read(*text, matcher->captures());
  if (target) return std::move(*target);
  context.error(node->place, "`target`: " + target.error());
  return std::nullopt;
}

void read_redirect_status(const Context& context, const Node& node, route::Redirect& redirect) {
  const auto number = read_quantity(context, node, "status", Unit::count, {100, 599});
  if (!number) return;
  const auto said = decision::redirect_number(*number, {redirect.permanent, redirect.to_get});
  if (said.complaint.empty())
    redirect.keeps_method = said.keeps_method;
  else
    context.error(node.place, "`status`: " + std::string{said.complaint});
}

void read_one_redirect(const Context& context, const Node& table, std::vector<route::Redirect>& redirects) {
  if (table.kind != Kind::table) return report_wrong_kind(context, table, "redirect", "tables: [[site.redirect]]");
  TableReader reader{context, table, "[[site.redirect]]"};
  const Node* name = reader.find("name");
  auto matcher = read_matcher(reader, table.place, "a redirect");
  auto target = read_target(reader, matcher);
  bool permanent = true;
  bool to_get = false;
  bool keeps_query = true;
  if (const Node* node = reader.find("permanent"))
    permanent = read_boolean(context, *node, "permanent").value_or(true);
  if (const Node* node = reader.find("to_get")) to_get = read_boolean(context, *node, "to_get").value_or(false);
  if (const Node* node = reader.find("keep_query"))
    keeps_query = read_boolean(context, *node, "keep_query").value_or(true);
  const Node* status = reader.find("status");
  const Node* keep_method = reader.find("keep_method");
  const Node* until = reader.find("until");
  reader.finish();
  if (!matcher || !target) return;
  route::Redirect redirect{.name = matcher->text(),
                           .origin = context.origin(table.place),
                           .matcher = std::move(*matcher),
                           .target = std::move(*target),
                           .permanent = permanent,
                           .to_get = to_get,
                           .keeps_query = keeps_query};
  if (name != nullptr) redirect.name = read_text_value(context, *name, "name").value_or(redirect.name);
  if (keep_method != nullptr)
    redirect.keeps_method = read_boolean(context, *keep_method, "keep_method").value_or(false);
  if (until != nullptr) read_end(context, *until, "until", redirect.until);
  if (status != nullptr) read_redirect_status(context, *status, redirect);
  if (redirect.leads_to_itself())
    return context.error(table.place, "the redirect leads to itself: " + in_ticks(redirect.target.text()) +
                                          " is matched by " + in_ticks(redirect.matcher.text()) + " again");
  redirects.push_back(std::move(redirect));
}

} // namespace

void read_redirects(TableReader& reader, SiteSettings& site) {
  const Context& context = reader.context();
  if (const Node* node = reader.find("canonical_host")) read_canonical_host(context, *node, site);
  if (const Node* retired = reader.find("retired")) read_retired(context, *retired, site.retired);
  const Node* node = reader.find("redirect");
  if (node == nullptr) return;
  if (node->kind != Kind::list) return report_wrong_kind(context, *node, "redirect", "tables: [[site.redirect]]");
  for (const Node& item : node->items) read_one_redirect(context, item, site.redirects);
}

} // namespace responsum::config
