#include <gtest/gtest.h>

#include "responsum/config/problems_test.hpp"

// Every message is held against its full text: what people read is part of what is promised.
namespace responsum::config {
namespace {

TEST(SyntaxProblems, TextWithoutQuotes) {
  expect_problems(R"toml([[site]]
[[site.route]]
path = "/"
files = public/docs
)toml",
                  R"(etc/site.toml:4:9: error: `public/docs` is not a value
     4 | files = public/docs
       |         ^^^^^^^^^^^
       = text stands in quotes: "public/docs"
)");
}

TEST(SyntaxProblems, ColonInPlaceOfEquals) {
  expect_problems_above_site(R"toml([server]
listen: "8080"
)toml",
                             R"(etc/site.toml:2:7: error: `=` is missing after `listen`
     2 | listen: "8080"
       |       ^
       = write `listen = ...`
)");
}

TEST(SyntaxProblems, EqualsIsMissing) {
  expect_problems_above_site(R"toml([server]
listen "8080"
)toml",
                             R"(etc/site.toml:2:8: error: `=` is missing after `listen`
     2 | listen "8080"
       |        ^^^^^^
       = write `listen = ...`
)");
}

TEST(SyntaxProblems, TwoEquals) {
  expect_problems_above_site(R"toml([server]
listen == "8080"
)toml",
                             R"(etc/site.toml:2:9: error: one `=` is enough
     2 | listen == "8080"
       |         ^
)");
}

TEST(SyntaxProblems, ValueIsMissing) {
  expect_problems_above_site(R"toml([server]
listen =
)toml",
                             R"(etc/site.toml:2:9: error: `listen` has no value
     2 | listen =
       |         ^
)");
}

TEST(SyntaxProblems, TextIsNotClosed) {
  expect_problems_above_site(R"toml([server]
listen = "8080
)toml",
                             R"(etc/site.toml:2:10: error: the text that begins here is not closed
     2 | listen = "8080
       |          ^^^^^
       = add the closing `"`
)");
}

TEST(SyntaxProblems, LiteralTextIsNotClosed) {
  expect_problems_above_site(R"toml([server]
listen = '8080
)toml",
                             R"(etc/site.toml:2:10: error: the text that begins here is not closed
     2 | listen = '8080
       |          ^^^^^
       = add the closing `'`
)");
}

TEST(SyntaxProblems, LongTextIsNotClosed) {
  expect_problems(R"toml([server]
user = """me
)toml",
                  R"(etc/site.toml:2:14: error: the text is not closed where the file ends
     2 | user = """me
       |             ^
       = add the closing quotes
)");
}

TEST(SyntaxProblems, ListIsNotClosed) {
  expect_problems(R"toml([server]
listen = ["8080"
user = "me"
)toml",
                  R"(etc/site.toml:3:1: error: `,` or `]` is missing before this
     3 | user = "me"
       | ^^^^
)");
}

TEST(SyntaxProblems, ListIsNotClosedAtTheEnd) {
  expect_problems(R"toml([server]
listen = [
)toml",
                  R"(etc/site.toml:2:12: error: a list is not closed where the file ends
     2 | listen = [
       |           ^
       = add `]`
)");
}

TEST(SyntaxProblems, CommaIsMissing) {
  expect_problems_above_site(R"toml([server]
listen = ["1" "2"]
)toml",
                             R"(etc/site.toml:2:15: error: `,` or `]` is missing before this
     2 | listen = ["1" "2"]
       |               ^^^
)");
}

TEST(SyntaxProblems, CommaTooMany) {
  expect_problems_above_site(R"toml([server]
listen = ["1",, "2"]
)toml",
                             R"(etc/site.toml:2:15: error: a value is missing between two commas
     2 | listen = ["1",, "2"]
       |               ^
)");
}

TEST(SyntaxProblems, ListWithoutBrackets) {
  expect_problems_above_site(R"toml([server]
listen = "1", "2"
)toml",
                             R"(etc/site.toml:2:13: error: `,` outside of a list
     2 | listen = "1", "2"
       |             ^
       = several values stand in brackets: ["a", "b"]
)");
}

TEST(SyntaxProblems, HeaderIsNotClosed) {
  expect_problems(R"toml([server
listen = "1"
)toml",
                  R"(etc/site.toml:1:1: error: the header is not closed
     1 | [server
       | ^^^^^^^
       = write `[server]`
)");
}

TEST(SyntaxProblems, ListHeaderIsNotClosed) {
  expect_problems(R"toml([[site] # one
)toml",
                  R"(etc/site.toml:1:1: error: the header is not closed
     1 | [[site] # one
       | ^^^^^^^
       = write `[[site]]`
)");
}

TEST(SyntaxProblems, HeaderIsFollowed) {
  expect_problems(R"toml([server] listen = "1"
)toml",
                  R"(etc/site.toml:1:10: error: nothing may follow a header on its line
     1 | [server] listen = "1"
       |          ^^^^^^
       = put it on the next line
)");
}

TEST(SyntaxProblems, HeaderWithoutName) {
  expect_problems(R"toml([]
)toml",
                  R"(etc/site.toml:1:1: error: the header has no name
     1 | []
       | ^^
)");
}

// Upon these the parser fails an assertion of its own.
TEST(SyntaxProblems, BraceInAList) {
  expect_problems(R"toml([[site]]
hosts = [}"*.example.org"]
[[site.route]]
)toml",
                  R"(etc/site.toml:2:1: error: this is not TOML
     2 | hosts = [}"*.example.org"]
       | ^^^^^
)");
}

TEST(SyntaxProblems, HeaderBeginsWithASign) {
  expect_problems(R"toml([log]
access = "off"
  [+server]
)toml",
                  R"(etc/site.toml:3:3: error: this is not TOML
     3 |   [+server]
       |   ^^^^^^^^^
)");
}

TEST(SyntaxProblems, HeaderTwice) {
  expect_problems(R"toml([server]
[log]
[server]
)toml",
                  R"(etc/site.toml:3:1: error: `[server]` is written twice; first in line 1
     3 | [server]
       | ^^^^^^^^
       = keep one, or write a list as [[name]]
)");
}

TEST(SyntaxProblems, KeyTwice) {
  expect_problems_above_site(R"toml([server]
user = "a"
	user = "b"
)toml",
                             R"(etc/site.toml:3:2: error: `user` is written twice; first in line 2
     3 | 	user = "b"
       | 	^^^^
       = keep one of the two
)");
}

TEST(SyntaxProblems, Semicolon) {
  expect_problems_above_site(R"toml([server]
listen = "1";
)toml",
                             R"(etc/site.toml:2:13: error: `;` ends nothing here
     2 | listen = "1";
       |             ^
       = a key ends with its line
)");
}

TEST(SyntaxProblems, TwoKeysOnALine) {
  expect_problems_above_site(R"toml([server]
listen = "1" user = "me"
)toml",
                             R"(etc/site.toml:2:14: error: nothing may follow a value on its line
     2 | listen = "1" user = "me"
       |              ^^^^
       = one key a line; comments begin with `#`
)");
}

TEST(SyntaxProblems, WrongTruth) {
  expect_problems(R"toml([[site]]
[[site.route]]
path = "/"
files = "a"
trace = True
listing = off
)toml",
                  R"(etc/site.toml:5:9: error: `True` is not a value
     5 | trace = True
       |         ^^^^
       = write `true`
etc/site.toml:6:11: error: `off` is not a value
     6 | listing = off
       |           ^^^
       = write `false`, or "off"
)");
}

TEST(SyntaxProblems, NumberWithUnit) {
  expect_problems_above_site(R"toml([limits]
max_fields_bytes = 64KiB
head_timeout_ms = 10s
)toml",
                             R"(etc/site.toml:2:20: error: `64KiB` is not a value
     2 | max_fields_bytes = 64KiB
       |                    ^^^^^
       = text stands in quotes: "64KiB"
etc/site.toml:3:19: error: `10s` is not a value
     3 | head_timeout_ms = 10s
       |                   ^^^
       = text stands in quotes: "10s"
)");
}

TEST(SyntaxProblems, NumberWithZero) {
  expect_problems_above_site(R"toml([limits]
max_fields = 010
)toml",
                             R"(etc/site.toml:2:14: error: `010` begins with a zero
     2 | max_fields = 010
       |              ^^^
       = leave it out
)");
}

TEST(SyntaxProblems, NumberTooLarge) {
  expect_problems_above_site(R"toml([limits]
max_fields = 99999999999999999999
)toml",
                             R"(etc/site.toml:2:14: error: `99999999999999999999` is too large a number
     2 | max_fields = 99999999999999999999
       |              ^^^^^^^^^^^^^^^^^^^^
)");
}

TEST(SyntaxProblems, AddressWithoutQuotes) {
  expect_problems_above_site(R"toml([server]
listen = 127.0.0.1:8080
)toml",
                             R"(etc/site.toml:2:10: error: `127.0.0.1:8080` is not a value
     2 | listen = 127.0.0.1:8080
       |          ^^^^^^^^^^^^^^
       = text stands in quotes: "127.0.0.1:8080"
)");
}

TEST(SyntaxProblems, WrongEscape) {
  expect_problems_above_site(R"toml([log]
access = "C:\dir"
errors = "\u00zz"
)toml",
                             R"(etc/site.toml:2:13: error: `\d` is no escape
     2 | access = "C:\dir"
       |             ^^^^^
       = write `\\` for a backslash, or put the text between 'single quotes'
etc/site.toml:3:15: error: an escape is not well-formed
     3 | errors = "\u00zz"
       |               ^^^
       = `\u` takes 4 hexadecimal digits, `\U` takes 8
)");
}

TEST(SyntaxProblems, WrongComment) {
  expect_problems_above_site(R"toml(// server
; server
)toml",
                             R"(etc/site.toml:1:1: error: this is no comment
     1 | // server
       | ^^
       = comments begin with `#`
etc/site.toml:2:1: error: this is no comment
     2 | ; server
       | ^
       = comments begin with `#`
)");
}

TEST(SyntaxProblems, KeyIsMissing) {
  expect_problems_above_site(R"toml(= 3
)toml",
                             R"(etc/site.toml:1:1: error: the key is missing before `=`
     1 | = 3
       | ^
)");
}

TEST(SyntaxProblems, KeyBeyondAscii) {
  expect_problems_above_site(R"toml(größe = 3
)toml",
                             R"(etc/site.toml:1:3: error: a key with letters beyond a-z stands in quotes
     1 | größe = 3
       |   ^^^
)");
}

TEST(SyntaxProblems, InlineTableEnds) {
  expect_problems(R"toml([[site]]
[[site.route]]
path = "/"
files = "a"
cache_control = [{value = "a",}]
)toml",
                  R"(etc/site.toml:5:31: error: a `,` before `}` separates nothing
     5 | cache_control = [{value = "a",}]
       |                               ^
       = leave it out
)");
}

TEST(SyntaxProblems, InlineTableIsNotClosed) {
  expect_problems(R"toml(a = {b = 1
)toml",
                  R"(etc/site.toml:1:11: error: `}` is missing
     1 | a = {b = 1
       |           ^
       = what stands in braces stands on one line
)");
}

TEST(SyntaxProblems, ColumnsCountCharacters) {
  expect_problems_above_site(R"toml([server]
user = "größe" # 
"größe" x
)toml",
                             R"(etc/site.toml:3:9: error: `=` is missing after `"größe"`
     3 | "größe" x
       |         ^
       = write `"größe" = ...`
)");
}

} // namespace
} // namespace responsum::config
