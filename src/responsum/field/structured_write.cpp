// Writing, along the algorithms of RFC 9651 4.1. What has no canonical text is a fault, never an approximation.
#include <cmath>
#include <type_traits>

#include "responsum/field/structured.hpp"
#include "responsum/field/structured_syntax.hpp"
#include "responsum/field/utf8.hpp"

namespace responsum::field::structured {
namespace {

// Appends to one string; the first fault stays.
class Canonical {
 public:
  void item(const Item& it) {
    bare_item(it.value);
    parameters(it.parameters);
  }

  void member(const Member& it) {
    if (const auto* single = std::get_if<Item>(&it))
      item(*single);
    else
      inner_list(std::get<InnerList>(it));
  }

  void list(const List& it) {
    for (std::size_t i = 0; i < it.size(); ++i) {
      if (i > 0) text_ += ", ";
      member(it[i]);
    }
  }

  void dictionary(const Dictionary& it) {
    for (std::size_t i = 0; i < it.size(); ++i) {
      if (i > 0) text_ += ", ";
      key(it[i].key);
      const auto* single = std::get_if<Item>(&it[i].value);
      if (single != nullptr && single->value == BareItem{true}) {
        parameters(single->parameters);
      } else {
        text_ += '=';
        member(it[i].value);
      }
    }
  }

  std::expected<std::string, Error> result() && {
    if (fault_) return std::unexpected{Error{*fault_}};
    return std::move(text_);
  }

 private:
  void refuse(Fault fault) {
    if (!fault_) fault_ = fault;
  }

  void inner_list(const InnerList& it) {
    text_ += '(';
    for (std::size_t i = 0; i < it.items.size(); ++i) {
      if (i > 0) text_ += ' ';
      item(it.items[i]);
    }
    text_ += ')';
    parameters(it.parameters);
  }

  void parameters(const Parameters& all) {
    for (const Parameter& each : all) {
      text_ += ';';
      key(each.key);
      if (each.value == BareItem{true}) continue;
      text_ += '=';
      bare_item(each.value);
    }
  }

  void key(std::string_view text) {
    bool good = !text.empty() && begins_key(text.front());
    for (char c : text) good = good && continues_key(c);
    if (!good) refuse(Fault::key);
    text_ += text;
  }

  void bare_item(const BareItem& value) {
    std::visit([this](const auto& each) { put(each); }, value);
  }

  void put(std::int64_t value) {
    if (value > greatest_integer || value < -greatest_integer) return refuse(Fault::number);
    text_ += std::to_string(value);
  }

  // At least one digit stands after the point, and no zero that could be left out.
  void put(const Decimal& value) {
    if (value.thousandths > greatest_thousandths || value.thousandths < -greatest_thousandths)
      return refuse(Fault::number);
    const std::int64_t magnitude = value.thousandths < 0 ? -value.thousandths : value.thousandths;
    std::string fraction = std::to_string(1000 + magnitude % 1000).substr(1);
    while (fraction.size() > 1 && fraction.back() == '0') fraction.pop_back();
    if (value.thousandths < 0) text_ += '-';
    text_ += std::to_string(magnitude / 1000) + "." + fraction;
  }

  void put(const std::string& value) {
    text_ += '"';
    for (char c : value) {
      if (!is_visible_or_space(c)) return refuse(Fault::string);
      if (c == '"' || c == '\\') text_ += '\\';
      text_ += c;
    }
    text_ += '"';
  }

  void put(const Token& value) {
    bool good = !value.text.empty() && begins_token(value.text.front());
    for (char c : value.text) good = good && continues_token(c);
    if (!good) return refuse(Fault::token);
    text_ += value.text;
  }

  void put(const ByteSequence& value) {
    text_ += ':';
    std::uint32_t bits = 0;
    int count = 0;
    for (char c : value.octets) {
      bits = (bits << 8 | static_cast<unsigned char>(c)) & 0xffff;
      count += 8;
      for (; count >= 6; count -= 6) text_ += base64_alphabet[bits >> (count - 6) & 63];
    }
    if (count > 0) text_ += base64_alphabet[bits << (6 - count) & 63];
    for (std::size_t rest = value.octets.size() % 3; rest != 0 && rest < 3; ++rest) text_ += '=';
    text_ += ':';
  }

  void put(bool value) { text_ += value ? "?1" : "?0"; }

  void put(const Date& value) {
    text_ += '@';
    put(value.unix_seconds);
  }

  void put(const DisplayString& value) {
    constexpr std::string_view digits = "0123456789abcdef";
    if (!is_utf8(value.utf8)) return refuse(Fault::utf8);
    text_ += "%\"";
    for (char c : value.utf8) {
      if (is_visible_or_space(c) && c != '%' && c != '"') {
        text_ += c;
        continue;
      }
      const auto octet = static_cast<unsigned char>(c);
      text_ += '%';
      text_ += digits[octet >> 4];
      text_ += digits[octet & 15];
    }
    text_ += '"';
  }

  std::string text_;
  std::optional<Fault> fault_;
};

} // namespace

std::optional<Decimal> to_decimal(double value) {
  // nearbyint rounds half to even in the default rounding mode, which nothing here changes.
  const double thousandths = std::nearbyint(value * 1000.0);
  if (!std::isfinite(thousandths) || std::abs(thousandths) > static_cast<double>(greatest_thousandths))
    return std::nullopt;
  return Decimal{static_cast<std::int64_t>(thousandths)};
}

std::expected<std::string, Error> write(const Item& item) {
  Canonical canonical;
  canonical.item(item);
  return std::move(canonical).result();
}
std::expected<std::string, Error> write(const List& list) {
  Canonical canonical;
  canonical.list(list);
  return std::move(canonical).result();
}
std::expected<std::string, Error> write(const Dictionary& dictionary) {
  Canonical canonical;
  canonical.dictionary(dictionary);
  return std::move(canonical).result();
}

} // namespace responsum::field::structured
