// Names that have moved: what they match, and where whoever asks for them is sent.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "responsum/base/origin.hpp"
#include "responsum/base/pattern.hpp"
#include "responsum/route/retirement.hpp"

namespace re2 {
class RE2;
}

namespace responsum::route {

// What a redirect matches of a decoded path: all of it.
class Matcher {
 public:
  static constexpr std::size_t most_captures = 9;
  using Captures = std::array<std::string_view, most_captures>; // views into the path

  // As base::PathPattern: what its star, or the end of a folder, stands for is the first capture.
  static std::expected<Matcher, std::string> of_path(std::string_view text);
  // A regular expression (RE2), with its groups as captures. Both errors are sentences.
  static std::expected<Matcher, std::string> of_expression(std::string_view text);
  Matcher(Matcher&&) noexcept;
  Matcher& operator=(Matcher&&) noexcept;
  ~Matcher();

  bool matches(std::string_view path, Captures& captures) const;
  std::size_t captures() const { return captures_; }
  const std::string& text() const { return text_; }
  bool is_expression() const { return expression_ != nullptr; }

 private:
  Matcher();

  std::string text_;
  std::optional<base::PathPattern> path_;
  std::unique_ptr<re2::RE2> expression_;
  std::size_t captures_ = 0;
};

// Where it leads: "/new/$1", "https://www.example.org/$1?from=$2"; $$ is a dollar sign.
class Target {
 public:
  // The error is a sentence.
  static std::expected<Target, std::string> read(std::string_view text, std::size_t captures);

  // A reference as Location has it (RFC 9110 10.2.2). `query` is added behind what the target has of its own. What
  // was captured is encoded for where it is put, and never becomes a host.
  std::string expand(const Matcher::Captures& captures, std::string_view query) const;
  const std::string& text() const { return text_; }
  bool has_captures() const;
  // Of this server, whichever site was asked: it begins with a slash.
  bool is_path() const { return text_.starts_with('/'); }

 private:
  struct Piece {
    std::string literal;
    std::optional<std::size_t> capture; // behind it
    bool in_query = false;              // the capture
  };
  std::string text_;
  std::vector<Piece> pieces_;
};

struct Redirect {
  std::string name; // as configured, or what it matches
  base::Origin origin;
  Matcher matcher;
  Target target;
  bool permanent = true;
  bool to_get = false;       // the answer is to be had there, by GET whatever the method was
  bool keeps_method = false; // said also to GET and HEAD, which would keep theirs anyhow
  bool keeps_query = true;
  std::optional<Retirement> until{}; // it leads there; nothing: for ever

  // A path that it matches for certain leads back to it.
  bool leads_to_itself() const;
};

// A name that ends, whatever it led to.
struct Retired {
  Matcher matcher;
  Retirement retirement;
};

} // namespace responsum::route
