#include "responsum/route/guard.hpp"

#include <algorithm>

#include "responsum/base/ascii.hpp"
#include "responsum/base/text.hpp"

namespace responsum::route {

namespace {

using message::Field;
using message::RequestHead;

constexpr std::string_view cookie_name = "responsum_token";

// Takes as long for every text of one length, so that nobody finds out a token octet by octet.
bool is_secret(std::string_view text, std::string_view secret) {
  unsigned difference = text.size() == secret.size() ? 0 : 1;
  for (std::size_t i = 0; i < text.size(); ++i)
    difference |= static_cast<unsigned char>(text[i]) ^ static_cast<unsigned char>(secret[i % secret.size()]);
  return difference == 0;
}

// RFC 6454 7: pages send the origin they came from; what is no page sends none.
bool origin_is_own(const RequestHead& head) {
  if (!head.sent(Field::origin)) return true;
  std::string_view origin = head.value(Field::origin);
  for (const std::string_view scheme : {std::string_view{"http://"}, std::string_view{"https://"}})
    if (origin.starts_with(scheme))
      return base::equals_ignoring_case(origin.substr(scheme.size()), head.text(head.authority));
  return false;
}

// RFC 6750 2.1
std::string_view bearer_token(std::string_view authorization) {
  constexpr std::string_view scheme = "bearer ";
  if (!base::equals_ignoring_case(authorization.substr(0, scheme.size()), scheme)) return {};
  authorization.remove_prefix(scheme.size());
  authorization.remove_prefix(std::min(authorization.find_first_not_of(' '), authorization.size()));
  return authorization;
}

// The value behind `name` in a list of pairs: "a=1; b=2", "a=1&b=2". Empty: it is not there.
std::string_view value_in(std::string_view pairs, char separator, std::string_view name) {
  while (!pairs.empty()) {
    const std::size_t end = std::min(pairs.find(separator), pairs.size());
    std::string_view pair = pairs.substr(0, end);
    pairs.remove_prefix(std::min(end + 1, pairs.size()));
    pair.remove_prefix(std::min(pair.find_first_not_of(' '), pair.size()));
    if (pair.starts_with(name) && pair.substr(name.size()).starts_with('=')) return pair.substr(name.size() + 1);
  }
  return {};
}

} // namespace

bool is_token_character(char c) {
  constexpr std::string_view others = "-._~+/=";
  return base::is_alpha(c) || base::is_digit(c) || others.find(c) != others.npos;
}

decision::GuardFacts check(const Guard& guard, const RequestHead& head) {
  decision::GuardFacts facts{.origin_own = origin_is_own(head), .token_in_query = false, .token_right = true};
  if (guard.token.empty()) return facts;
  // A `+` stands for itself: it can be part of a token.
  facts.token_in_query = is_secret(base::percent_decode(value_in(head.text(head.query), '&', "token")), guard.token);
  const bool in_field = is_secret(bearer_token(head.value(Field::authorization)), guard.token);
  const bool in_cookie = is_secret(value_in(head.value(Field::cookie), ';', cookie_name), guard.token);
  facts.token_right = in_field || in_cookie;
  return facts;
}

std::string write_cookie(const Guard& guard) {
  return std::string{cookie_name} + "=" + guard.token + "; HttpOnly; SameSite=Strict; Path=/";
}

} // namespace responsum::route
