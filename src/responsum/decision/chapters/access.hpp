// Who asks, and may they come in? Data without code; included by diagram.hpp alone.
#pragma once

#include <array>

#include "responsum/decision/diagram.hpp"

namespace responsum::decision::chapters {

inline constexpr auto access = [] {
  using enum Node;
  constexpr auto chapter = Chapter::access;
  return std::array{
      Decision{preflight, "F0", chapter, "Does a browser ask whether a page of another origin may ask?", "RFC 6454 7",
               preflight_granted, certificate_demanded, false},
      Decision{preflight_granted, "F0a", chapter, "Does the route grant the page what it wants to ask?", "RFC 6454 7",
               Condition::cors_preflight, Condition::cors_refused},
      Decision{certificate_demanded, "F1", chapter, "Does the route demand a certificate of the client?",
               "RFC 8446 4.3.2", certificate_shown, access_ruled, true},
      Decision{certificate_shown, "F1a", chapter, "Did the client show a certificate?", "RFC 8446 4.4.2",
               certificate_trusted, Condition::cert_none},
      Decision{certificate_trusted, "F1b", chapter, "Does an authority of the site stand behind it?", "RFC 5280 6.1",
               certificate_current, Condition::cert_untrusted},
      Decision{certificate_current, "F1c", chapter, "Is the client's certificate good at this time?",
               "RFC 5280 4.1.2.5", access_ruled, Condition::cert_expired},
      Decision{access_ruled, "F2", chapter, "Does the route have rules for who may come, and when?",
               "RFC 9110 15.5.4", identity_free, guarded, false},
      Decision{identity_free, "F2a", chapter, "Can the rules be weighed without knowing who it is?", "RFC 9110 11.1",
               rules_allow, credentials_brought, true, Lookup::weigh_rules},
      Decision{credentials_brought, "F2b", chapter, "Did it bring credentials of a scheme that the route takes?",
               "RFC 9110 11.6.2", failures_few, authority_named, true, Lookup::authenticate},
      Decision{authority_named, "F2j", chapter, "Is there another server that is asked who may come?",
               "RFC 9110 11.6.2", authority_answers, scheme_challenges, false},
      Decision{authority_answers, "F2k", chapter, "Did the server that was asked answer?", "RFC 9110 15.6.3",
               authority_judges, hops_left, true, Lookup::ask_authority},
      Decision{authority_judges, "F2l", chapter, "Is its answer about the client: success, redirect or refusal?",
               "RFC 9110 15", authority_allows, Condition::auth_unjudged},
      Decision{authority_allows, "F2m", chapter, "Does its answer let the client in?", "RFC 9110 15.3", rules_allow,
               Condition::auth_relayed},
      Decision{scheme_challenges, "F2c", chapter, "Is there a scheme that the client can be asked for?",
               "RFC 9110 11.6.1", Condition::auth_none, Condition::cert_nameless},
      Decision{failures_few, "F2d", chapter, "Has the address failed less often than max_auth_failures?",
               "RFC 6585 4", check_admitted, Condition::auth_failures},
      Decision{check_admitted, "F2e", chapter, "Was there room and time to compare its password, if it sent one?",
               "RFC 9110 15.6.4", credentials_sound, Condition::auth_busy},
      Decision{credentials_sound, "F2f", chapter, "Are the credentials written as their scheme has it?",
               "RFC 9110 11.4", credentials_right, Condition::auth_malformed},
      Decision{credentials_right, "F2g", chapter, "Are the credentials right?", "RFC 9110 15.5.2",
               credentials_current, Condition::auth_wrong},
      Decision{credentials_current, "F2h", chapter, "Are they good at this time?", "RFC 7519 4.1.4", nonce_fresh,
               Condition::auth_expired},
      Decision{nonce_fresh, "F2i", chapter, "Is their nonce fresh, if they have one?", "RFC 7616 3.3", rules_allow,
               Condition::auth_stale},
      Decision{rules_allow, "F3", chapter, "Do the rules of the route let it in?", "RFC 9110 15.5.4", guarded,
               denial_hidden},
      Decision{denial_hidden, "F3a", chapter, "Does the rule that keeps it out hide what is here?", "RFC 9110 15.5.4",
               Condition::acl_hidden, Condition::acl_denied, false},
      Decision{guarded, "G0a", chapter, "Does the route ask who sends the request?", "RFC 9110 15.5.4", origin_own,
               context_known, false},
      Decision{origin_own, "G0b", chapter, "Does a page of this very origin send it, or no page at all?",
               "RFC 6454 7", token_in_query, Condition::origin_foreign},
      Decision{token_in_query, "G0c", chapter, "Does the query bring the token that the route asks for?",
               "RFC 6265 4.1", Condition::token_kept, token_right, false},
      Decision{token_right, "G0d", chapter, "Is its token the right one, or does the route ask for none?",
               "RFC 9110 15.5.2", context_known, Condition::console_token},
      Decision{context_known, "F3b", chapter, "Did the client bring what the route needs to know of it?",
               "RFC 8942 3", user_state_had, context_asked},
      Decision{context_asked, "F3c", chapter, "Does the client bring it when it is answered 449, and was it not yet?",
               "MS-WDV 2.2.6", Condition::context_missing, Condition::context_absent, false},
      Decision{user_state_had, "F4", chapter,
               "Could the user's share be counted, or does the route let through what cannot be?", "RFC 6585 4",
               within_user, Condition::rate_state_lost, true, Lookup::take_user_share},
      Decision{within_user, "F4a", chapter, "Does the user keep within the limits?", "RFC 6585 4", user_let_in,
               Condition::rate_user},
      Decision{user_let_in, "F5", chapter, "Is the site in service, or is this user let in all the same?",
               "RFC 9110 15.6.4", method_implemented, Condition::maintenance},
  };
}();

} // namespace responsum::decision::chapters
