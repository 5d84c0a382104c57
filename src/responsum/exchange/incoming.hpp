// What came in, as facts: the fault of a head, the end of a content, and what becomes of the connection behind them.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "responsum/codec/h1/content.hpp"
#include "responsum/codec/h1/request_parser.hpp"
#include "responsum/decision/facts.hpp"
#include "responsum/exchange/limits.hpp"

namespace responsum::exchange {

// What a codec found wrong with a head. Offsets count from its first octet.
struct HeadFault {
  message::Fault fault;
  std::uint32_t offset;
  std::uint32_t line_offset; // of the line that it is in
};

// Of what read it, a parser of HTTP/1.1 or a layout of HTTP/2, after it said `faulty`.
template <class Reader>
HeadFault fault_of(const Reader& reader) {
  return {reader.fault(), reader.fault_offset(), reader.line_offset()};
}

// Facts of the fault: what and where it was, which field, which limit. `input` is all since the head's first octet
// and outlives the facts.
void supply_fault(decision::Facts& facts, const HeadFault& fault, std::string_view input, const Limits& limits);

using decision::ContentEnd;

struct ContentFault {
  message::Fault fault = message::Fault::none;
  std::uint64_t offset = 0; // from the first octet behind the head
};

// Of content whose end is `end`.
ContentFault fault_of(const codec::h1::ContentReader& reader, ContentEnd end);

// Takes content off `rest` as far as it goes and keeps none; nothing while more has to come. At most `most` octets.
std::optional<ContentEnd> take_content(codec::h1::ContentReader& reader, std::string_view& rest, std::uint64_t most);

// `fault` is of meaning where the content was malformed.
void supply_content(decision::Facts& facts, ContentEnd end, const ContentFault& fault, const Limits& limits);

// Whether content that nobody read before its request was answered is read and thrown away, to keep the connection:
// if it is little, and if it comes without being waited for (RFC 9110 10.1.1).
bool discards_content(const message::RequestHead& head, const Limits& limits);

// Whether the next answer of a connection that has had `answered` is its last.
bool last_of_connection(std::uint32_t answered, const Limits& limits);

} // namespace responsum::exchange
