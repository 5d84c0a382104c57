// Requests of the tour that enter something in a form. Included by tries.hpp alone.
#pragma once

#include <array>

#include "responsum/decision/condition.hpp"
#include "try.hpp"

namespace responsum::pages::detail {

inline constexpr auto tries_of_forms = [] {
  using enum decision::Condition;
  return std::array{
      Try{.condition = form_recorded,
          .title = "Enter something on a page",
          .path = "/entry",
          .fields = {"Sec-Fetch-Dest: document"},
          .method = "POST",
          .options = "-d 'name=Ann&weight=12.5'",
          .remark = "This is what a browser sends from the page at /entry. The record is a line of "
                    "/tmp/responsum-tour-entries/entries.ndjson by now."},
      Try{.condition = form_noted,
          .title = "Enter something by a program",
          .path = "/entry",
          .method = "POST",
          .options = "-d 'name=Ann&weight=12.5'",
          .remark = "Nothing says that a page is to be cleared."},
      Try{.condition = form_noted,
          .title = "Enter JSON",
          .path = "/entry",
          .fields = {"Content-Type: application/json"},
          .method = "POST",
          .options = "-d '{\"name\":\"Ann\",\"weight\":12.5}'"},
      Try{.condition = form_kept,
          .title = "Have the record sent back",
          .path = "/entry",
          .fields = {"Prefer: return=representation"},
          .method = "POST",
          .options = "-d 'name=Ann&weight=12.5'"},
      Try{.condition = form_result,
          .title = "Sign a guest book that says thank you",
          .path = "/guests",
          .fields = {"Sec-Fetch-Dest: document"},
          .method = "POST",
          .options = "-d 'name=Ann'",
          .remark = "The browser asks for another page by GET, and so can be told to load it again without a second "
                    "entry."},
      Try{.condition = form_malformed,
          .title = "Send what is no form",
          .path = "/entry",
          .method = "POST",
          .options = "-d 'name=50%'"},
      Try{.condition = form_invalid,
          .title = "Leave out what is asked for",
          .path = "/entry",
          .method = "POST",
          .options = "-d 'name=Ann'"},
      Try{.condition = form_invalid,
          .title = "Enter a word where a number is asked for",
          .path = "/entry",
          .method = "POST",
          .options = "-d 'name=Ann&weight=heavy'"},
  };
}();

} // namespace responsum::pages::detail
