// Who asks, and may they come in? Data without code; included by diagram.hpp alone.
#pragma once

#include <array>

#include "responsum/decision/diagram.hpp"

namespace responsum::decision::chapters {

inline constexpr auto access = [] {
  using enum Node;
  constexpr auto chapter = Chapter::access;
  return std::array{
      Decision{certificate_demanded, "F1", chapter, "Does the route demand a certificate of the client?",
               "RFC 8446 4.3.2", certificate_shown, guarded, true},
      Decision{certificate_shown, "F1a", chapter, "Did the client show a certificate?", "RFC 8446 4.4.2",
               certificate_trusted, Condition::cert_none},
      Decision{certificate_trusted, "F1b", chapter, "Does an authority of the site stand behind it?", "RFC 5280 6.1",
               certificate_current, Condition::cert_untrusted},
      Decision{certificate_current, "F1c", chapter, "Is the client's certificate good at this time?",
               "RFC 5280 4.1.2.5", guarded, Condition::cert_expired},
      Decision{guarded, "G0a", chapter, "Does the route ask who sends the request?", "RFC 9110 15.5.4", origin_own,
               method_implemented, false},
      Decision{origin_own, "G0b", chapter, "Does a page of this very origin send it, or no page at all?",
               "RFC 6454 7", token_in_query, Condition::origin_foreign},
      Decision{token_in_query, "G0c", chapter, "Does the query bring the token that the route asks for?",
               "RFC 6265 4.1", Condition::token_kept, token_right, false},
      Decision{token_right, "G0d", chapter, "Is its token the right one, or does the route ask for none?",
               "RFC 9110 15.5.2", method_implemented, Condition::console_token},
  };
}();

} // namespace responsum::decision::chapters
