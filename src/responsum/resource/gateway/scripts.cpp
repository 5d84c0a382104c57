#include "responsum/resource/gateway/scripts.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <span>

#include "responsum/base/ascii.hpp"
#include "responsum/base/text.hpp"
#include "responsum/base/writer.hpp"
#include "responsum/message/version.hpp"

namespace responsum::resource::gateway {

using codec::fcgi::Param;
using message::Field;

namespace {

std::string_view joined(std::string_view a, std::string_view b, base::Arena& memory) {
  base::Writer out{memory.allocate(a.size() + b.size())};
  return out.text(a).text(b).written();
}

// What an encoded slash or dot has become is no way up.
bool climbs(std::string_view path) {
  while (!path.empty()) {
    const std::size_t slash = std::min(path.find('/'), path.size());
    if (path.substr(0, slash) == "..") return true;
    path.remove_prefix(std::min(slash + 1, path.size()));
  }
  return false;
}

enum class Kind : std::uint8_t { nothing, file, folder };

// The folder of scripts, opened when it is first asked what is there, once for a request.
class Folder {
 public:
  explicit Folder(const Scripts& scripts) : scripts_{scripts} {}

  // What `path` names below it, where that is to be seen from here.
  Kind kind_of(std::string_view path) {
    if (scripts_.system == nullptr) return Kind::nothing;
    if (!root_.valid()) root_ = net::Descriptor{::open(scripts_.root.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)};
    if (!root_.valid()) return Kind::nothing;
    const std::size_t first = std::min(path.find_first_not_of('/'), path.size());
    const auto thing =
        file::examine(*scripts_.system, root_.number(), std::string{path.substr(first)}, file::Symlinks::beneath);
    if (!thing) return Kind::nothing;
    const mode_t mode = thing->status.st_mode;
    return S_ISREG(mode) ? Kind::file : S_ISDIR(mode) ? Kind::folder : Kind::nothing;
  }
  const std::string& index() const { return scripts_.index; }

 private:
  const Scripts& scripts_;
  net::Descriptor root_;
};

// "/blog/index.php" for "/blog/", if it is there.
std::optional<ScriptPath> index_of(std::string_view path, Folder& folder, base::Arena& memory) {
  if (folder.index().empty() || !path.ends_with('/')) return std::nullopt;
  const std::string_view name = joined(path, folder.index(), memory);
  return folder.kind_of(name) == Kind::file ? std::optional{ScriptPath{name}} : std::nullopt;
}

// The first name of the path that is a file.
std::optional<ScriptPath> first_file(std::string_view path, Folder& folder, base::Arena& memory) {
  for (std::size_t end = 1; end != std::string_view::npos;) {
    end = path.find('/', end);
    const std::string_view name = path.substr(0, end);
    if (name.ends_with('/')) break;
    switch (folder.kind_of(name)) {
    case Kind::nothing: return std::nullopt;
    case Kind::file: return ScriptPath{name, path.substr(name.size())};
    case Kind::folder: break;
    }
    if (end != std::string_view::npos) ++end;
    if (end == path.size()) break;
  }
  return index_of(path, folder, memory);
}

// Up to the first place where a script's name ends.
std::optional<ScriptPath> split_at(std::string_view path, std::string_view split) {
  for (std::size_t at = path.find(split); at != std::string_view::npos; at = path.find(split, at + 1)) {
    const std::size_t end = at + split.size();
    if (end == path.size() || path[end] == '/') return ScriptPath{path.substr(0, end), path.substr(end)};
  }
  return std::nullopt;
}

class Params {
 public:
  Params(const Scripts& scripts, std::size_t most) : own_{scripts.params} { all_.reserve(most + own_.size()); }

  void add(std::string_view name, std::string_view value) {
    const auto is_this = [name](const auto& own) { return own.first == name; };
    if (std::ranges::none_of(own_, is_this)) all_.push_back({name, value});
  }
  void add_if(std::string_view name, std::string_view value) {
    if (!value.empty()) add(name, value);
  }
  std::vector<Param> take() && {
    for (const auto& [name, value] : own_) all_.push_back({name, value});
    return std::move(all_);
  }

 private:
  std::span<const std::pair<std::string, std::string>> own_;
  std::vector<Param> all_;
};

bool is_plain(std::string_view name) {
  return std::ranges::all_of(name,
                             [](char c) { return base::is_alpha(c) || base::is_digit(c) || c == '-' || c == '_'; });
}

char in_variable(char c) {
  if (c == '-') return '_';
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

std::string_view variable_of(std::string_view field, base::Arena& memory) {
  base::Writer out{memory.allocate(5 + field.size())};
  out.text("HTTP_");
  for (const char c : field) out.character(in_variable(c));
  return out.written();
}

// RFC 3875 4.1.18: those that are not said otherwise. `Proxy` would be taken for HTTP_PROXY, which libraries go by
// when they ask others. A name with an underscore gives way to one without.
void add_fields(Params& params, std::span<const codec::h1::RequestField> fields, base::Arena& memory) {
  const auto gives_way = [fields](std::string_view name) {
    return name.find('_') != std::string_view::npos && std::ranges::any_of(fields, [name](const auto& other) {
             return other.name.data() != name.data() && is_same_name(other.name, name);
           });
  };
  for (const codec::h1::RequestField& f : fields) {
    const bool elsewhere = is_same_name(f.name, "Content-Type") || is_same_name(f.name, "Content-Length") ||
                           is_same_name(f.name, "Proxy");
    if (!elsewhere && is_plain(f.name) && !gives_way(f.name)) params.add(variable_of(f.name, memory), f.value);
  }
}

// "app.test" of "app.test:8080"; brackets stay (RFC 3875 4.1.14).
std::string_view host_of(std::string_view authority) {
  const std::size_t colon = authority.rfind(':');
  const bool has_port = colon != std::string_view::npos && authority.find(']', colon) == std::string_view::npos;
  return has_port ? authority.substr(0, colon) : authority;
}

std::string_view port_of(std::string_view authority, const ScriptRoad& road, base::Arena& memory) {
  if (road.reached.family() != net::Address::Family::none) return base::decimal_in(memory, road.reached.port());
  const std::string_view host = host_of(authority);
  if (host.size() + 1 < authority.size()) return authority.substr(host.size() + 1);
  return road.encrypted ? "443" : "80";
}

} // namespace

std::optional<ScriptPath> script_of(std::string_view path, const Scripts& scripts, base::Arena& memory) {
  if (climbs(path)) return std::nullopt;
  Folder folder{scripts};
  if (scripts.split.empty()) return first_file(path, folder, memory);
  auto script = split_at(path, scripts.split);
  if (!script) script = index_of(path, folder, memory);
  if (!script && !scripts.index.empty()) script = ScriptPath{joined("/", scripts.index, memory)};
  if (script && scripts.programs && folder.kind_of(script->name) != Kind::file) return std::nullopt;
  return script;
}

std::vector<Param> params_of(const Request& request, const RequestMade& made, const ScriptPath& script,
                             const Scripts& scripts, const ScriptRoad& road, base::Arena& memory) {
  const message::RequestHead& head = request.head;
  constexpr std::size_t most_usual = 24;
  Params params{scripts, most_usual + made.common + 1};
  // What the route took off the path is of the script's name all the same.
  const std::string_view mount = request.whole_path.substr(0, request.whole_path.size() - request.path.size());
  const std::string_view authority = head.text(head.authority);
  params.add("GATEWAY_INTERFACE", "CGI/1.1");
  params.add("SERVER_SOFTWARE", "responsum");
  params.add("SERVER_PROTOCOL", message::name(head.version));
  params.add("SERVER_NAME", authority.empty() ? "localhost" : host_of(authority));
  params.add("SERVER_PORT", port_of(authority, road, memory));
  if (road.reached.family() != net::Address::Family::none)
    params.add("SERVER_ADDR", memory.copy(road.reached.host()));
  params.add("REQUEST_METHOD", made.whole.method);
  params.add("REQUEST_URI", origin_form(head, memory));
  params.add("QUERY_STRING", head.text(head.query));
  params.add("DOCUMENT_ROOT", scripts.root);
  params.add("SCRIPT_NAME", joined(mount, script.name, memory));
  params.add("SCRIPT_FILENAME", joined(scripts.root, script.name, memory));
  if (!script.info.empty()) {
    params.add("PATH_INFO", script.info);
    params.add("PATH_TRANSLATED", joined(scripts.root, script.info, memory));
  }
  if (head.has_content_length) params.add("CONTENT_LENGTH", base::decimal_in(memory, head.content_length));
  params.add_if("CONTENT_TYPE", head.value(Field::content_type));
  params.add("REMOTE_ADDR", road.address);
  if (road.client.family() != net::Address::Family::none)
    params.add("REMOTE_PORT", base::decimal_in(memory, road.client.port()));
  if (!request.told.empty()) params.add_if("REMOTE_USER", request.told.front().value);
  if (road.encrypted) params.add("HTTPS", "on");
  params.add("REQUEST_SCHEME", road.encrypted ? "https" : "http");
  params.add("REDIRECT_STATUS", "200"); // PHP as a program wants it
  params.add_if("HTTP_HOST", made.whole.host);
  add_fields(params, made.whole.fields.first(made.common), memory);
  return std::move(params).take();
}

} // namespace responsum::resource::gateway
