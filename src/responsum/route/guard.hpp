// Who may come by a route: no page of another origin, and whoever brings the token if there is one.
#pragma once

#include <string>
#include <string_view>

#include "responsum/decision/facts.hpp"
#include "responsum/message/request_head.hpp"

namespace responsum::route {

struct Guard {
  std::string token; // of `token_characters`; empty: none is asked for
};

// What a token may consist of: it goes into a field, a cookie and a query (RFC 6750 2.1, RFC 6265 4.1.1).
bool is_token_character(char c);

// Every way to bring a token is looked at, and each comparison takes as long whatever is wrong with it.
decision::GuardFacts check(const Guard& guard, const message::RequestHead& head);

// RFC 6750 3: what is asked of who brings none.
inline constexpr std::string_view challenge = "Bearer realm=\"Responsum console\"";
// The value of Set-Cookie that keeps the token: for this site's pages only, and not for their scripts.
std::string write_cookie(const Guard& guard);

} // namespace responsum::route
