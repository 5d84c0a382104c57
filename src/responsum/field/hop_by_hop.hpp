// Which fields are about one connection and never forwarded (RFC 9110 7.6.1), and which may stand in a trailer
// section.
#pragma once

#include <cstdint>
#include <string_view>

#include "responsum/base/ascii.hpp"
#include "responsum/field/connection.hpp"
#include "responsum/field/list.hpp"
#include "responsum/message/field.hpp"
#include "responsum/message/message_head.hpp"

namespace responsum::field {

// Whether the message may still carry a Trailer field: its trailers are forwarded too.
enum class TrailersAre : bool { dropped, forwarded };

namespace detail {

using enum message::Field;

// About this hop, whether Connection names them or not. Those of Proxy-* are between a client and the proxy that it
// chose, which a gateway is not. Upgrade is sent anew by whoever forwards the upgrade.
inline constexpr message::FieldSet of_one_hop{
    connection, http2_settings,    keep_alive, proxy_authenticate, proxy_authorization, proxy_connection,
    te,         transfer_encoding, upgrade,
};

// For all recipients by their definition: a sender must not name them in Connection (RFC 9110 7.6.1), and one who
// does wants to cut a message off from where it came from, or to hide a loop.
inline constexpr message::FieldSet of_all_hops{
    cdn_loop,        content_length,   forwarded,         host, max_forwards, via,
    x_forwarded_for, x_forwarded_host, x_forwarded_proto,
};

// RFC 9110 6.5.1: what says how a message is framed, routed, authenticated, asked for or read comes before content.
inline constexpr message::FieldSet never_in_trailer{
    age,
    authorization,
    cache_control,
    cdn_loop,
    content_encoding,
    content_length,
    content_range,
    content_type,
    cookie,
    date,
    expect,
    expires,
    forwarded,
    host,
    if_match,
    if_modified_since,
    if_none_match,
    if_range,
    if_unmodified_since,
    location,
    max_forwards,
    pragma,
    range,
    retry_after,
    set_cookie,
    status,
    trailer,
    vary,
    via,
    www_authenticate,
    x_forwarded_for,
    x_forwarded_host,
    x_forwarded_proto,
};

// Whether an option is the name of a field at all.
constexpr bool is_plain_option(std::string_view option) {
  return base::equals_ignoring_case(option, "close") || base::equals_ignoring_case(option, "keep-alive") ||
         base::equals_ignoring_case(option, "upgrade") || base::equals_ignoring_case(option, "te");
}

} // namespace detail

// Sorts the fields of a message by the Connection that it came with, all lines joined. Shares the life of that value.
class HopByHop {
 public:
  constexpr HopByHop(std::string_view connection, TrailersAre trailers) : trailers_{trailers} {
    ListCursor options{connection, Quotes::none};
    while (const auto option = options.next())
      if (!detail::is_plain_option(*option)) options_ = connection;
  }

  constexpr bool forwards(message::Field field, std::string_view name) const {
    if (detail::of_one_hop.contains(field)) return false;
    if (field == message::Field::trailer && trailers_ == TrailersAre::dropped) return false;
    if (base::equals_ignoring_case(name, "Proxy-Authentication-Info")) return false;
    return options_.empty() || detail::of_all_hops.contains(field) || !connection_names(options_, name);
  }

 private:
  std::string_view options_; // empty when none of them names a field
  TrailersAre trailers_;
};

// Calls `each` with every line that may be forwarded. The head's repeated lines have been joined.
template <class Each>
void for_each_forwarded(const message::MessageHead& head, TrailersAre trailers, Each&& each) {
  const HopByHop fields{head.value(message::Field::connection), trailers};
  for (const message::FieldLine& line : head.lines())
    if (fields.forwards(line.field, head.text(line.name))) each(line);
}

// Whether TE says that its sender takes trailers (RFC 9110 10.1.4): a gateway then may ask for them in its own name.
constexpr bool takes_trailers(std::string_view te) {
  ListCursor members{te};
  while (const auto member = members.next())
    if (base::equals_ignoring_case(*member, "trailers")) return true;
  return false;
}

// Whether a line may be forwarded in a trailer section. What is not known here may: so trailers are kept apart from
// the fields of the head, and never merged into them.
constexpr bool allowed_in_trailer(message::Field field, std::string_view name) {
  return !detail::never_in_trailer.contains(field) && HopByHop{{}, TrailersAre::dropped}.forwards(field, name);
}

} // namespace responsum::field
