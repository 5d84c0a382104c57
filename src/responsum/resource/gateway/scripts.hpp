// Which script answers a path, and what it is told (RFC 3875 4.1).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "responsum/base/arena.hpp"
#include "responsum/codec/fcgi/writer.hpp"
#include "responsum/net/address.hpp"
#include "responsum/resource/file/file_system.hpp"
#include "responsum/resource/gateway/heads.hpp"
#include "responsum/resource/resource.hpp"

namespace responsum::resource::gateway {

struct Scripts {
  bool programs = false; // are started here; otherwise another server knows which there are
  std::string root;      // folder, by its whole path and without a slash behind it
  std::string index;     // of a folder; empty: none
  std::string split;     // what ends the name of a script; empty: the first name that is a file is one
  std::vector<std::pair<std::string, std::string>> params{}; // told beside, or in place of, those that are usual
  const file::FileSystem* system = nullptr;                  // outlives it; never null where there are programs
};

// Parts of a path: they begin with a slash. In `info` the path goes on behind the script; empty: it does not.
struct ScriptPath {
  std::string_view name;
  std::string_view info{};
};

// `path` is decoded. Nothing: no script has it. The parts are of the path, or of `memory`.
std::optional<ScriptPath> script_of(std::string_view path, const Scripts& scripts, base::Arena& memory);

// Who asks whom, beside the request and its head for the next hop.
struct ScriptRoad {
  net::Address client;      // with its port; none: it has no address
  net::Address reached;     // likewise: of this server
  std::string_view address; // of the client, as text
  bool encrypted = false;
};

// Views are of the request, the scripts and `memory`.
std::vector<codec::fcgi::Param> params_of(const Request& request, const RequestMade& made, const ScriptPath& script,
                                          const Scripts& scripts, const ScriptRoad& road, base::Arena& memory);

} // namespace responsum::resource::gateway
