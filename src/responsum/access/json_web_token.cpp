#include "responsum/access/json_web_token.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include <nlohmann/json.hpp>

#include "responsum/base/base64.hpp"

namespace responsum::access {

namespace {

using Json = nlohmann::json;
using State = Token::State;

constexpr std::size_t longest_token = 64 * 1024;

Token refused(State state, std::string_view complaint) { return {state, complaint, {}, 0}; }

// Nothing: it is no object, or not JSON at all.
std::optional<Json> object_in(std::string_view part) {
  const auto text = base::decode_base64(part, base::Base64::url);
  if (!text) return std::nullopt;
  Json json = Json::parse(*text, nullptr, false);
  if (!json.is_object()) return std::nullopt;
  return json;
}

std::string text_in(const Json& object, const std::string& member) {
  const auto found = object.find(member);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string{};
}

// RFC 7519 2, NumericDate: it may have a fraction. Nothing: it is there and is no time.
struct Time {
  bool sent = false;
  bool sound = true;
  base::UnixSeconds value_s = 0;
};
Time time_in(const Json& object, const char* member) {
  const auto found = object.find(member);
  if (found == object.end()) return {};
  if (!found->is_number()) return {.sent = true, .sound = false};
  const double value = found->get<double>();
  constexpr double most = 1e15; // far from where seconds stop being exact
  if (!std::isfinite(value) || value < -most || value > most) return {.sent = true, .sound = false};
  return {.sent = true, .sound = true, .value_s = static_cast<base::UnixSeconds>(std::floor(value))};
}

// RFC 7519 4.1.3: one audience, or a list of them.
bool is_for_us(const Json& claims, const std::vector<std::string>& audiences) {
  if (audiences.empty()) return true;
  const auto found = claims.find("aud");
  if (found == claims.end()) return false;
  const auto is_ours = [&](const Json& one) {
    return one.is_string() && std::ranges::find(audiences, one.get_ref<const std::string&>()) != audiences.end();
  };
  return found->is_array() ? std::ranges::any_of(*found, is_ours) : is_ours(*found);
}

std::vector<std::string> groups_in(const Json& claims, const std::string& member) {
  std::vector<std::string> groups;
  const auto found = claims.find(member);
  if (found == claims.end()) return groups;
  if (found->is_array()) {
    for (const Json& one : *found)
      if (one.is_string()) groups.push_back(one.get<std::string>());
  } else if (found->is_string()) {
    std::string_view rest = found->get_ref<const std::string&>();
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find(' '), rest.size());
      if (end != 0) groups.emplace_back(rest.substr(0, end));
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
  }
  return groups;
}

Token judge_claims(const Json& claims, const TokenRules& rules, base::UnixSeconds now_s) {
  if (!rules.issuer.empty() && text_in(claims, "iss") != rules.issuer)
    return refused(State::wrong, "the token is of another issuer");
  if (!is_for_us(claims, rules.audiences)) return refused(State::wrong, "the token is for another audience");
  const Time expires = time_in(claims, "exp");
  const Time begins = time_in(claims, "nbf");
  if (!expires.sound || !begins.sound) return refused(State::malformed, "a time of the token is no number");
  if (!expires.sent) return refused(State::wrong, "the token says no time at which it expires");
  if (now_s >= expires.value_s + rules.leeway_s) return refused(State::expired, "the token has expired");
  if (begins.sent && now_s + rules.leeway_s < begins.value_s)
    return refused(State::expired, "the token is not good yet");
  Token token{State::right, {}, {text_in(claims, rules.user_claim), groups_in(claims, rules.groups_claim)}, 0};
  if (token.identity.user.empty()) return refused(State::wrong, "the token names no user");
  token.until_s = expires.value_s + rules.leeway_s;
  return token;
}

} // namespace

Token read_token(std::string_view text, const KeySet& keys, const TokenRules& rules, base::UnixSeconds now_s) {
  const std::size_t first = text.find('.');
  const std::size_t last = text.rfind('.');
  if (text.size() > longest_token || first == text.npos || first == last ||
      text.substr(first + 1, last - first - 1).find('.') != text.npos)
    return refused(State::malformed, "the token is not three parts with dots between");
  const auto header = object_in(text.substr(0, first));
  const auto signature = base::decode_base64(text.substr(last + 1), base::Base64::url);
  if (!header || !signature) return refused(State::malformed, "a part of the token is not in base64url or not JSON");
  // RFC 7515 4.1.11: what must be understood and is not.
  if (header->contains("crit")) return refused(State::wrong, "the token demands an extension");
  const auto algorithm = algorithm_named(text_in(*header, "alg"));
  if (!algorithm || std::ranges::find(rules.algorithms, *algorithm) == rules.algorithms.end())
    return refused(State::wrong, "the token is not signed by an algorithm that is taken here");
  if (!keys.verifies(*algorithm, text_in(*header, "kid"), text.substr(0, last), *signature))
    return refused(State::wrong, "no key that is known here has made the token's signature");
  const auto claims = object_in(text.substr(first + 1, last - first - 1));
  if (!claims) return refused(State::malformed, "the token's claims are no JSON object");
  return judge_claims(*claims, rules, now_s);
}

} // namespace responsum::access
