// Media types by file name extension: the usual ones built in, others from the configuration.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace responsum::resource::file {

class MediaTypes {
 public:
  // `extension` without its dot, any case. A rule of the configuration comes before what is built in.
  void add(std::string_view extension, std::string_view type);
  // Of a file name; "application/octet-stream" when its extension tells nothing. Lives as long as this.
  std::string_view of(std::string_view file_name) const;
  // The one that a file of this type is mostly given, without its dot; empty: none is known.
  std::string_view extension_of(std::string_view type) const;

 private:
  std::map<std::string, std::string, std::less<>> added_;
};

// Whether a charset parameter belongs to the type: text, and a few that are text by another name.
bool is_text(std::string_view media_type);

} // namespace responsum::resource::file
