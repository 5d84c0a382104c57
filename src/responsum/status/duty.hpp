// What a client has to do upon a status, as a value: so that every client in the house does the same.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "responsum/status/word.hpp"

namespace responsum::status {

// May the request be sent again? Repeating on its own is for idempotent methods or for requests that provably were
// not processed (RFC 9110 9.2.2); `any_method` marks statuses that are such a proof.
enum class Repeat : std::uint8_t {
  none,
  never,
  elsewhere,
  once_changed,
  when_changed,
  after_remedy,
  by_user,
  any_method,
  if_idempotent,
};
inline constexpr std::array repeat_rows{
    Word{Repeat::none, "none", "nothing to repeat"},
    Word{Repeat::never, "never", "do not repeat: it would not fare better"},
    Word{Repeat::elsewhere, "elsewhere", "send it to where the response points"},
    Word{Repeat::once_changed, "once-changed", "repeat once, with what was asked for"},
    Word{Repeat::when_changed, "when-changed", "repeat only with a changed request"},
    Word{Repeat::after_remedy, "after-remedy", "repeat when the cause is gone"},
    Word{Repeat::by_user, "by-user", "repeat only if a person asks again"},
    Word{Repeat::any_method, "any-method", "may be repeated, whatever the method"},
    Word{Repeat::if_idempotent, "if-idempotent", "may be repeated if the method is idempotent"},
};
static_assert(in_order(repeat_rows));

enum class MethodChange : std::uint8_t { kept, post_may_become_get, becomes_get };
inline constexpr std::array method_change_rows{
    Word{MethodChange::kept, "kept", "with the same method"},
    Word{MethodChange::post_may_become_get, "post-may-become-get", "POST may become GET, others stay"},
    Word{MethodChange::becomes_get, "becomes-get", "as GET (HEAD stays HEAD)"},
};
static_assert(in_order(method_change_rows));

enum class ConnectionNeed : std::uint8_t { same, perhaps_new, fresh, of_target };
inline constexpr std::array connection_need_rows{
    Word{ConnectionNeed::same, "same", "on the same connection"},
    Word{ConnectionNeed::perhaps_new, "perhaps-new", "perhaps on a new connection, if this one was closed"},
    Word{ConnectionNeed::fresh, "new", "on a new connection"},
    Word{ConnectionNeed::of_target, "of-target", "on whatever connection the new target needs"},
};
static_assert(in_order(connection_need_rows));

enum class Wait : std::uint8_t { none, retry_after, backoff, handshake, release };
inline constexpr std::array wait_rows{
    Word{Wait::none, "none", "at once"},
    Word{Wait::retry_after, "retry-after", "not before Retry-After, if it was sent"},
    Word{Wait::backoff, "backoff", "after Retry-After, otherwise with growing random delays"},
    Word{Wait::handshake, "handshake", "after the TLS handshake is complete"},
    Word{Wait::release, "release", "after the lock or the failed action is dealt with"},
};
static_assert(in_order(wait_rows));

template <class Enum, std::size_t count>
constexpr const Word<Enum>& word_of(const std::array<Word<Enum>, count>& rows, Enum e) {
  return rows[static_cast<std::size_t>(e)];
}
constexpr const Word<Repeat>& word(Repeat r) { return word_of(repeat_rows, r); }
constexpr const Word<MethodChange>& word(MethodChange m) { return word_of(method_change_rows, m); }
constexpr const Word<ConnectionNeed>& word(ConnectionNeed c) { return word_of(connection_need_rows, c); }
constexpr const Word<Wait>& word(Wait w) { return word_of(wait_rows, w); }

struct Duty {
  Repeat repeat = Repeat::none;
  MethodChange method = MethodChange::kept;
  ConnectionNeed connection = ConnectionNeed::same;
  bool changed_request = false; // the same octets would get the same answer
  Wait wait = Wait::none;

  friend constexpr bool operator==(const Duty&, const Duty&) = default;
};

// The duties that several statuses share.
namespace duty {

inline constexpr Duty nothing{};
inline constexpr Duty give_up{.repeat = Repeat::never};
inline constexpr Duty follow{
    .repeat = Repeat::elsewhere, .connection = ConnectionNeed::of_target, .wait = Wait::retry_after};
inline constexpr Duty follow_perhaps_as_get{.repeat = Repeat::elsewhere,
                                            .method = MethodChange::post_may_become_get,
                                            .connection = ConnectionNeed::of_target,
                                            .wait = Wait::retry_after};
inline constexpr Duty follow_as_get{.repeat = Repeat::elsewhere,
                                    .method = MethodChange::becomes_get,
                                    .connection = ConnectionNeed::of_target,
                                    .wait = Wait::retry_after};
inline constexpr Duty add_and_repeat_once{.repeat = Repeat::once_changed, .changed_request = true};
inline constexpr Duty change{.repeat = Repeat::when_changed, .changed_request = true};
inline constexpr Duty change_perhaps_reconnect{
    .repeat = Repeat::when_changed, .connection = ConnectionNeed::perhaps_new, .changed_request = true};
inline constexpr Duty remedy_first{.repeat = Repeat::after_remedy, .changed_request = true, .wait = Wait::release};
inline constexpr Duty reconnect{.repeat = Repeat::any_method, .connection = ConnectionNeed::fresh};
inline constexpr Duty come_back_later{.repeat = Repeat::if_idempotent, .wait = Wait::backoff};

} // namespace duty

} // namespace responsum::status
