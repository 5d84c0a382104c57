// Of two troubles at once, one is answered first: the one whose repair lets the next attempt get further. Each pair
// is one that servers get wrong.
#include <gtest/gtest.h>

#include "acted.hpp"

namespace oracle {
namespace {

using Change = void (*)(Case&);
using responsum::decision::Located;
using responsum::decision::PathState;
using responsum::message::FaultGroup;

struct Trouble {
  std::string_view condition; // what it leads to when it comes alone
  Change cause;
};

namespace trouble {
constexpr Trouble cap{"conn.cap", [](Case& c) { c.below_cap = false; }};
constexpr Trouble slow_head{"head.slow", [](Case& c) { c.head_in_time = false; }};
constexpr Trouble long_target{"target.too-long", [](Case& c) { c.fault = FaultGroup::target_length; }};
constexpr Trouble undefined{"method.unknown", [](Case& c) { c.verb = Verb::undefined; }};
constexpr Trouble expectation{"expect.unknown", [](Case& c) { c.expectation = Expectation::other; }};
constexpr Trouble misdirected{"authority.unknown", [](Case& c) { c.site = false; }};
constexpr Trouble plain{"conn.plain-bytes", [](Case& c) { c.encrypted = false; }};
constexpr Trouble other_certificate{"authority.misdirected", [](Case& c) { c.authoritative = false; }};
constexpr Trouble broken_upgrade{"tls.handshake", [](Case& c) { c.takes_upgrade = c.offers_tls = true; }};
constexpr Trouble insecure{"canon.scheme", [](Case& c) { c.wants_tls = true; }};
constexpr Trouble other_host{"canon.host", [](Case& c) { c.other_host_preferred = true; }};
constexpr Trouble moved{"moved.permanently", [](Case& c) { c.moved = c.moved_for_good = true; }};
constexpr Trouble nameless{"auth.none", [](Case& c) { c.ruled = c.asks_who = true; }};
constexpr Trouble unwelcome{"acl.denied", [](Case& c) { c.ruled = true, c.let_in = false; }};
constexpr Trouble preflight{"cors.refused", [](Case& c) { c.preflight = true, c.preflight_granted = false; }};
constexpr Trouble uncertified{"cert.none", [](Case& c) { c.demands_certificate = true; }};
constexpr Trouble draining{"server.draining", [](Case& c) { c.draining = true; }};
constexpr Trouble bad_path{"path.encoding", [](Case& c) { c.path = PathState::bad_encoding; }};
constexpr Trouble unrouted{"route.none", [](Case& c) { c.route = false; }};
constexpr Trouble protocol{"need.tls", [](Case& c) { c.needs_tls = true; }};
constexpr Trouble early{"early.marked", [](Case& c) { c.early_elsewhere = true, c.takes_repeated_gets = false; }};
constexpr Trouble overload{"overload.shed", [](Case& c) { c.places = Room::late; }};
constexpr Trouble closed{"maintenance", [](Case& c) { c.service = Service::closed; }};
constexpr Trouble too_many{"rate.address", [](Case& c) { c.counted = Counted::address; }};
constexpr Trouble too_many_of_one{"rate.user", [](Case& c) { c.counted = Counted::user; }};
constexpr Trouble spent{"bandwidth.spent", [](Case& c) { c.budget = Budget::spent; }};
constexpr Trouble order{"legal.order", [](Case& c) { c.ordered_away = true; }};
constexpr Trouble barred{"legal.digest", [](Case& c) { c.content_barred = true; }};
constexpr Trouble contextless{"context.missing", [](Case& c) { c.context = Context::asked; }};
constexpr Trouble unpaid{"meter.unpaid", [](Case& c) { c.paid = Paid::by_nobody; }};
constexpr Trouble tokenless{"console.token", [](Case& c) { c.guarded = true, c.token_right = false; }};
constexpr Trouble method{"method.not-allowed", [](Case& c) { c.verb = Verb::post, c.changes_allowed = false; }};
constexpr Trouble declared{"content.declared-too-large", [](Case& c) { c.has_content = c.declares_too_much = true; }};
constexpr Trouble hidden{"fs.hidden", [](Case& c) { c.hidden_name = true; }};
constexpr Trouble missing{"fs.none", [](Case& c) { c.located = Located::none; }};
constexpr Trouble denied{"fs.read-denied", [](Case& c) { c.located = Located::read_denied; }};
constexpr Trouble slash{"dir.slash", [](Case& c) { c.directory = true; }};
constexpr Trouble type{"neg.type", [](Case& c) { c.accept = Accept::refuses_it; }};
constexpr Trouble coding{"neg.coding", [](Case& c) { c.coding_acceptable = false; }};
constexpr Trouble if_match{"cond.if-match", [](Case& c) { c.if_match = Tags::another; }};
constexpr Trouble unmodified{"cond.if-unmodified-since", [](Case& c) { c.if_unmodified_since = Date::earlier; }};
constexpr Trouble fresh{"cond.fresh", [](Case& c) { c.if_none_match = Tags::current; }};
constexpr Trouble not_modified{"cond.not-modified", [](Case& c) { c.if_modified_since = Date::same; }};
constexpr Trouble slow_content{"content.slow", [](Case& c) { c.has_content = true, c.content_in_time = false; }};
constexpr Trouble past_end{"range.none", [](Case& c) { c.range = Range::past_end; }};
constexpr Trouble part{"range.single", [](Case& c) { c.range = Range::one; }};
} // namespace trouble

struct Pair {
  Trouble first; // the one that is answered
  Trouble other;
};

constexpr std::array pairs{
    // The connection, and what came over it.
    Pair{trouble::cap, trouble::slow_head},
    Pair{trouble::cap, trouble::plain},
    Pair{trouble::plain, trouble::long_target},
    Pair{trouble::plain, trouble::other_certificate},
    Pair{trouble::slow_head, trouble::long_target},
    Pair{trouble::long_target, trouble::undefined},
    Pair{trouble::long_target, trouble::misdirected},
    Pair{trouble::undefined, trouble::expectation},
    Pair{trouble::undefined, trouble::misdirected},
    Pair{trouble::expectation, trouble::misdirected},
    // The answer is in TLS, whatever it is; but to whom nobody listens nothing is offered.
    Pair{trouble::misdirected, trouble::broken_upgrade},
    Pair{trouble::broken_upgrade, trouble::other_certificate},
    Pair{trouble::broken_upgrade, trouble::insecure},
    Pair{trouble::broken_upgrade, trouble::protocol},
    // 421 tells nothing of other sites, so it is before all that a site would say.
    Pair{trouble::misdirected, trouble::other_certificate},
    Pair{trouble::other_certificate, trouble::draining},
    Pair{trouble::other_certificate, trouble::unrouted},
    Pair{trouble::other_certificate, trouble::missing},
    Pair{trouble::misdirected, trouble::insecure},
    // Neither a question for credentials nor an effect on a connection that is not fit for it.
    Pair{trouble::insecure, trouble::protocol},
    Pair{trouble::unrouted, trouble::protocol},
    Pair{trouble::protocol, trouble::early},
    Pair{trouble::protocol, trouble::tokenless},
    Pair{trouble::early, trouble::tokenless},
    Pair{trouble::early, trouble::method},
    Pair{trouble::early, trouble::missing},
    Pair{trouble::insecure, trouble::draining},
    Pair{trouble::insecure, trouble::bad_path},
    Pair{trouble::insecure, trouble::unrouted},
    Pair{trouble::insecure, trouble::missing},
    Pair{trouble::insecure, trouble::slash},
    Pair{trouble::misdirected, trouble::draining},
    Pair{trouble::misdirected, trouble::unrouted},
    Pair{trouble::misdirected, trouble::slash},
    Pair{trouble::misdirected, trouble::missing},
    Pair{trouble::draining, trouble::unrouted},
    Pair{trouble::draining, trouble::missing},
    Pair{trouble::bad_path, trouble::unrouted},
    Pair{trouble::bad_path, trouble::method},
    Pair{trouble::unrouted, trouble::method},
    // What has moved is found elsewhere, whatever is the matter with it here.
    Pair{trouble::misdirected, trouble::other_host},
    Pair{trouble::insecure, trouble::other_host},
    Pair{trouble::other_host, trouble::moved},
    Pair{trouble::misdirected, trouble::moved},
    Pair{trouble::insecure, trouble::moved},
    Pair{trouble::moved, trouble::draining},
    Pair{trouble::moved, trouble::unrouted},
    Pair{trouble::moved, trouble::nameless},
    Pair{trouble::moved, trouble::missing},
    Pair{trouble::moved, trouble::fresh},
    // Nothing is told to who may not come in; a preflight brings no credentials.
    Pair{trouble::misdirected, trouble::nameless},
    Pair{trouble::early, trouble::nameless},
    Pair{trouble::protocol, trouble::nameless},
    Pair{trouble::preflight, trouble::uncertified},
    Pair{trouble::preflight, trouble::nameless},
    Pair{trouble::uncertified, trouble::nameless},
    Pair{trouble::nameless, trouble::unwelcome},
    Pair{trouble::nameless, trouble::method},
    Pair{trouble::nameless, trouble::declared},
    Pair{trouble::nameless, trouble::missing},
    Pair{trouble::nameless, trouble::hidden},
    Pair{trouble::nameless, trouble::if_match},
    Pair{trouble::unwelcome, trouble::method},
    Pair{trouble::unwelcome, trouble::missing},
    Pair{trouble::unwelcome, trouble::fresh},
    // Whether there is room comes before who asks, cheap before dear; the law before credentials, which cannot help.
    Pair{trouble::misdirected, trouble::overload},
    Pair{trouble::misdirected, trouble::closed},
    Pair{trouble::early, trouble::overload},
    Pair{trouble::early, trouble::too_many},
    Pair{trouble::draining, trouble::overload},
    Pair{trouble::overload, trouble::closed},
    Pair{trouble::overload, trouble::too_many},
    Pair{trouble::closed, trouble::too_many},
    Pair{trouble::too_many, trouble::spent},
    Pair{trouble::too_many, trouble::order},
    Pair{trouble::too_many, trouble::tokenless},
    Pair{trouble::spent, trouble::order},
    Pair{trouble::order, trouble::tokenless},
    Pair{trouble::order, trouble::missing},
    Pair{trouble::order, trouble::method},
    Pair{trouble::closed, trouble::tokenless},
    Pair{trouble::tokenless, trouble::contextless},
    Pair{trouble::tokenless, trouble::too_many_of_one},
    Pair{trouble::contextless, trouble::too_many_of_one},
    Pair{trouble::too_many_of_one, trouble::method},
    Pair{trouble::too_many_of_one, trouble::missing},
    // Nobody pays for what is refused anyway, and whoever has to pay is told before conditions are looked at.
    Pair{trouble::tokenless, trouble::unpaid},
    Pair{trouble::missing, trouble::unpaid},
    Pair{trouble::method, trouble::unpaid},
    Pair{trouble::type, trouble::unpaid},
    Pair{trouble::unpaid, trouble::fresh},
    Pair{trouble::unpaid, trouble::if_match},
    Pair{trouble::unpaid, trouble::past_end},
    Pair{trouble::fresh, trouble::barred},
    Pair{trouble::barred, trouble::past_end},
    // 405 and 413 are known from the route; whether the file exists is not yet.
    Pair{trouble::method, trouble::declared},
    Pair{trouble::method, trouble::missing},
    Pair{trouble::method, trouble::denied},
    Pair{trouble::declared, trouble::missing},
    Pair{trouble::declared, trouble::slow_content},
    Pair{trouble::declared, trouble::if_match},
    Pair{trouble::hidden, trouble::missing},
    Pair{trouble::hidden, trouble::fresh},
    // Preconditions come after everything that would not be a success without them (RFC 9110 13.2.1).
    Pair{trouble::missing, trouble::if_match},
    Pair{trouble::missing, trouble::fresh},
    Pair{trouble::denied, trouble::if_match},
    Pair{trouble::denied, trouble::not_modified},
    Pair{trouble::slash, trouble::fresh},
    Pair{trouble::slash, trouble::type},
    Pair{trouble::type, trouble::coding},
    Pair{trouble::type, trouble::fresh},
    Pair{trouble::coding, trouble::fresh},
    Pair{trouble::type, trouble::if_match},
    Pair{trouble::missing, trouble::type},
    Pair{trouble::missing, trouble::past_end},
    // Among themselves in the order of RFC 9110 13.2.2, ranges last.
    Pair{trouble::if_match, trouble::fresh},
    Pair{trouble::if_match, trouble::unmodified},
    Pair{trouble::unmodified, trouble::fresh},
    Pair{trouble::unmodified, trouble::not_modified},
    Pair{trouble::if_match, trouble::past_end},
    Pair{trouble::unmodified, trouble::past_end},
    Pair{trouble::fresh, trouble::past_end},
    Pair{trouble::fresh, trouble::part},
    Pair{trouble::not_modified, trouble::past_end},
    Pair{trouble::not_modified, trouble::part},
    // What depends on the content comes after the preconditions.
    Pair{trouble::if_match, trouble::slow_content},
    Pair{trouble::fresh, trouble::slow_content},
    Pair{trouble::slow_content, trouble::past_end},
};

std::string_view condition(std::initializer_list<Trouble> troubles) {
  Case c;
  for (const Trouble& t : troubles) t.cause(c);
  decision::Sample sample;
  act(c, sample);
  return walked(sample).condition;
}

TEST(Precedence, OfEveryPair) {
  for (const Pair& pair : pairs) {
    EXPECT_EQ(condition({pair.first}), pair.first.condition);
    EXPECT_EQ(condition({pair.other}), pair.other.condition);
    // Where both change the same thing the later would undo the earlier; the winner is caused last.
    EXPECT_EQ(condition({pair.other, pair.first}), pair.first.condition)
        << pair.first.condition << " before " << pair.other.condition;
  }
}

// Faults are found one at a time, in the order of the octets; the order of the questions is that order.
TEST(Precedence, OfFaultsIsTheOrderOfTheQuestions) {
  using decision::Node;
  EXPECT_LT(Node::target_short_enough, Node::host_present); // 414 before 400
  EXPECT_LT(Node::version_spoken, Node::host_present);      // 505 before 400
  EXPECT_LT(Node::fields_small_enough, Node::names_sound);  // 431 before 400
  EXPECT_LT(Node::speaks_http, Node::method_is_token);      // TLS is no method
  EXPECT_LT(Node::length_valid, Node::method_known);        // 400 before 501: the end of the message is not known
  EXPECT_LT(Node::method_known, Node::method_allowed);      // 501 before 405
}

TEST(Precedence, DatesAreNotLookedAtWhereTagsWereSent) {
  Case c;
  c.if_match = Tags::current;
  c.if_unmodified_since = Date::earlier;
  c.if_none_match = Tags::another;
  c.if_modified_since = Date::later;
  decision::Sample sample;
  act(c, sample);
  EXPECT_EQ(walked(sample), (Answer{200, "repr.whole"}));
}

TEST(Precedence, AFalseIfRangeMeansTheWholeAndNoError) {
  for (const IfRange condition : {IfRange::weak_tag, IfRange::other_tag, IfRange::other_date, IfRange::invalid}) {
    Case c;
    c.range = Range::past_end;
    c.if_range = condition;
    decision::Sample sample;
    act(c, sample);
    EXPECT_EQ(walked(sample), (Answer{200, "repr.whole"}));
  }
}

TEST(Precedence, HeadIsNeverPartial) {
  for (const Range range : {Range::one, Range::two, Range::past_end}) {
    Case c;
    c.verb = Verb::head;
    c.range = range;
    decision::Sample sample;
    act(c, sample);
    EXPECT_EQ(walked(sample), (Answer{200, "repr.whole"}));
  }
}

} // namespace
} // namespace oracle
