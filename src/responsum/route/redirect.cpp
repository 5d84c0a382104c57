#include "responsum/route/redirect.hpp"

#include <algorithm>
#include <utility>

#include <re2/re2.h>

#include "responsum/base/ascii.hpp"
#include "responsum/base/text.hpp"
#include "responsum/field/host.hpp"

namespace responsum::route {

Matcher::Matcher() = default;
Matcher::Matcher(Matcher&&) noexcept = default;
Matcher& Matcher::operator=(Matcher&&) noexcept = default;
Matcher::~Matcher() = default;

std::expected<Matcher, std::string> Matcher::of_path(std::string_view text) {
  auto path = base::parse_path(text);
  if (!path) return std::unexpected(std::move(path.error()));
  Matcher matcher;
  matcher.text_ = text;
  matcher.captures_ = path->kind == base::PathPattern::Kind::span ? 1 : 0;
  matcher.path_ = std::move(*path);
  return matcher;
}

std::expected<Matcher, std::string> Matcher::of_expression(std::string_view text) {
  re2::RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(1 << 20);                            // of an expression that somebody wrote once
  options.set_encoding(re2::RE2::Options::EncodingLatin1); // paths are octets
  auto expression = std::make_unique<re2::RE2>(re2::StringPiece{text.data(), text.size()}, options);
  if (!expression->ok()) return std::unexpected("\"" + std::string{text} + "\": " + expression->error());
  const auto groups = static_cast<std::size_t>(expression->NumberOfCapturingGroups());
  if (groups > most_captures)
    return std::unexpected("\"" + std::string{text} + "\" has more than " + std::to_string(most_captures) +
                           " groups");
  Matcher matcher;
  matcher.text_ = text;
  matcher.expression_ = std::move(expression);
  matcher.captures_ = groups;
  return matcher;
}

bool Matcher::matches(std::string_view path, Captures& captures) const {
  if (path_) {
    if (!path_->matches(path)) return false;
    if (captures_ != 0)
      captures[0] = path.substr(path_->begin.size(), path.size() - path_->begin.size() - path_->end.size());
    return true;
  }
  std::array<re2::StringPiece, most_captures + 1> found;
  const re2::StringPiece text{path.data(), path.size()};
  if (!expression_->Match(text, 0, path.size(), re2::RE2::ANCHOR_BOTH, found.data(), static_cast<int>(captures_ + 1)))
    return false;
  for (std::size_t i = 0; i < captures_; ++i) captures[i] = {found[i + 1].data(), found[i + 1].size()};
  return true;
}

namespace {

// What may stand in a query as data: nothing that would end it or begin the next parameter.
std::string encode_in_query(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  constexpr std::string_view others = "-._~";
  std::string out;
  for (const char c : text) {
    const auto octet = static_cast<unsigned char>(c);
    if (base::is_alpha(c) || base::is_digit(c) || others.find(c) != others.npos)
      out += c;
    else
      out += {'%', digits[octet >> 4], digits[octet & 15]};
  }
  return out;
}

// Where the path of an absolute URI begins; 0: it has no scheme that is taken, or no sound host.
std::size_t end_of_authority(std::string_view text) {
  for (const std::string_view scheme : {std::string_view{"https://"}, std::string_view{"http://"}})
    if (text.starts_with(scheme)) {
      const std::size_t end = std::min(text.find_first_of("/?#", scheme.size()), text.size());
      const std::string_view authority = text.substr(scheme.size(), end - scheme.size());
      // `$` may stand in a name, and would let whoever asks say the host.
      const bool sound = !authority.empty() && authority.find('$') == authority.npos && field::parse_host(authority);
      return sound ? end : 0;
    }
  return 0;
}

} // namespace

std::expected<Target, std::string> Target::read(std::string_view text, std::size_t captures) {
  const std::string shown = "\"" + std::string{text} + "\"";
  if (std::ranges::any_of(text, [](char c) { return c <= 0x20 || c >= 0x7f || c == '"' || c == '<' || c == '>'; }))
    return std::unexpected(shown + " has a character that no URI has");
  const bool path = text.starts_with('/') && !text.starts_with("//");
  if (!path && end_of_authority(text) == 0)
    return std::unexpected(shown + " is neither a path nor begins with https:// or http:// and a host");
  if (text.find('#') != text.npos && text.find('$', text.find('#')) != text.npos)
    return std::unexpected(shown + ": nothing can be put behind #");
  Target target;
  target.text_ = text;
  target.pieces_.emplace_back();
  bool in_query = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    in_query = in_query || text[i] == '?';
    if (text[i] != '$') {
      target.pieces_.back().literal += text[i];
      continue;
    }
    if (++i == text.size()) return std::unexpected(shown + " ends in $; write $$ for a dollar sign");
    if (text[i] == '$') {
      target.pieces_.back().literal += '$';
      continue;
    }
    const std::size_t number = base::is_digit(text[i]) ? static_cast<std::size_t>(text[i] - '0') : 0;
    if (number == 0) return std::unexpected(shown + ": behind $ stands a number from 1 to 9, or another $");
    if (number > captures)
      return std::unexpected(shown + " uses $" + std::to_string(number) + ", and " +
                             (captures == 0 ? std::string{"nothing is captured"}
                                            : "there are " + std::to_string(captures) + " captures"));
    target.pieces_.back().capture = number - 1;
    target.pieces_.back().in_query = in_query;
    target.pieces_.emplace_back();
  }
  return target;
}

bool Target::has_captures() const { return pieces_.size() > 1; }

std::string Target::expand(const Matcher::Captures& captures, std::string_view query) const {
  std::string out;
  for (const Piece& piece : pieces_) {
    out += piece.literal;
    if (!piece.capture) continue;
    const std::string_view captured = captures[*piece.capture];
    out += piece.in_query ? encode_in_query(captured) : base::encode_path(captured);
  }
  // RFC 3986 4.2: "//" would begin a host.
  if (is_path()) out.erase(0, std::min(out.find_first_not_of('/'), out.size()) - 1);
  if (query.empty()) return out;
  const std::size_t fragment = std::min(out.find('#'), out.size());
  const bool has_query = out.find('?') < fragment;
  out.insert(fragment, (has_query ? "&" : "?") + std::string{query});
  return out;
}

bool Redirect::leads_to_itself() const {
  if (!target.is_path() || (matcher.is_expression() && target.has_captures())) return false;
  Matcher::Captures captures{};
  captures[0] = "x"; // whatever a star stands for, it may be this
  const std::string there = target.expand(captures, {});
  return matcher.matches(base::percent_decode(there.substr(0, there.find_first_of("?#"))), captures);
}

} // namespace responsum::route
