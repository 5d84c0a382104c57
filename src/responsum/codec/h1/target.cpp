#include "responsum/codec/h1/target.hpp"

#include <algorithm>
#include <string_view>

#include "responsum/base/ascii.hpp"
#include "responsum/field/host.hpp"

namespace responsum::codec::h1 {
namespace {

using message::Method;
using message::RequestHead;
using message::Slice;
using message::TargetForm;

constexpr bool is_scheme_char(char c) {
  return base::is_alpha(c) || base::is_digit(c) || c == '+' || c == '-' || c == '.';
}

// Of `whole`, the octets from `from` up to `to`.
Slice part(Slice whole, std::size_t from, std::size_t to) {
  return {whole.offset + static_cast<std::uint32_t>(from), static_cast<std::uint32_t>(to - from)};
}

void split_path(RequestHead& head, std::string_view target, std::size_t path_begin) {
  const std::size_t path_end = std::min(target.find('?', path_begin), target.size());
  head.path = part(head.target, path_begin, path_end);
  if (path_end != target.size()) head.query = part(head.target, path_end + 1, target.size());
}

// RFC 9112 3.2.3: host and port, of which CONNECT needs both (RFC 9110 9.3.6).
std::optional<FaultAt> authority_form(RequestHead& head, std::string_view target) {
  head.target_form = TargetForm::authority;
  if (const auto bad = target.find_first_of("/?@"); bad != target.npos)
    return FaultAt{Fault::target_form, part(head.target, bad, bad).offset};
  const auto authority = field::parse_host(target);
  if (!authority) {
    const bool port = authority.error().fault == field::HostFault::port;
    return FaultAt{port ? Fault::target_port : Fault::target_authority,
                   part(head.target, authority.error().offset, target.size()).offset};
  }
  if (authority->host.empty()) return FaultAt{Fault::target_authority, head.target.offset};
  if (authority->port.value_or(0) == 0)
    return FaultAt{Fault::target_port, part(head.target, authority->host.size(), target.size()).offset};
  head.authority = head.target;
  return std::nullopt;
}

std::optional<FaultAt> absolute_form(RequestHead& head, std::string_view target) {
  constexpr std::string_view separator = "://";
  std::size_t scheme_end = 0;
  while (scheme_end < target.size() && is_scheme_char(target[scheme_end])) ++scheme_end;
  if (!base::is_alpha(target.front()) || !target.substr(scheme_end).starts_with(separator))
    return FaultAt{Fault::target_form, head.target.offset};
  head.target_form = TargetForm::absolute;
  head.scheme = part(head.target, 0, scheme_end);

  const std::size_t begin = scheme_end + separator.size();
  const std::size_t end = std::min(target.find_first_of("/?", begin), target.size());
  const std::string_view text = target.substr(begin, end - begin);
  if (const auto at = text.find('@'); at != text.npos)
    return FaultAt{Fault::target_userinfo, part(head.target, begin + at, end).offset};
  const auto authority = field::parse_host(text);
  if (!authority)
    return FaultAt{Fault::target_authority, part(head.target, begin + authority.error().offset, end).offset};
  if (authority->host.empty()) return FaultAt{Fault::target_authority, part(head.target, begin, end).offset};
  head.authority = part(head.target, begin, end);
  split_path(head, target, end);
  return std::nullopt;
}

} // namespace

std::optional<FaultAt> split_target(RequestHead& head) {
  const std::string_view target = head.text(head.target);
  head.path = head.query = head.scheme = head.authority = {};
  if (head.method == Method::connect) return authority_form(head, target);
  if (target == "*") {
    head.target_form = TargetForm::asterisk;
    if (head.method != Method::options) return FaultAt{Fault::target_form, head.target.offset};
    return std::nullopt;
  }
  return absolute_form(head, target);
}

} // namespace responsum::codec::h1
