// Tokens with claims and a signature (RFC 7519, in the compact form of RFC 7515), held against RFC 8725.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "responsum/access/json_web_key.hpp"
#include "responsum/access/verified.hpp"
#include "responsum/base/clock.hpp"

namespace responsum::access {

// What a token has to be like. The algorithms are those of the configuration: what a token says of itself picks one
// of them at most.
struct TokenRules {
  std::vector<Algorithm> algorithms{};
  std::string issuer{};                 // empty: any
  std::vector<std::string> audiences{}; // one of them; none: any
  base::UnixSeconds leeway_s = 60;      // that clocks may differ by
  std::string user_claim = "sub";
  std::string groups_claim = "groups"; // a list of texts, or one text with spaces between
};

struct Token {
  enum class State : std::uint8_t { right, malformed, wrong, expired };
  State state = State::malformed;
  std::string_view complaint; // a sentence without a stop; empty: right
  Identity identity;
  base::UnixSeconds until_s = 0; // good until then, leeway included
};

Token read_token(std::string_view text, const KeySet& keys, const TokenRules& rules, base::UnixSeconds now_s);

} // namespace responsum::access
