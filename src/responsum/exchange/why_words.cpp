#include "responsum/exchange/why_words.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

#include "responsum/base/text.hpp"
#include "responsum/decision/drawing.hpp"

namespace responsum::exchange {

using decision::Chapter;

namespace {

constexpr std::size_t columns = 100;
constexpr std::size_t tag_column = 2;
constexpr std::size_t question_column = 8;
constexpr std::size_t answer_column = 70;
constexpr std::size_t rule_column = 75;
constexpr std::size_t label_column = 14; // of the verdict's lines

enum class Ink : std::uint8_t { plain, faint, bold, turn, good, other, bad };

struct InkRow {
  Ink ink;
  std::string_view begin; // ECMA-48 8.3.117, select graphic rendition
};
constexpr std::array ink_rows{InkRow{Ink::plain, ""},          InkRow{Ink::faint, "\x1b[2m"},
                              InkRow{Ink::bold, "\x1b[1m"},    InkRow{Ink::turn, "\x1b[1;33m"},
                              InkRow{Ink::good, "\x1b[1;32m"}, InkRow{Ink::other, "\x1b[1;36m"},
                              InkRow{Ink::bad, "\x1b[1;31m"}};

Ink ink_of(std::optional<status::Status> status) {
  if (!status) return Ink::bad;
  switch (status::class_of(*status)) {
  case status::Class::successful: return Ink::good;
  case status::Class::informational:
  case status::Class::redirection: return Ink::other;
  case status::Class::client_error:
  case status::Class::server_error: return Ink::bad;
  }
  std::unreachable();
}

// Octets of a request are anything; on a terminal they are to do nothing.
std::string printable(std::string_view text) {
  std::string out;
  for (char c : text) {
    const auto octet = static_cast<unsigned char>(c);
    if (octet >= 0x20 && octet != 0x7f)
      out.push_back(c);
    else if (c != '\r')
      out.append("?");
  }
  return out;
}

// Text in lines of `width` at most, broken at spaces; a longer word is a line of its own.
std::vector<std::string_view> lines_of(std::string_view text, std::size_t width) {
  std::vector<std::string_view> lines;
  while (text.size() > width) {
    std::size_t space = text.rfind(' ', width);
    if (space == std::string_view::npos) space = text.find(' ');
    if (space == std::string_view::npos) break;
    lines.push_back(text.substr(0, space));
    text.remove_prefix(space + 1);
  }
  lines.push_back(text);
  return lines;
}

class Page {
 public:
  Page(const Told& told, Colour colour) : told_{told}, colour_{colour} {}

  std::string run() {
    write_request();
    write_walk();
    write_verdict();
    if (told_.past)
      write_past(*told_.past);
    else
      write_response();
    write_near_misses();
    return std::move(out_);
  }

 private:
  void put(std::string_view text, Ink ink = Ink::plain) {
    const std::string_view begin = ink_rows[static_cast<std::size_t>(ink)].begin;
    const bool inked = colour_ == Colour::on && !begin.empty();
    if (inked) out_ += begin;
    out_ += text;
    if (inked) out_ += "\x1b[0m";
    at_ += text.size();
  }
  void to_column(std::size_t column) { put(std::string(at_ < column ? column - at_ : 1, ' ')); }
  void end_line() {
    out_ += '\n';
    at_ = 0;
  }
  void put_wrapped(std::size_t column, std::string_view text, Ink ink = Ink::plain) {
    for (std::string_view line : lines_of(text, columns - column)) {
      to_column(column);
      put(line, ink);
      end_line();
    }
  }
  void heading(std::string_view text, std::string_view caption) {
    end_line();
    put(text, Ink::bold);
    to_column(label_column);
    put(caption, Ink::faint);
    end_line();
  }

  void write_request() {
    if (told_.target.empty()) {
      put("a request that never became one", Ink::bold);
    } else {
      put(printable(told_.method + " " + told_.target), Ink::bold);
      if (!told_.host.empty()) put(printable(" at " + told_.host));
    }
    end_line();
  }

  void write_walk() {
    if (told_.past && !told_.past->same_table()) {
      heading("way", "on another edition of the diagram");
      to_column(tag_column);
      put("The exchange was walked on edition " + decision::edition_text(told_.past->edition) + "; this build has " +
          decision::edition_text() + " and cannot tell its way.");
      end_line();
      return;
    }
    std::optional<Chapter> chapter;
    for (const Asked& asked : told_.asked) {
      const decision::Decision& d = decision::row(asked.node);
      if (chapter != d.chapter) {
        chapter = d.chapter;
        const auto& row = decision::chapter_rows[static_cast<std::size_t>(d.chapter)];
        heading(row.name, row.caption);
      }
      write_question(asked, d);
    }
  }

  void write_question(const Asked& asked, const decision::Decision& d) {
    const bool turns = asked.answer != d.main_yes;
    const auto question = lines_of(d.question, answer_column - question_column - 2);
    to_column(tag_column);
    put(d.tag, Ink::faint);
    to_column(question_column);
    put(question.front());
    to_column(answer_column);
    put(asked.answer ? "yes" : "no", turns ? Ink::turn : Ink::plain);
    to_column(rule_column);
    put(d.rule, Ink::faint);
    end_line();
    for (std::string_view line : std::span{question}.subspan(1)) {
      to_column(question_column);
      put(line);
      end_line();
    }
    if (!asked.value.empty()) put_wrapped(question_column + 2, printable(asked.value), Ink::faint);
    if (!asked.ruled_by.empty()) put_wrapped(question_column + 2, "by " + printable(asked.ruled_by), Ink::faint);
  }

  void label(std::string_view text) {
    to_column(tag_column);
    put(text, Ink::faint);
  }

  void write_verdict() {
    const decision::ConditionRow& row = decision::row(told_.condition);
    const bool known = !told_.past || told_.past->unknown_condition.empty();
    heading("verdict", known ? row.id : std::string_view{told_.past->unknown_condition});
    label("status");
    to_column(label_column);
    if (told_.status)
      put(std::to_string(status::code(*told_.status)) + " " +
              std::string{status::phrase(told_.profile, *told_.status)},
          ink_of(told_.status));
    else
      put("none: the connection is closed without an answer", ink_of(told_.status));
    put("   (profile " + std::string{status::word(told_.profile).name} + ")", Ink::faint);
    end_line();
    const auto line = [this](std::string_view name, std::string_view text) {
      if (text.empty()) return;
      label(name);
      put_wrapped(label_column, text);
    };
    line("because", known ? row.sentence : "This build has no condition of that name.");
    line("about", printable(told_.about));
    line("available", printable(told_.available));
    if (known) line("cure", row.cure);
    line("decided by", decider());
    if (known) line("rule", row.rule);
    if (told_.limit != nullptr)
      line("limit", base::describe(*told_.limit));
    else if (told_.past)
      line("limit", told_.past->limit);
    line("site", words_of(told_.site));
    line("route", words_of(told_.route));
  }

  std::string decider() const {
    if (told_.asked.empty()) return {};
    const decision::Decision& by = decision::row(told_.minted_by);
    const bool answer = told_.asked.back().answer;
    return std::string{by.tag} + (answer ? "y" : "n") + ": " + std::string{by.question} + (answer ? " Yes." : " No.");
  }

  static std::string words_of(const std::optional<Place>& place) {
    if (!place) return {};
    return place->origin.empty() ? place->name : place->name + " at " + place->origin;
  }

  void write_past(const Past& past) {
    heading("exchange", past.id);
    const auto line = [this](std::string_view name, const std::string& text) {
      label(name);
      put_wrapped(label_column, printable(text));
    };
    line("time", past.time);
    line("client", past.peer);
    line("request", past.protocol + ", " + std::to_string(past.received_bytes) + " octets");
    line("response", std::to_string(past.sent_bytes) + " octets after " + std::to_string(past.duration_ms) + " ms; " +
                         past.client_outcome);
    for (const std::string& attempt : past.attempts) line("attempt", attempt);
    if (!past.rule.empty()) line("kept by", "rule " + past.rule);
  }

  void write_head(std::string_view bytes) {
    while (!bytes.empty() && bytes != "\r\n") {
      const std::size_t end = bytes.find("\r\n");
      to_column(tag_column);
      put(printable(bytes.substr(0, end)));
      end_line();
      bytes.remove_prefix(end + 2);
    }
  }

  void write_response() {
    if (!told_.status) return;
    heading("response", told_.close ? "the connection is closed behind it" : "the connection stays open");
    if (!told_.interim.empty()) {
      write_head(told_.interim);
      end_line();
    }
    write_head(told_.head);
    to_column(tag_column);
    put(told_.content_octets == 0 ? std::string{"no content"}
                                  : std::to_string(told_.content_octets) + " octets of content",
        Ink::faint);
    end_line();
  }

  void write_near_misses() {
    if (told_.near_misses.empty()) return;
    heading("near misses",
            told_.past ? "what there is instead in the configuration of now" : "what there is instead");
    for (const route::NearMiss& miss : told_.near_misses) {
      to_column(tag_column);
      put(printable(miss.what));
      if (!miss.lacked.empty()) put(printable(": " + miss.lacked), Ink::faint);
      if (!miss.origin.built_in()) put(" (" + base::describe(miss.origin) + ")", Ink::faint);
      end_line();
    }
  }

  const Told& told_;
  Colour colour_;
  std::string out_;
  std::size_t at_ = 0; // column of the line under way
};

// A JSON object being written: keys in the order they are added.
class Object {
 public:
  Object& raw(std::string_view key, std::string_view value) {
    out_ += out_.size() == 1 ? "" : ",";
    out_ += base::quote_json(key) + ":" + std::string{value};
    return *this;
  }
  Object& text(std::string_view key, std::string_view value) { return raw(key, base::quote_json(value)); }
  Object& text_or_null(std::string_view key, std::string_view value) {
    return value.empty() ? raw(key, "null") : text(key, value);
  }
  Object& number(std::string_view key, std::uint64_t value) { return raw(key, std::to_string(value)); }
  Object& boolean(std::string_view key, bool value) { return raw(key, value ? "true" : "false"); }
  std::string done() const { return out_ + "}"; }

 private:
  std::string out_ = "{";
};

template <class Elements, class Write>
std::string array_of(const Elements& elements, Write&& write) {
  std::string out = "[";
  for (const auto& element : elements) out += (out.size() == 1 ? "" : ",") + write(element);
  return out + "]";
}

std::string question_json(const Asked& asked) {
  const decision::Decision& d = decision::row(asked.node);
  return Object{}
      .text("tag", d.tag)
      .text("chapter", decision::name(d.chapter))
      .text("question", d.question)
      .boolean("answer", asked.answer)
      .boolean("main_road", asked.answer == d.main_yes)
      .text_or_null("value", asked.value)
      .text("rule", d.rule)
      .text_or_null("ruled_by", asked.ruled_by)
      .done();
}

std::string verdict_json(const Told& told) {
  const decision::ConditionRow& row = decision::row(told.condition);
  Object verdict;
  verdict.text("condition", row.id);
  if (told.status)
    verdict.number("status", static_cast<std::uint64_t>(status::code(*told.status)))
        .text("phrase", status::phrase(told.profile, *told.status));
  else
    verdict.raw("status", "null").raw("phrase", "null");
  verdict.text("profile", status::word(told.profile).name)
      .text("sentence", row.sentence)
      .text("cure", row.cure)
      .text("rule", row.rule)
      .text_or_null("about", told.about)
      .text_or_null("available", told.available)
      .text("decided_by", decision::row(told.minted_by).tag)
      .text("way", told.way);
  if (told.limit != nullptr)
    verdict.raw("limit", Object{}
                             .text("key", told.limit->key)
                             .number("value", told.limit->value)
                             .text("origin", base::describe(told.limit->origin))
                             .done());
  return verdict.done();
}

std::string place_json(const std::optional<Place>& place) {
  if (!place) return "null";
  return Object{}.text("name", place->name).text("origin", place->origin).done();
}

} // namespace

std::string write_words(const Told& told, Colour colour) { return Page{told, colour}.run(); }

std::string write_json(const Told& told) {
  const std::string request = Object{}
                                  .text("method", told.method)
                                  .text("target", told.target)
                                  .text("host", told.host)
                                  .number("octets", told.consumed)
                                  .done();
  const std::string response = Object{}
                                   .text_or_null("interim", told.interim)
                                   .text_or_null("head", told.head)
                                   .number("content_octets", told.content_octets)
                                   .boolean("close", told.close)
                                   .done();
  const std::string near = array_of(told.near_misses, [](const route::NearMiss& miss) {
    return Object{}
        .text("what", miss.what)
        .text("lacked", miss.lacked)
        .text("origin", base::describe(miss.origin))
        .done();
  });
  return Object{}
      .raw("request", request)
      .raw("questions", array_of(told.asked, question_json))
      .raw("verdict", verdict_json(told))
      .raw("site", place_json(told.site))
      .raw("route", place_json(told.route))
      .raw("response", response)
      .raw("near_misses", near)
      .done();
}

} // namespace responsum::exchange
