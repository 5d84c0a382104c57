// Structured Fields (RFC 9651): values, parsing and the canonical text.
// These own their memory; nothing on the path of an ordinary request uses them.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace responsum::field::structured {

// Exact: a number of thousandths, at most 12 digits before the point.
struct Decimal {
  std::int64_t thousandths = 0;
  friend bool operator==(const Decimal&, const Decimal&) = default;
};

// Rounds half to even as RFC 9651 4.1.5 asks; none when it is not finite or has more than 12 digits before the point.
std::optional<Decimal> to_decimal(double value);

struct Token {
  std::string text;
  friend bool operator==(const Token&, const Token&) = default;
};
struct ByteSequence {
  std::string octets;
  friend bool operator==(const ByteSequence&, const ByteSequence&) = default;
};
struct Date {
  std::int64_t unix_seconds = 0;
  friend bool operator==(const Date&, const Date&) = default;
};
struct DisplayString {
  std::string utf8;
  friend bool operator==(const DisplayString&, const DisplayString&) = default;
};

using BareItem = std::variant<std::int64_t, Decimal, std::string, Token, ByteSequence, bool, Date, DisplayString>;

struct Parameter {
  std::string key;
  BareItem value = true;
  friend bool operator==(const Parameter&, const Parameter&) = default;
};
using Parameters = std::vector<Parameter>; // keys are unique

struct Item {
  BareItem value;
  Parameters parameters;
  friend bool operator==(const Item&, const Item&) = default;
};
struct InnerList {
  std::vector<Item> items;
  Parameters parameters;
  friend bool operator==(const InnerList&, const InnerList&) = default;
};
using Member = std::variant<Item, InnerList>;
using List = std::vector<Member>;

struct Entry {
  std::string key;
  Member value;
  friend bool operator==(const Entry&, const Entry&) = default;
};
using Dictionary = std::vector<Entry>; // keys are unique, in the order of their first appearance

// None when the key is absent.
const Member* find(const Dictionary& dictionary, std::string_view key);
const BareItem* find(const Parameters& parameters, std::string_view key);

enum class Fault : std::uint8_t {
  unexpected, // an octet that cannot stand there
  unfinished, // the text ends too early
  number,     // too long, or malformed
  base64,
  utf8,
  too_many, // past one of the limits below
  key,      // only when writing: a key, token, string or number that has no text
  token,
  string,
};

struct FaultRow {
  Fault fault;
  std::string_view text;
};
inline constexpr std::array fault_rows{
    FaultRow{Fault::unexpected, "an octet that cannot stand there"},
    FaultRow{Fault::unfinished, "ends too early"},
    FaultRow{Fault::number, "a number out of range"},
    FaultRow{Fault::base64, "no Base64"},
    FaultRow{Fault::utf8, "no UTF-8"},
    FaultRow{Fault::too_many, "more members than the limit"},
    FaultRow{Fault::key, "no key"},
    FaultRow{Fault::token, "no token"},
    FaultRow{Fault::string, "octets that no string can hold"},
};
constexpr std::string_view describe(Fault fault) { return fault_rows[static_cast<std::size_t>(fault)].text; }

struct Error {
  Fault fault;
  std::size_t offset = 0; // into the value; 0 when writing

  friend constexpr bool operator==(const Error&, const Error&) = default;
};

// The least that RFC 9651 3 asks for are the defaults; a key may be as long as the field.
struct Limits {
  std::size_t members = 1024;
  std::size_t inner_items = 256;
  std::size_t parameters = 256;
};

// Of a key that is repeated the last value counts, at the place of the first. The value is that of all lines of the
// field, joined by ", ".
std::expected<Item, Error> parse_item(std::string_view value, const Limits& limits = {});
std::expected<List, Error> parse_list(std::string_view value, const Limits& limits = {});
std::expected<Dictionary, Error> parse_dictionary(std::string_view value, const Limits& limits = {});

// The canonical text. That of an empty list or dictionary is empty: such a field is not sent (RFC 9651 4.1).
std::expected<std::string, Error> write(const Item& item);
std::expected<std::string, Error> write(const List& list);
std::expected<std::string, Error> write(const Dictionary& dictionary);

} // namespace responsum::field::structured
