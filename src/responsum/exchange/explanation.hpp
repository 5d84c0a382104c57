// The content of refusals and redirects: what is the case, what to do, which exchange it was. Negotiated between
// problem JSON (RFC 9457), HTML and text; never itself refused for want of an acceptable form.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "responsum/decision/verdict.hpp"
#include "responsum/exchange/exchange.hpp"

namespace responsum::exchange {

enum class Form : std::uint8_t { problem_json, html, text };
inline constexpr std::size_t form_count = 3;

constexpr std::string_view media_type(Form form) {
  constexpr std::array<std::string_view, form_count> types{"application/problem+json", "text/html; charset=utf-8",
                                                           "text/plain; charset=utf-8"};
  return types[static_cast<std::size_t>(form)];
}

// Of the one style in the HTML form, for a Content-Security-Policy that allows no other (CSP 3, 2.3.1).
inline constexpr std::string_view html_style_hash = "'sha256-3ze+WSl8u1tHiz/MrzDvGMiW3baSYH4+XYWyruH1pFg='";

// The form that Accept weighs most; programs' form where it does not matter.
Form form_for(const message::RequestHead& head);

// What is told of the verdict: to who is not trusted a hidden thing is one that is not there.
decision::Condition shown_condition(const Exchange& exchange);

// What does not change from one request to the next is written once. One worker's.
// What is told of the verdict: to who is not trusted a hidden thing is one that is not there.
decision::Condition shown_condition(const Exchange& exchange);

class Explanations {
 public:
  // Into the bench's arena. Details go to trusted peers only (three tiers: public, trusted, never).
  // `location` is where the answer redirects to; empty: nowhere.
  std::string_view write(const Exchange& exchange, Form form, std::string_view location);

 private:
  struct Fixed {
    std::string before; // up to the exchange's id
    std::string after;  // from there on, without details
  };
  const Fixed& fixed(decision::Condition condition, status::Profile profile, Form form);

  std::array<std::array<std::array<Fixed, form_count>, status::profile_rows.size()>, decision::condition_count> all_;
};

} // namespace responsum::exchange
