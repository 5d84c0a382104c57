#include "responsum/decision/values.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include "responsum/field/http_date.hpp"

namespace responsum::decision {

namespace {

using message::Field;

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (char c : text) {
    const auto octet = static_cast<unsigned char>(c);
    if (octet < 0x20 || octet >= 0x7f) {
      constexpr std::string_view hex = "0123456789abcdef";
      out += {'\\', 'x', hex[octet >> 4], hex[octet & 15]};
    } else {
      out.push_back(c);
    }
  }
  return out + "\"";
}

std::string sent(const Facts& f, Field field) {
  if (!f.request->sent(field)) return "not sent";
  return std::string{message::name(field)} + ": " + std::string{f.request->value(field)};
}

std::string date(base::UnixSeconds seconds) {
  std::array<char, field::http_date_length> text{};
  field::write_http_date(seconds, text);
  return std::string{text.data(), text.size()};
}

std::string fault_words(const Facts& f) {
  if (f.fault == message::Fault::none) return "";
  return std::string{message::id(f.fault)} + " at octet " + std::to_string(f.fault_offset);
}

std::string error_words(const Facts& f) { return f.resource.error == 0 ? "" : std::strerror(f.resource.error); }

std::string methods(message::MethodSet set) {
  std::string text;
  set.for_each([&text](message::Method m) { text += (text.empty() ? "" : ", ") + std::string{message::name(m)}; });
  return text;
}

std::string range_words(const Facts& f) {
  std::string text{field::name(f.range.outcome)};
  for (const field::ByteRange& r : f.range.ranges)
    text += " " + std::to_string(r.first) + "-" + std::to_string(r.last);
  return text + " of " + std::to_string(f.resource.representation.length);
}

std::string tag_words(const Facts& f) {
  return "current \"" + std::string{f.resource.representation.tag.opaque} + "\"";
}

std::string modified_words(const Facts& f) { return "modified " + date(f.resource.representation.modified_s); }

// Words for one question; those that are not listed say all by their answer.
struct Words {
  Node node;
  std::string (*of)(const Facts&);
};

std::string content_words(const Facts& f) {
  if (!f.request->has_content_length) return "none declared";
  return std::to_string(f.request->content_length) + " of at most " + std::to_string(f.route.max_content_bytes);
}

std::string component_words(const Facts& f) {
  if (f.resource.failed_component.empty()) return error_words(f);
  return quoted(f.resource.failed_component) + (f.resource.error == 0 ? "" : ": " + error_words(f));
}

std::string query_words(const Facts& f) {
  const QueryFacts& q = f.resource.query;
  if (q.complaint.empty()) return "";
  return quoted(q.parameter) + " = " + quoted(q.value) + " at octet " + std::to_string(q.position) + ": " +
         std::string{q.complaint};
}

std::string coding_words(const Facts& f) {
  const std::string_view coding = f.resource.representation.coding;
  return std::string{coding.empty() ? "identity" : coding} + "; " + sent(f, Field::accept_encoding);
}

// Of a header that owed to come and did not, or not as it should.
std::string introduction_words(const Facts& f) {
  if (message::group(f.fault) == message::FaultGroup::proxy_header) return fault_words(f);
  return f.connection.introduction == Introduction::missing ? std::string{f.fault_subject} : "";
}
std::string handshake_words(const Facts& f) {
  return f.connection.handshake_succeeded ? std::string{} : std::string{f.fault_subject};
}
std::string begun_words(const Facts& f) {
  return f.connection.encrypted ? std::string{} : std::string{f.fault_subject};
}
std::string frames_words(const Facts& f) {
  return f.connection.frames == Frames::sound ? std::string{} : std::string{f.fault_subject};
}
std::string client_words(const Facts& f) { return std::string{f.client.subject}; }
std::string distrust_words(const Facts& f) {
  if (f.client.distrust.empty()) return client_words(f);
  return client_words(f) + ": " + std::string{f.client.distrust};
}
std::string validity_words(const Facts& f) {
  if (!f.client.shown) return "";
  return client_words(f) + " is good from " + date(f.client.not_before_s) + " to " + date(f.client.not_after_s);
}
std::string method_words(const Facts& f) { return quoted(f.request->text(f.request->method_text)); }
std::string connect_words(const Facts& f) {
  return f.request->asks_by_connect() ? quoted(f.request->value(Field::upgrade)) : "";
}
std::string authority_words(const Facts& f) { return quoted(f.request->text(f.request->authority)); }
std::string scheme_words(const Facts& f) { return f.connection.encrypted ? "https" : "http"; }
std::string required_words(const Facts& f) {
  const RequiredProtocols& required = f.route.required;
  std::string text;
  const auto add = [&text](bool is, std::string_view name) {
    if (is) text.append(text.empty() ? "" : ", ").append(name);
  };
  add(required.tls, "TLS");
  add(required.http_2, "HTTP/2");
  add(required.websocket, "WebSocket");
  return text.empty() ? "none required" : "requires " + text;
}
std::string version_words(const Facts& f) { return std::string{message::name(f.request->version)}; }
std::string early_words(const Facts& f) {
  return f.connection.early ? "in early data of TLS" : sent(f, Field::early_data);
}
std::string repeatable_words(const Facts& f) {
  return std::string{message::name(f.request->method)} + "; takes " +
         (f.route.replay_safe.empty() ? "none" : methods(f.route.replay_safe));
}
std::string target_words(const Facts& f) { return quoted(f.request->text(f.request->target)); }
std::string allowed_words(const Facts& f) { return "allowed " + methods(f.route.allowed); }
std::string type_words(const Facts& f) {
  return std::string{f.resource.representation.media_type} + "; " + sent(f, Field::accept);
}
// Who could have been asked, and why nobody was.
std::string outage_words(const Facts& f) {
  const HopFacts& hop = f.hop;
  return hop.end == HopEnd::none_up && !hop.attempts.empty() ? std::string{hop.attempts.back().detail} : "";
}
std::string navigation_words(const Facts& f) {
  const bool told = f.request->sent(Field::sec_fetch_mode);
  return method_words(f) + "; " + sent(f, told ? Field::sec_fetch_mode : Field::accept);
}
std::string rule_words(std::string_view rule, const base::Origin& origin) {
  if (rule.empty()) return "";
  return std::string{rule} + " at " + base::describe(origin);
}
std::string redirect_words(const Facts& f) {
  const std::string rule = rule_words(f.redirect.rule, f.redirect.rule_origin);
  return rule.empty() ? target_words(f) : rule + " to " + quoted(f.redirect.location);
}
std::string retirement_words(const Facts& f) {
  const RetirementFacts& r = f.retirement;
  if (!r.announced) return "";
  std::string text = r.at_s == 0 ? "" : (r.past ? "ended " : "ends ") + date(r.at_s);
  if (!r.words.empty()) text.append(text.empty() ? "" : ": ").append(r.words);
  return text;
}
std::string cors_words(const Facts& f) {
  switch (f.cors.refusal) {
  case CorsRefusal::none: return "";
  case CorsRefusal::origin: return "origin " + quoted(f.cors.refused);
  case CorsRefusal::method: return "method " + quoted(f.cors.refused);
  case CorsRefusal::header: return "header " + quoted(f.cors.refused);
  }
  return "";
}
std::string access_words(const Facts& f) {
  const AccessFacts& a = f.access;
  const std::string rule = rule_words(a.rule, a.rule_origin);
  return a.user.empty() ? rule : "user " + quoted(a.user) + (rule.empty() ? "" : "; " + rule);
}
std::string credential_words(const Facts& f) {
  const AccessFacts& a = f.access;
  return std::string{a.scheme} + (a.scheme.empty() || a.complaint.empty() ? "" : ": ") + std::string{a.complaint};
}
std::string authority_server_words(const Facts& f) {
  const auto& attempts = f.asked.empty() ? f.hop.attempts : f.asked;
  return attempts.empty() ? "" : std::string{attempts.back().address};
}
std::string judgement_words(const Facts& f) {
  if (f.access.authority_status == 0) return "";
  return authority_server_words(f) + " answered " + std::to_string(f.access.authority_status);
}
std::string wait_words(const Facts& f) {
  return f.access.wait_s == 0 ? "" : "again in " + std::to_string(f.access.wait_s) + " seconds";
}
// What a rule let in or kept out is for who is trusted to know.
std::string complaint_words(const Facts& f) { return std::string{f.access.complaint}; }
std::string suits_words(const Facts& f) { return "allowed there " + methods(f.change.allowed); }
std::string change_words(const Facts& f) {
  if (!f.change.complaint.empty()) return std::string{f.change.complaint};
  return f.change.error == 0 ? "" : std::strerror(f.change.error);
}
std::string places_words(const Facts& f) {
  return f.admission.places == 0 ? std::string{} : "takes " + std::to_string(f.admission.places);
}
std::string service_words(const Facts& f) {
  const AdmissionFacts& a = f.admission;
  if (a.in_service) return "";
  std::string text = a.service_s == 0 ? "until further notice" : "until " + date(a.service_s);
  if (!a.notice.empty()) text.append(": ").append(a.notice);
  return text;
}
std::string limit_words(const Facts& f) {
  const std::string_view name = f.admission.rate.name;
  return name.empty() ? std::string{} : "limit " + quoted(name);
}
std::string bandwidth_words(const Facts& f) {
  return f.admission.bandwidth_s == 0 ? std::string{} : "the next period begins " + date(f.admission.bandwidth_s);
}
std::string order_words(const Facts& f) {
  const OrderFacts& o = f.admission.order;
  if (o.id.empty()) return "";
  std::string text = "order " + std::string{o.id} + " of " + std::string{o.authority};
  if (!o.law.empty()) text.append(" by ").append(o.law);
  if (!o.text.empty()) text.append(": ").append(o.text);
  return text;
}
std::string price_words(const Facts& f) {
  if (!f.admission.metered) return "";
  return "costs " + std::to_string(f.admission.price) + (f.admission.price == 1 ? " credit" : " credits");
}
std::string offset_words(const Facts& f) {
  const UploadFacts& u = f.upload;
  const std::string here = std::to_string(u.offset) + " octets are here";
  return u.at ? "begins at " + std::to_string(*u.at) + ", " + here : here;
}
std::string length_words(const Facts& f) {
  const UploadFacts& u = f.upload;
  std::string text = u.announced ? "said to be " + std::to_string(*u.announced) + " octets" : "";
  if (u.length) text += (text.empty() ? "" : ", ") + ("before that " + std::to_string(*u.length));
  return text;
}
std::string digest_words(const Facts& f) {
  const bool of_content = !f.request->sent(Field::want_repr_digest) && f.request->sent(Field::want_content_digest);
  return sent(f, of_content ? Field::want_content_digest : Field::want_repr_digest);
}
std::string upload_size_words(const Facts& f) {
  return "at most " + std::to_string(f.route.uploads.max_bytes) + " octets";
}
template <Field F>
std::string sent_words(const Facts& f) {
  return sent(f, F);
}

constexpr std::array words_of_nodes{
    Words{Node::introduction_made, introduction_words},
    Words{Node::introduction_sound, introduction_words},
    Words{Node::handshake_succeeded, handshake_words},
    Words{Node::frames_sound, frames_words},
    Words{Node::head_sound, fault_words},
    Words{Node::method_known, method_words},
    Words{Node::expectation_known, sent_words<Field::expect>},
    Words{Node::authority_served, authority_words},
    Words{Node::tls_asked_for, sent_words<Field::upgrade>},
    Words{Node::tls_begun, begun_words},
    Words{Node::connection_authoritative, authority_words},
    Words{Node::asks_server, target_words},
    Words{Node::scheme_suits, scheme_words},
    Words{Node::secure_host_known, authority_words},
    Words{Node::gets_or_heads, method_words},
    Words{Node::host_canonical, authority_words},
    Words{Node::host_shortly, method_words},
    Words{Node::name_unmoved, redirect_words},
    Words{Node::name_kept, retirement_words},
    Words{Node::leads_elsewhere, redirect_words},
    Words{Node::shortly_for_good, method_words},
    Words{Node::shortly_for_now, method_words},
    Words{Node::route_matches, target_words},
    Words{Node::route_lasts, retirement_words},
    Words{Node::protocol_suits, required_words},
    Words{Node::can_upgrade, version_words},
    Words{Node::tls_suits, scheme_words},
    Words{Node::http_2_suits, version_words},
    Words{Node::surely_first, early_words},
    Words{Node::replay_safe, repeatable_words},
    Words{Node::place_left, places_words},
    Words{Node::in_service, service_words},
    Words{Node::within_address, limit_words},
    Words{Node::within_prefix, limit_words},
    Words{Node::within_key, limit_words},
    Words{Node::within_route, limit_words},
    Words{Node::bandwidth_left, bandwidth_words},
    Words{Node::lawful, order_words},
    Words{Node::preflight, sent_words<Field::access_control_request_method>},
    Words{Node::preflight_granted, cors_words},
    Words{Node::certificate_shown, client_words},
    Words{Node::certificate_trusted, distrust_words},
    Words{Node::certificate_current, validity_words},
    Words{Node::identity_free, access_words},
    Words{Node::credentials_brought, credential_words},
    Words{Node::authority_answers, authority_server_words},
    Words{Node::authority_judges, judgement_words},
    Words{Node::authority_allows, judgement_words},
    Words{Node::failures_few, wait_words},
    Words{Node::credentials_sound, complaint_words},
    Words{Node::credentials_right, complaint_words},
    Words{Node::credentials_current, complaint_words},
    Words{Node::nonce_fresh, complaint_words},
    Words{Node::rules_allow, access_words},
    Words{Node::origin_own, sent_words<Field::origin>},
    Words{Node::within_user, limit_words},
    Words{Node::user_let_in, service_words},
    Words{Node::protocol_spoken, connect_words},
    Words{Node::method_allowed, allowed_words},
    Words{Node::puts_whole, sent_words<Field::content_range>},
    Words{Node::content_coding_taken, sent_words<Field::content_encoding>},
    Words{Node::content_type_taken, sent_words<Field::content_type>},
    Words{Node::declared_content_fits, content_words},
    Words{Node::upstream_up, outage_words},
    Words{Node::found, component_words},
    Words{Node::name_exists, component_words},
    Words{Node::parents_searchable, component_words},
    Words{Node::file_readable, component_words},
    Words{Node::query_understood, query_words},
    Words{Node::navigates, navigation_words},
    Words{Node::appends_partial, sent_words<Field::content_type>},
    Words{Node::append_placed, offset_words},
    Words{Node::offset_matches, offset_words},
    Words{Node::append_length_agrees, length_words},
    Words{Node::append_fits, upload_size_words},
    Words{Node::thing_suits, suits_words},
    Words{Node::patch_format_known, sent_words<Field::content_type>},
    Words{Node::space_left, content_words},
    Words{Node::upload_length_agrees, length_words},
    Words{Node::upload_fits, upload_size_words},
    Words{Node::type_acceptable, type_words},
    Words{Node::coding_acceptable, coding_words},
    Words{Node::metered, price_words},
    Words{Node::credits_left, price_words},
    Words{Node::has_if_match, sent_words<Field::if_match>},
    Words{Node::if_match_holds, tag_words},
    Words{Node::no_tag_matches, tag_words},
    Words{Node::has_if_unmodified_since, sent_words<Field::if_unmodified_since>},
    Words{Node::unmodified_since, modified_words},
    Words{Node::modified_since, modified_words},
    Words{Node::has_if_none_match, sent_words<Field::if_none_match>},
    Words{Node::has_if_modified_since, sent_words<Field::if_modified_since>},
    Words{Node::patch_readable, change_words},
    Words{Node::patch_meaningful, change_words},
    Words{Node::record_readable, change_words},
    Words{Node::record_valid, change_words},
    Words{Node::patch_applicable, change_words},
    Words{Node::state_lasted, change_words},
    Words{Node::space_lasted, change_words},
    Words{Node::change_allowed, change_words},
    Words{Node::means_lasted, change_words},
    Words{Node::change_done, change_words},
    Words{Node::record_wanted, sent_words<Field::prefer>},
    Words{Node::little_wanted, sent_words<Field::prefer>},
    Words{Node::entered_on_page, sent_words<Field::sec_fetch_dest>},
    Words{Node::sending_affordable, bandwidth_words},
    Words{Node::content_lawful, order_words},
    Words{Node::digest_wanted, digest_words},
    Words{Node::range_asked, sent_words<Field::range>},
    Words{Node::if_range_holds, sent_words<Field::if_range>},
    Words{Node::ranges_answerable, range_words},
    Words{Node::range_satisfiable, range_words},
    Words{Node::one_range, range_words},
};

// What a refusal says of this one request, to whoever sent it.
struct Detail {
  Condition condition;
  std::string (*of)(const Facts&);
};
constexpr std::array details{
    Detail{Condition::method_unknown, method_words},
    Detail{Condition::protocol_unknown, connect_words},
    Detail{Condition::expect_unknown, sent_words<Field::expect>},
    Detail{Condition::authority_unknown, authority_words},
    Detail{Condition::name_retired, retirement_words},
    Detail{Condition::need_connection, required_words},
    Detail{Condition::need_tls, required_words},
    Detail{Condition::need_h2, required_words},
    Detail{Condition::need_websocket, required_words},
    Detail{Condition::early_marked, sent_words<Field::early_data>},
    Detail{Condition::cert_untrusted, distrust_words},
    Detail{Condition::cert_expired, validity_words},
    Detail{Condition::cors_refused, cors_words},
    Detail{Condition::auth_unjudged, judgement_words},
    Detail{Condition::auth_failures, wait_words},
    Detail{Condition::auth_malformed, complaint_words},
    Detail{Condition::auth_wrong, complaint_words},
    Detail{Condition::auth_expired, complaint_words},
    Detail{Condition::auth_stale, complaint_words},
    Detail{Condition::origin_foreign, sent_words<Field::origin>},
    Detail{Condition::put_partial, sent_words<Field::content_range>},
    Detail{Condition::content_coding, sent_words<Field::content_encoding>},
    Detail{Condition::content_type, sent_words<Field::content_type>},
    Detail{Condition::content_declared_too_large, content_words},
    Detail{Condition::maintenance, service_words},
    Detail{Condition::rate_address, limit_words},
    Detail{Condition::rate_prefix, limit_words},
    Detail{Condition::rate_key, limit_words},
    Detail{Condition::rate_route, limit_words},
    Detail{Condition::rate_user, limit_words},
    Detail{Condition::bandwidth_spent, bandwidth_words},
    Detail{Condition::legal_order, order_words},
    Detail{Condition::query_invalid, query_words},
    Detail{Condition::upload_offset, offset_words},
    Detail{Condition::upload_length, length_words},
    Detail{Condition::upload_too_large, upload_size_words},
    Detail{Condition::neg_type, sent_words<Field::accept>},
    Detail{Condition::neg_coding, sent_words<Field::accept_encoding>},
    Detail{Condition::cond_if_match, tag_words},
    Detail{Condition::cond_if_unmodified_since, modified_words},
    Detail{Condition::cond_if_none_match, tag_words},
    Detail{Condition::patch_type, sent_words<Field::content_type>},
    Detail{Condition::patch_syntax, change_words},
    Detail{Condition::patch_senseless, change_words},
    Detail{Condition::form_malformed, change_words},
    Detail{Condition::form_invalid, change_words},
    Detail{Condition::patch_conflict, change_words},
    Detail{Condition::meter_unpaid, price_words},
    Detail{Condition::meter_exhausted, price_words},
    Detail{Condition::legal_digest, order_words},
    Detail{Condition::range_malformed, sent_words<Field::range>},
    Detail{Condition::range_none, sent_words<Field::range>},
};

std::string public_detail(Condition condition, const Facts& f) {
  if (f.fault != message::Fault::none) {
    std::string text = std::string{message::row(f.fault).sentence} + " Octet " + std::to_string(f.fault_offset);
    return f.fault_subject.empty() ? text : text + " (" + quoted(f.fault_subject) + ")";
  }
  const auto detail = std::ranges::find(details, condition, &Detail::condition);
  return detail == details.end() ? "" : detail->of(f);
}

} // namespace

std::string value_of(Node node, const Facts& f) {
  const auto words = std::ranges::find(words_of_nodes, node, &Words::node);
  return words == words_of_nodes.end() ? "" : words->of(f);
}

std::string detail_of(Condition condition, const Facts& f, bool trusted) {
  std::string text = public_detail(condition, f);
  if (!trusted) return text;
  const auto add = [&text](const std::string& more) { text += (text.empty() || more.empty() ? "" : "; ") + more; };
  if (condition == Condition::acl_denied || condition == Condition::acl_hidden) add(access_words(f));
  if (condition == Condition::redirect_self) add(redirect_words(f));
  if (condition == Condition::name_retired && f.retirement.origin.line != 0) add(base::describe(f.retirement.origin));
  if (condition == Condition::gw_down) add(outage_words(f));
  if (text.empty()) add(f.resource.failed_component.empty() ? "" : component_words(f));
  if (f.limit != nullptr) add(base::describe(*f.limit));
  return text;
}

} // namespace responsum::decision
