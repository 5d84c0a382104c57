// JSON written from front to back into one text: commas and brackets come by themselves.
#pragma once

#include <concepts>
#include <string>
#include <string_view>
#include <utility>

#include "responsum/base/assert.hpp"
#include "responsum/base/text.hpp"

namespace responsum::admin {

class Json {
 public:
  Json& object() { return open('{', '}'); }
  Json& array() { return open('[', ']'); }
  Json& end() {
    RESPONSUM_ASSERT(!open_.empty());
    text_.push_back(open_.back());
    open_.pop_back();
    return *this;
  }

  Json& key(std::string_view name) {
    separate();
    text_.append(base::quote_json(name)).push_back(':');
    return *this;
  }
  template <class T>
  Json& value(const T& v) {
    separate();
    if constexpr (std::same_as<T, bool>)
      text_.append(v ? "true" : "false");
    else if constexpr (std::integral<T>)
      text_.append(std::to_string(v));
    else
      text_.append(base::quote_json(v));
    return *this;
  }
  Json& null() {
    separate();
    text_.append("null");
    return *this;
  }
  template <class T>
  Json& member(std::string_view name, const T& v) {
    return key(name).value(v);
  }
  // Left out where there is nothing to say.
  Json& some(std::string_view name, std::string_view v) { return v.empty() ? *this : member(name, v); }

  // Ends in a line feed.
  std::string take() && {
    text_.push_back('\n');
    return std::move(*this).take_line();
  }
  // Without one: a line among others, since strings have their line feeds escaped.
  std::string take_line() && {
    RESPONSUM_ASSERT(open_.empty());
    return std::move(text_);
  }

 private:
  Json& open(char opening, char closing) {
    separate();
    text_.push_back(opening);
    open_.push_back(closing);
    return *this;
  }
  void separate() {
    if (text_.empty()) return;
    const char last = text_.back();
    if (last != '{' && last != '[' && last != ':') text_.push_back(',');
  }

  std::string text_;
  std::string open_; // the brackets that are to be closed, the innermost last
};

} // namespace responsum::admin
