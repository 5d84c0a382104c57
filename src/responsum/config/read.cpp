#include "responsum/config/read.hpp"

#include <glob.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "responsum/base/clock.hpp"
#include "responsum/base/text.hpp"
#include "responsum/config/certificates.hpp"
#include "responsum/config/tables.hpp"

namespace responsum::config {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t largest_file_bytes = 4 * 1024 * 1024;
constexpr std::size_t most_files = 1000;

// The error is a sentence about the file.
std::expected<std::string, std::string> read_whole(const std::string& path) {
  std::error_code error;
  if (fs::is_directory(path, error)) return std::unexpected(in_ticks(path) + " is a folder");
  errno = 0;
  std::ifstream file{path, std::ios::binary};
  if (!file) return std::unexpected(in_ticks(path) + " cannot be read: " + std::strerror(errno));
  std::string text(largest_file_bytes + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(file.gcount()));
  if (text.size() > largest_file_bytes)
    return std::unexpected(in_ticks(path) + " is larger than " + write_quantity(largest_file_bytes, Unit::bytes));
  return text;
}

std::string folder_of(std::string_view name) {
  const std::size_t slash = name.rfind('/');
  return std::string{name.substr(0, slash == std::string_view::npos ? 0 : slash + 1)};
}

std::vector<std::string> matches_of(const std::string& pattern) {
  glob_t found{};
  std::vector<std::string> paths;
  if (glob(pattern.c_str(), 0, nullptr, &found) == 0)
    for (std::size_t i = 0; i < found.gl_pathc; ++i) paths.emplace_back(found.gl_pathv[i]);
  globfree(&found);
  return paths; // glob() sorts
}

class Loader final : private Beside {
 public:
  Loader(const Environment& environment, Disk disk) : environment_{environment}, disk_{disk} {}

  void read(std::string text, std::string name) {
    const Source& source = enter(std::move(text), std::move(name));
    const Context context{source, problems_, environment_, disk_, this};
    if (const Document document = parse(context); document.usable) read_root(context, document.root);
  }

  void read_main_file(const std::string& path) {
    auto text = read_whole(path);
    if (!text) return problems_.add({Severity::error, {}, 0, 0, 0, std::move(text.error()), {}, {}});
    chain_.push_back({fs::weakly_canonical(path).string(), path});
    read(std::move(*text), path);
  }

  Reading finish() {
    complete(*configuration_);
    check(*configuration_, problems_);
    if (disk_ == Disk::present)
      configuration_->identities = read_identities(*configuration_, problems_, base::read_clock());
    if (disk_ == Disk::present) open_countries();
    if (!site_seen_ && whole_ && !sources_.empty())
      problems_.add({Severity::error,
                     std::string{sources_.front().name},
                     0,
                     0,
                     0,
                     "no site: there is nothing to serve",
                     "add [[site]] and below it [[site.route]] with `path` and `files`",
                     {}});
    std::vector<Problem> problems = problems_.take();
    if (has_errors(problems)) return std::unexpected(std::move(problems));
    return Loaded{std::move(configuration_), std::move(problems)};
  }

 private:
  void open_countries() {
    const Setting<std::string>& file = configuration_->server.country_file;
    if (file->empty()) return;
    auto countries = access::Countries::open(*file);
    if (countries)
      configuration_->countries = std::move(*countries);
    else
      problems_.add(Severity::error, file.origin, "`country_file`: " + in_ticks(*file) + ": " + countries.error());
  }

  struct Link {
    std::string canonical;
    std::string name;
  };

  Document parse(const Context& context) {
    Document document = parse_document(context.source.text);
    sources_.back().whole = document.whole();
    whole_ = whole_ && document.whole();
    for (SyntaxError& error : document.errors)
      context.error(error.place, std::move(error.message), std::move(error.help));
    return document;
  }

  void read_beside(std::string text, std::string name, const Read& read) override {
    const Source& source = enter(std::move(text), std::move(name));
    const Context context{source, problems_, environment_, disk_, this};
    if (const Document document = parse(context); document.usable) read(context, document.root);
  }

  const Source& enter(std::string text, std::string name) {
    std::string folder = folder_of(name);
    const std::string& kept = configuration_->file_names.emplace_back(std::move(name));
    Source& source = sources_.emplace_back(Source{kept, std::move(folder), std::move(text), {}, true});
    source.lines = split_lines(source.text);
    problems_.enter(source);
    return source;
  }

  void read_root(const Context& context, const Node& root) {
    const bool included = sources_.size() > 1;
    TableReader reader{context, root, ""};
    if (const Node* node = reader.find("include")) read_includes(context, *node);
    read_table(reader, "server", included,
               [&](const Node& table) { read_server(context, table, configuration_->server); });
    read_table(reader, "limits", false,
               [&](const Node& table) { read_limits(context, table, configuration_->limits); });
    read_table(reader, "log", included, [&](const Node& table) { read_log(context, table, configuration_->log); });
    read_table(reader, "record", included,
               [&](const Node& table) { read_record(context, table, configuration_->record); });
    read_table(reader, "types", false, [&](const Node& table) { read_types(context, table, configuration_->types); });
    read_table(reader, "dns", included, [&](const Node& table) { read_dns(context, table, configuration_->dns); });
    if (const Node* node = reader.find("upstream")) read_upstreams(context, *node);
    read_table(reader, "auth", false, [&](const Node& table) { read_auth(context, table, configuration_->auth); });
    if (const Node* node = reader.find("site")) read_sites(context, *node);
    reader.finish();
  }

  template <class Read>
  void read_table(TableReader& reader, std::string_view key, bool only_in_main, Read&& read_one) {
    const Node* node = reader.find(key);
    if (node == nullptr) return;
    if (node->kind != Kind::table)
      report_wrong_kind(reader.context(), *node, key, "a table: [" + std::string{key} + ']');
    else if (only_in_main)
      reader.context().error(node->place, '[' + std::string{key} + "] belongs in the main file, " +
                                              in_ticks(configuration_->file_names.front()));
    else
      read_one(*node);
  }

  void read_upstreams(const Context& context, const Node& node) {
    if (node.kind == Kind::table)
      return context.error(node.place, "there is a list of upstreams", "write [[upstream]]");
    if (node.kind != Kind::list) return report_wrong_kind(context, node, "upstream", "tables: [[upstream]]");
    for (const Node& item : node.items) {
      if (item.kind == Kind::table)
        read_upstream(context, item, configuration_->upstreams.emplace_back());
      else
        report_wrong_kind(context, item, "upstream", "tables: [[upstream]]");
    }
  }

  void read_sites(const Context& context, const Node& node) {
    site_seen_ = true;
    if (node.kind == Kind::table) return context.error(node.place, "there is a list of sites", "write [[site]]");
    if (node.kind != Kind::list) return report_wrong_kind(context, node, "site", "tables: [[site]]");
    for (const Node& item : node.items) {
      if (item.kind == Kind::table)
        read_site(context, item, configuration_->sites.emplace_back());
      else
        report_wrong_kind(context, item, "site", "tables: [[site]]");
    }
  }

  void read_includes(const Context& context, const Node& node) {
    for (const Item& item : read_texts(context, node, "include")) {
      if (disk_ == Disk::absent) {
        context.error(item.place, "`include` needs a file system, which is out of reach here");
        continue;
      }
      const std::string pattern = context.resolve(item.text);
      const bool wild = pattern.find_first_of("*?[") != std::string::npos;
      const std::vector<std::string> paths = wild ? matches_of(pattern) : std::vector{pattern};
      if (paths.empty()) context.warning(item.place, in_ticks(pattern) + " matches no file");
      for (const std::string& path : paths) include(context, item.place, path);
    }
  }

  void include(const Context& context, Place place, const std::string& path) {
    std::error_code ignored;
    const std::string canonical = fs::weakly_canonical(path, ignored).string();
    if (std::ranges::find(chain_, canonical, &Link::canonical) != chain_.end()) {
      std::string message = "the files include each other: ";
      for (const Link& link : chain_) message += link.name + " -> ";
      return context.error(place, message + path);
    }
    if (const auto first = std::ranges::find(included_, canonical, &Included::canonical); first != included_.end())
      return context.error(place, in_ticks(path) + " is already included by " + base::describe(first->by));
    if (sources_.size() == most_files)
      return context.error(place, "more than " + std::to_string(most_files) + " files are included");
    auto text = read_whole(path);
    if (!text) return context.error(place, std::move(text.error()));
    included_.push_back({canonical, context.origin(place)});
    chain_.push_back({canonical, path});
    read(std::move(*text), path);
    chain_.pop_back();
  }

  struct Included {
    std::string canonical;
    base::Origin by;
  };

  const Environment& environment_;
  Disk disk_;
  std::unique_ptr<Configuration> configuration_ = std::make_unique<Configuration>();
  std::deque<Source> sources_; // addresses stay as files are added
  std::vector<Link> chain_;    // from the main file to the one being read
  std::vector<Included> included_;
  Problems problems_;
  bool whole_ = true; // no line of any file was left out
  bool site_seen_ = false;
};

Problem on_command_line(std::string message, std::string help = {}) {
  return {Severity::error, {}, 0, 0, 0, std::move(message), std::move(help), {}};
}

} // namespace

Reading read_file(const std::string& path, const Environment& environment) {
  Loader loader{environment, Disk::present};
  loader.read_main_file(path);
  return loader.finish();
}

Reading read_text(std::string_view text, const std::string& name, const Environment& environment) {
  Loader loader{environment, Disk::absent};
  loader.read(std::string{text}, name);
  return loader.finish();
}

Reading for_directory(const std::string& directory, std::string_view listen) {
  std::vector<Problem> problems;
  std::error_code ignored;
  if (!fs::is_directory(directory, ignored))
    problems.push_back(on_command_line(in_ticks(directory) +
                                       (fs::exists(directory, ignored) ? " is not a folder" : " does not exist")));
  auto configuration = std::make_unique<Configuration>();
  const base::Origin origin{configuration->file_names.emplace_back("command line"), 0, 0};
  if (!listen.empty()) {
    if (auto endpoint = parse_endpoint(listen))
      configuration->server.listen.push_back({std::move(*endpoint), origin});
    else
      problems.push_back(on_command_line(std::move(endpoint.error())));
  }
  if (!problems.empty()) return std::unexpected(std::move(problems));
  SiteSettings& site = configuration->sites.emplace_back();
  site.origin = origin;
  site.hosts.push_back({route::HostPattern{}, origin});
  RouteSettings& route = site.routes.emplace_back();
  route.origin = origin;
  route.path = {*base::parse_path("/"), origin};
  route.files = {fs::path{directory}.lexically_normal().string(), origin};
  complete(*configuration);
  return Loaded{std::move(configuration), {}};
}

Reading for_proxy(const std::vector<std::string>& servers, std::string_view listen) {
  std::string text = "[server]\n";
  if (!listen.empty()) text += "listen = " + base::quote(listen) + "\n";
  text += "[[site]]\n[[site.route]]\npath = \"/\"\nproxy = [";
  for (const std::string& server : servers) text += base::quote(server) + ", ";
  return read_text(text + "]\n", "command line", Environment{});
}

} // namespace responsum::config
