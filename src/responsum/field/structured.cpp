// Reading, along the algorithms of RFC 9651 4.2.
#include "responsum/field/structured.hpp"

#include <algorithm>
#include <utility>

#include "responsum/field/structured_syntax.hpp"
#include "responsum/field/utf8.hpp"

namespace responsum::field::structured {
namespace {

template <class T>
using Result = std::expected<T, Error>;

// The value of a keyed sequence, for Parameters and Dictionary alike.
template <class Sequence, class Value>
void set(Sequence& sequence, std::string key, Value value) {
  const auto at = std::ranges::find_if(sequence, [&](const auto& each) { return each.key == key; });
  if (at != sequence.end())
    at->value = std::move(value);
  else
    sequence.push_back({std::move(key), std::move(value)});
}

class Parser {
 public:
  Parser(std::string_view text, const Limits& limits) : text_{text}, limits_{limits} {}

  Result<Item> whole_item() {
    skip_spaces();
    return finished(item());
  }
  Result<List> whole_list() {
    skip_spaces();
    return finished(list());
  }
  Result<Dictionary> whole_dictionary() {
    skip_spaces();
    return finished(dictionary());
  }

 private:
  bool at_end() const { return at_ == text_.size(); }
  bool next_is(char c) const { return !at_end() && text_[at_] == c; }
  bool take(char c) {
    if (!next_is(c)) return false;
    ++at_;
    return true;
  }
  void skip_spaces() {
    while (take(' ')) {
    }
  }
  void skip_optional_whitespace() {
    while (take(' ') || take('\t')) {
    }
  }

  std::unexpected<Error> refuse(Fault fault) const { return std::unexpected{Error{fault, at_}}; }
  // What stands here is not what must: an octet too many, or none left.
  std::unexpected<Error> refuse_here() const { return refuse(at_end() ? Fault::unfinished : Fault::unexpected); }

  template <class T>
  Result<T> finished(Result<T> parsed) {
    if (!parsed) return parsed;
    skip_spaces();
    if (!at_end()) return refuse_here();
    return parsed;
  }

  // After a member of a list or dictionary: whether another follows (RFC 9651 4.2.1, 4.2.2).
  Result<bool> another_member() {
    skip_optional_whitespace();
    if (at_end()) return false;
    if (!take(',')) return refuse_here();
    skip_optional_whitespace();
    if (at_end()) return refuse_here();
    return true;
  }

  Result<List> list() {
    List members;
    while (!at_end()) {
      if (members.size() == limits_.members) return refuse(Fault::too_many);
      auto next = member();
      if (!next) return std::unexpected{next.error()};
      members.push_back(std::move(*next));
      const auto more = another_member();
      if (!more) return std::unexpected{more.error()};
    }
    return members;
  }

  Result<Dictionary> dictionary() {
    Dictionary entries;
    while (!at_end()) {
      auto name = key();
      if (!name) return std::unexpected{name.error()};
      Result<Member> value = Item{true, {}};
      if (take('=')) {
        value = member();
      } else {
        auto extra = parameters();
        if (!extra) return std::unexpected{extra.error()};
        value = Item{true, std::move(*extra)};
      }
      if (!value) return std::unexpected{value.error()};
      set(entries, std::move(*name), std::move(*value));
      if (entries.size() > limits_.members) return refuse(Fault::too_many);
      const auto more = another_member();
      if (!more) return std::unexpected{more.error()};
    }
    return entries;
  }

  Result<Member> member() {
    if (next_is('(')) return inner_list();
    return item();
  }

  Result<InnerList> inner_list() {
    InnerList result;
    take('(');
    while (true) {
      skip_spaces();
      if (take(')')) break;
      if (result.items.size() == limits_.inner_items) return refuse(Fault::too_many);
      auto next = item();
      if (!next) return std::unexpected{next.error()};
      result.items.push_back(std::move(*next));
      if (!next_is(' ') && !next_is(')')) return refuse_here();
    }
    auto extra = parameters();
    if (!extra) return std::unexpected{extra.error()};
    result.parameters = std::move(*extra);
    return result;
  }

  Result<Item> item() {
    auto value = bare_item();
    if (!value) return std::unexpected{value.error()};
    auto extra = parameters();
    if (!extra) return std::unexpected{extra.error()};
    return Item{std::move(*value), std::move(*extra)};
  }

  Result<Parameters> parameters() {
    Parameters result;
    while (take(';')) {
      skip_spaces();
      auto name = key();
      if (!name) return std::unexpected{name.error()};
      Result<BareItem> value = true;
      if (take('=')) value = bare_item();
      if (!value) return std::unexpected{value.error()};
      set(result, std::move(*name), std::move(*value));
      if (result.size() > limits_.parameters) return refuse(Fault::too_many);
    }
    return result;
  }

  Result<std::string> key() {
    if (at_end() || !begins_key(text_[at_])) return refuse_here();
    return taken_while(continues_key);
  }

  template <class Predicate>
  std::string taken_while(Predicate continues) {
    const std::size_t begin = at_;
    while (!at_end() && continues(text_[at_])) ++at_;
    return std::string{text_.substr(begin, at_ - begin)};
  }

  Result<BareItem> bare_item() {
    if (at_end()) return refuse_here();
    const char c = text_[at_];
    if (c == '-' || base::is_digit(c)) return number();
    if (begins_token(c)) return BareItem{Token{taken_while(continues_token)}};
    switch (c) {
    case '"': return string();
    case ':': return byte_sequence();
    case '?': return boolean();
    case '@': return date();
    case '%': return display_string();
    }
    return refuse_here();
  }

  // RFC 9651 4.2.4: the counts of digits decide; the value then always fits.
  Result<BareItem> number() {
    const bool negative = take('-');
    const std::string whole = taken_while(base::is_digit);
    if (whole.empty()) return refuse_here();
    if (whole.size() > integer_digits) return refuse(Fault::number);
    const auto magnitude = static_cast<std::int64_t>(*base::parse_decimal(whole));
    if (!take('.')) return BareItem{negative ? -magnitude : magnitude};
    if (whole.size() > decimal_whole_digits) return refuse(Fault::number);
    std::string fraction = taken_while(base::is_digit);
    if (fraction.empty()) return refuse_here();
    if (fraction.size() > decimal_fraction_digits) return refuse(Fault::number);
    fraction.resize(decimal_fraction_digits, '0');
    const std::int64_t thousandths = magnitude * 1000 + static_cast<std::int64_t>(*base::parse_decimal(fraction));
    return BareItem{Decimal{negative ? -thousandths : thousandths}};
  }

  Result<BareItem> date() {
    take('@');
    if (!next_is('-') && (at_end() || !base::is_digit(text_[at_]))) return refuse_here();
    auto seconds = number();
    if (!seconds) return seconds;
    if (const auto* integer = std::get_if<std::int64_t>(&*seconds)) return BareItem{Date{*integer}};
    return refuse(Fault::number);
  }

  Result<BareItem> boolean() {
    take('?');
    if (take('1')) return BareItem{true};
    if (take('0')) return BareItem{false};
    return refuse_here();
  }

  Result<BareItem> string() {
    take('"');
    std::string result;
    while (!at_end() && is_visible_or_space(text_[at_])) {
      if (take('"')) return BareItem{std::move(result)};
      if (take('\\') && !next_is('"') && !next_is('\\')) return refuse_here();
      result.push_back(text_[at_++]);
    }
    return refuse_here();
  }

  Result<BareItem> display_string() {
    take('%');
    if (!take('"')) return refuse_here();
    std::string result;
    while (!at_end() && is_visible_or_space(text_[at_])) {
      if (take('"')) {
        if (!is_utf8(result)) return refuse(Fault::utf8);
        return BareItem{DisplayString{std::move(result)}};
      }
      if (!take('%')) {
        result.push_back(text_[at_++]);
        continue;
      }
      int value = 0;
      for (int digit = 0; digit < 2; ++digit, ++at_) {
        // Lower case only: there is one way to write a display string.
        if (at_end() || base::is_upper(text_[at_]) || base::hex_value(text_[at_]) < 0) return refuse_here();
        value = value * 16 + base::hex_value(text_[at_]);
      }
      result.push_back(static_cast<char>(value));
    }
    return refuse_here();
  }

  // Padding may be missing, but not be wrong; bits that are left over are not looked at (RFC 9651 4.2.7 wants
  // lenience).
  Result<BareItem> byte_sequence() {
    take(':');
    const std::size_t end = text_.find(':', at_);
    if (end == std::string_view::npos) return refuse(Fault::unfinished);
    std::string_view encoded = text_.substr(at_, end - at_);
    const std::size_t padded = encoded.size();
    while (encoded.ends_with('=')) encoded.remove_suffix(1);
    if (encoded.size() % 4 == 1) return refuse(Fault::base64);
    if (padded != encoded.size() && (padded % 4 != 0 || padded - encoded.size() > 2)) return refuse(Fault::base64);
    std::string octets;
    std::uint32_t bits = 0;
    int count = 0;
    for (char c : encoded) {
      const int value = base64_value(c);
      if (value < 0) return refuse(Fault::base64);
      bits = (bits << 6 | static_cast<std::uint32_t>(value)) & 0xffff;
      count += 6;
      if (count < 8) continue;
      count -= 8;
      octets.push_back(static_cast<char>(bits >> count & 0xff));
    }
    at_ = end + 1;
    return BareItem{ByteSequence{std::move(octets)}};
  }

  std::string_view text_;
  const Limits& limits_;
  std::size_t at_ = 0;
};

} // namespace

const Member* find(const Dictionary& dictionary, std::string_view key) {
  const auto at = std::ranges::find(dictionary, key, &Entry::key);
  return at == dictionary.end() ? nullptr : &at->value;
}

const BareItem* find(const Parameters& parameters, std::string_view key) {
  const auto at = std::ranges::find(parameters, key, &Parameter::key);
  return at == parameters.end() ? nullptr : &at->value;
}

std::expected<Item, Error> parse_item(std::string_view value, const Limits& limits) {
  return Parser{value, limits}.whole_item();
}
std::expected<List, Error> parse_list(std::string_view value, const Limits& limits) {
  return Parser{value, limits}.whole_list();
}
std::expected<Dictionary, Error> parse_dictionary(std::string_view value, const Limits& limits) {
  return Parser{value, limits}.whole_dictionary();
}

} // namespace responsum::field::structured
