// For each condition a request that leads to it, against the configuration of the tour, or why none can be given.
// examples/tour/tour_test.py sends every one of them.
#pragma once

#include <algorithm>
#include <array>
#include <string_view>

#include "responsum/base/join.hpp"
#include "responsum/decision/condition.hpp"
#include "tries_of_forms.hpp"
#include "tries_of_gate.hpp"
#include "untried.hpp"

namespace responsum::pages {

namespace detail {

inline constexpr auto other_tries = [] {
  using enum decision::Condition;
  return std::array{
      Try{.condition = content_wanted,
          .title = "Announce content, and wait to be asked for it",
          .path = "/files/hello.txt",
          .fields = {"Expect: 100-continue"},
          .options = "-d 'some content'",
          .remark = "Two answers to one request: the interim one, and then 200. The content was read and let go, "
                    "since a file has no use for it."},

      Try{.condition = repr_whole, .title = "Ask for a file", .path = "/files/hello.txt"},
      Try{.condition = repr_whole,
          .title = "Ask for its head alone",
          .path = "/files/hello.txt",
          .method = "HEAD",
          .remark = "The same fields, Content-Length included, and no content."},
      Try{.condition = repr_whole,
          .title = "Say that gzip is welcome",
          .path = "/files/long.txt",
          .fields = {"Accept-Encoding: gzip"},
          .options = "-o /dev/null -D -",
          .remark = "What lies beside the file as long.txt.gz is sent: another representation, with its own tag and "
                    "with Vary, so that caches can tell the two apart."},
      Try{.condition = repr_whole,
          .title = "Ask for a range with an outdated If-Range",
          .path = "/files/digits.txt",
          .fields = {"Range: bytes=0-9", "If-Range: \\\"outdated\\\""},
          .remark = "Parts of two versions must not be joined, so the whole comes."},
      Try{.condition = repr_whole,
          .title = "Ask for a range in a unit that nobody knows",
          .path = "/files/digits.txt",
          .fields = {"Range: lines=1-3"},
          .remark = "A range that is not understood is no error: it is ignored."},
      Try{.condition = dir_listed, .title = "Ask for a folder that is listed", .path = "/listed/"},
      Try{.condition = dir_listed,
          .title = "The same for programs",
          .path = "/listed/",
          .fields = {"Accept: application/json"}},
      Try{.condition = options_resource,
          .title = "Ask what may be done with a file",
          .path = "/files/hello.txt",
          .method = "OPTIONS"},
      Try{.condition = options_server,
          .title = "Ask what the server can do",
          .path = "/",
          .method = "OPTIONS",
          .options = "--request-target '*'"},
      Try{.condition = trace_echo,
          .title = "Have the request sent back",
          .path = "/echo/hello.txt",
          .fields = {"Authorization: Basic c2VjcmV0"},
          .method = "TRACE",
          .remark = "Authorization is missing from the echo: credentials are not repeated to whoever reads the "
                    "answer."},

      Try{.condition = range_single,
          .title = "Ask for ten octets from the middle",
          .path = "/files/digits.txt",
          .fields = {"Range: bytes=40-49"}},
      Try{.condition = range_single,
          .title = "Ask for more than there is",
          .path = "/files/digits.txt",
          .fields = {"Range: bytes=95-9999"},
          .remark = "The end is clamped to what there is. Only a range that begins behind the end is refused."},
      Try{.condition = range_multiple,
          .title = "Ask for two parts at once",
          .path = "/files/digits.txt",
          .fields = {"Range: bytes=0-4,90-94"}},

      Try{.condition = dir_slash,
          .title = "Leave the slash of a folder out",
          .path = "/files/no-index?page=2",
          .remark = "Relative links in a folder's page need the slash. The query is kept."},

      Try{.condition = cond_fresh,
          .title = "Ask again with the tag of what you have",
          .path = "/files/hello.txt",
          .fields = {"If-None-Match: $tag"},
          .before = "tag=$(curl -sI http://127.0.0.1:8080/files/hello.txt | tr -d '\\r' | sed -n 's/^ETag: //p')"},
      Try{.condition = cond_fresh,
          .title = "Ask only if there is nothing",
          .path = "/files/hello.txt",
          .fields = {"If-None-Match: *"}},
      Try{.condition = cond_not_modified,
          .title = "Ask again with the time at which you asked last",
          .path = "/files/hello.txt",
          .fields = {"If-Modified-Since: $now"},
          .before = "now=$(LC_ALL=C date -u '+%a, %d %b %Y %H:%M:%S GMT')",
          .remark = "A tag would be better: a file may change twice in a second."},

      Try{.condition = conn_tls_bytes,
          .title = "Speak TLS to a port that does not",
          .shell = R"(printf '\026\003\001\002\000\001\000\001\374\003\003' | curl -s telnet://127.0.0.1:8080)",
          .remark = "The first octets of a handshake are enough to tell it from a request."},
      Try{.condition = proxy_unexpected,
          .title = "Pretend to be a balancer",
          .shell = R"(printf 'PROXY TCP4 192.0.2.7 192.0.2.1 4711 80\r\n' | curl -s telnet://127.0.0.1:8080)",
          .remark = "It is believed only where the listener names the network that it comes from."},
      Try{.condition = syntax_method,
          .title = "Send a method that is no token",
          .shell = R"(printf 'GET{} / HTTP/1.1\r\nHost: localhost\r\n\r\n' | curl -s telnet://127.0.0.1:8080)"},
      Try{.condition = syntax_request_line,
          .title = "Put two spaces where one belongs",
          .shell = R"(printf 'GET  / HTTP/1.1\r\nHost: localhost\r\n\r\n' | curl -s telnet://127.0.0.1:8080)"},
      Try{.condition = syntax_target,
          .title = "Send a target with a fragment",
          .path = "/",
          .options = "--request-target '/#top'",
          .remark = "Browsers keep the fragment to themselves. Who sends one has built the target by hand."},
      Try{.condition = syntax_target,
          .title = "Ask GET of the asterisk",
          .path = "/",
          .options = "--request-target '*'"},
      Try{.condition = syntax_version,
          .title = "Write the version in lower case",
          .shell = R"(printf 'GET / http/1.1\r\nHost: localhost\r\n\r\n' | curl -s telnet://127.0.0.1:8080)"},
      Try{.condition = syntax_field_name,
          .title = "Send a field without a name",
          .shell =
              R"(printf 'GET / HTTP/1.1\r\nHost: localhost\r\n: value\r\n\r\n' | curl -s telnet://127.0.0.1:8080)"},
      Try{.condition = syntax_space_before_colon,
          .title = "Put a space before the colon",
          .shell = R"(printf 'GET / HTTP/1.1\r\nHost : localhost\r\n\r\n' | curl -s telnet://127.0.0.1:8080)",
          .remark = "Of two servers in a row one may read a Host here, and the other none. That is how requests are "
                    "smuggled."},
      Try{.condition = syntax_folding,
          .title = "Continue a field on the next line",
          .shell =
              R"(printf 'GET / HTTP/1.1\r\nHost: localhost\r\nX-A: b\r\n c\r\n\r\n' | curl -s telnet://127.0.0.1:8080)"},
      Try{.condition = syntax_line_ending,
          .title = "End a line with a line feed alone",
          .shell = R"(printf 'GET / HTTP/1.1\nHost: localhost\n\n' | curl -s telnet://127.0.0.1:8080)"},
      Try{.condition = syntax_field_value,
          .title = "Put NUL into a value",
          .shell =
              R"(printf 'GET / HTTP/1.1\r\nHost: localhost\r\nX-A: b\000c\r\n\r\n' | curl -s telnet://127.0.0.1:8080)"},
      Try{.condition = host_missing, .title = "Leave Host out", .path = "/", .fields = {"Host:"}},
      Try{.condition = host_repeated,
          .title = "Send Host twice",
          .shell = R"(printf 'GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n' | curl -s telnet://127.0.0.1:8080)"},
      Try{.condition = host_invalid, .title = "Send a Host that is none", .path = "/", .fields = {"Host: a b"}},
      Try{.condition = host_disagrees,
          .title = "Name one host in the target and another in Host",
          .path = "/",
          .options = "--request-target http://elsewhere.example/"},
      Try{.condition = framing_te_in_1_0,
          .title = "Send chunks with HTTP/1.0",
          .path = "/files/hello.txt",
          .fields = {"Transfer-Encoding: chunked"},
          .options = "--http1.0 --request-target /files/hello.txt",
          .shell = R"(printf 'GET / HTTP/1.0\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n' | )"
                   R"(curl -s telnet://127.0.0.1:8080)"},
      Try{.condition = framing_two_lengths,
          .title = "Give the length in two ways",
          .shell = R"(printf 'GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked)"
                   R"(\r\n\r\n0\r\n\r\n' | curl -s telnet://127.0.0.1:8080)",
          .remark = "The best known way to smuggle one request inside another. Nothing behind the head is read."},
      Try{.condition = framing_chunked_not_last,
          .title = "Apply another coding after chunked",
          .shell = R"(printf 'GET / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked, gzip\r\n\r\n' | )"
                   R"(curl -s telnet://127.0.0.1:8080)"},
      Try{.condition = framing_length,
          .title = "Send a length that is no number",
          .path = "/",
          .fields = {"Content-Length: +5"}},
      Try{.condition = path_encoding,
          .title = "Encode an octet wrongly",
          .path = "/files/100%",
          .options = "--path-as-is"},
      Try{.condition = path_climbs,
          .title = "Climb above the root",
          .path = "/files/../../etc/passwd",
          .options = "--path-as-is",
          .remark = "The same with %2e%2e: a path is decoded before anything is asked about it."},
      Try{.condition = content_malformed,
          .title = "Send a chunk whose size is no number",
          .shell = R"(printf 'GET /files/hello.txt HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n)"
                   R"(five\r\nhello\r\n0\r\n\r\n' | curl -s telnet://127.0.0.1:8080)"},

      Try{.condition = fs_hidden, .title = "Ask for a hidden file", .path = "/files/.secret"},
      Try{.condition = dir_no_index, .title = "Ask for a folder without an index", .path = "/files/no-index/"},
      Try{.condition = fs_outside_root,
          .title = "Follow a link that leads out of the site",
          .path = "/files/outside.txt",
          .remark = "The kernel itself refuses to leave the root: openat2 with RESOLVE_BENEATH."},
      Try{.condition = fs_symlink_refused,
          .title = "Follow a link where none is followed",
          .path = "/nolinks/alias.txt",
          .remark = "Under /files/ the same link is followed, because it stays inside."},

      Try{.condition = fs_none, .title = "Ask for what is not there", .path = "/files/nothing"},
      Try{.condition = fs_none,
          .title = "The same as a browser would",
          .path = "/files/nothing",
          .fields = {"Accept: text/html"},
          .remark = "The explanation comes as a page. Plain text would do as well: Accept: text/plain."},
      Try{.condition = fs_not_directory, .title = "Go on below a file", .path = "/files/hello.txt/more"},
      Try{.condition = fs_concealed,
          .title = "Ask for a hidden file where hidden files are concealed",
          .path = "/concealed/.secret",
          .remark = "The client is told what it would be told of a name that does not exist; the log knows better."},
      Try{.condition = fs_name_too_long,
          .title = "Ask for a name longer than any file can have",
          .path = "/files/$(printf '%0300d' 0)"},
      Try{.condition = path_encoded_slash, .title = "Encode a slash", .path = "/files%2Fhello.txt"},
      Try{.condition = route_none,
          .title = "Ask a site that has no route for the path",
          .path = "/",
          .fields = {"Host: narrow.localhost"}},

      Try{.condition = need_connection,
          .title = "Ask with HTTP/1.0, which cannot be upgraded, for what is for HTTP/2 alone",
          .path = "/h2/hello.txt",
          .options = "--http1.0"},
      Try{.condition = need_h2,
          .title = "Ask for what is for HTTP/2 alone",
          .path = "/h2/hello.txt",
          .options = "--http1.1"},
      Try{.condition = need_websocket, .title = "Ask for a WebSocket without one", .path = "/socket/hello.txt"},
      Try{.condition = early_marked,
          .title = "Say that the request came before a handshake had ended",
          .path = "/careful/hello.txt",
          .fields = {"Early-Data: 1"},
          .remark = "Who is in front of a server says so. Every other route here takes a GET all the same."},

      Try{.condition = method_not_allowed,
          .title = "Try to delete a file",
          .path = "/files/hello.txt",
          .method = "DELETE"},
      Try{.condition = method_not_allowed,
          .title = "Send something to a file",
          .path = "/files/hello.txt",
          .method = "POST",
          .options = "-d 'some content'"},

      Try{.condition = neg_type,
          .title = "Ask for a text as a picture",
          .path = "/strict/hello.txt",
          .fields = {"Accept: image/png"}},
      Try{.condition = neg_type,
          .title = "Refuse the type by a weight of nought",
          .path = "/files/hello.txt",
          .fields = {"Accept: text/plain;q=0, */*"},
          .remark = "This is refused under every route: the client has said no in so many words."},
      Try{.condition = neg_coding,
          .title = "Refuse plain octets",
          .path = "/files/hello.txt",
          .fields = {"Accept-Encoding: identity;q=0"}},

      Try{.condition = head_slow,
          .title = "Begin a request, and do not end it",
          .shell = R"((printf 'GET / HTTP/1.1\r\n'; sleep 5) | curl -s telnet://127.0.0.1:8080)",
          .remark = "The answer comes after three seconds: head_timeout_ms in the tour's configuration."},
      Try{.condition = content_slow,
          .title = "Announce content, and do not send it",
          .shell =
              R"((printf 'GET /files/hello.txt HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\n'; sleep 5))"
              R"( | curl -s telnet://127.0.0.1:8080)"},

      Try{.condition = cond_if_match,
          .title = "Ask for a version that is not the current one",
          .path = "/files/hello.txt",
          .fields = {"If-Match: \\\"outdated\\\""}},
      Try{.condition = cond_if_unmodified_since,
          .title = "Ask for it as it was long ago",
          .path = "/files/hello.txt",
          .fields = {"If-Unmodified-Since: Sun, 06 Nov 1994 08:49:37 GMT"}},

      Try{.condition = content_declared_too_large,
          .title = "Declare more than is taken",
          .path = "/files/hello.txt",
          .fields = {"Content-Length: 100000"},
          .remark = "The answer comes before any of the content was sent."},
      Try{.condition = content_streamed_too_large,
          .title = "Send more than is taken, without saying how much",
          .path = "/files/hello.txt",
          .fields = {"Transfer-Encoding: chunked"},
          .options = "--data-binary @-",
          .shell = "head -c 100000 /dev/zero | curl -i -X GET http://127.0.0.1:8080/files/hello.txt "
                   "-H 'Transfer-Encoding: chunked' --data-binary @-"},

      Try{.condition = target_too_long, .title = "Ask for a very long target", .path = "/?$(printf '%09000d' 0)"},

      Try{.condition = range_malformed,
          .title = "Ask a site that minds it for a range that is none",
          .path = "/digits.txt",
          .fields = {"Host: exact.localhost", "Range: bytes=9-3"},
          .remark = "Elsewhere such a field is ignored, as RFC 9110 has it, and all of the file is sent."},
      Try{.condition = range_none,
          .title = "Ask for what lies behind the end",
          .path = "/files/digits.txt",
          .fields = {"Range: bytes=100-"},
          .remark = "The file has 100 octets, and the first one is number 0."},

      Try{.condition = expect_unknown,
          .title = "Expect something unheard of",
          .path = "/",
          .fields = {"Expect: a-miracle"}},

      Try{.condition = authority_unknown,
          .title = "Ask for a host that no site has",
          .path = "/",
          .fields = {"Host: elsewhere.example"}},

      Try{.condition = conn_cap,
          .title = "Open more connections than one address may have",
          .shell = R"(bash -c 'for i in {1..1000}; do
  exec {c}<>/dev/tcp/127.0.0.1/8080 && printf "GET /files/hello.txt HTTP/1.1\r\nHost: localhost\r\n\r\n" >&$c
  read -r line <&$c; [[ $line == *429* ]] && { echo "connection $i:"; echo "$line"; head -n 9 <&$c; break; }
done')",
          .remark = "The tour allows 32 to each worker. All are closed when the line ends."},

      Try{.condition = fields_line,
          .title = "Send one very long field",
          .path = "/",
          .fields = {"X-Long: $(printf '%09000d' 0)"},
          .remark = "The explanation says which field it was: X-Long."},
      Try{.condition = fields_total,
          .title = "Send fields that are too large together",
          .shell = R"(curl -i http://127.0.0.1:8080/ $(printf -- '-H X-%d:%04000d ' 1 0 2 0 3 0 4 0 5 0))"},
      Try{.condition = fields_count,
          .title = "Send too many fields",
          .shell = R"(curl -i http://127.0.0.1:8080/ $(printf -- '-H X-%s:1 ' $(seq 201)))"},

      Try{.condition = fs_loop,
          .title = "Follow links that lead in a circle",
          .path = "/files/circle-a",
          .remark = "Nothing is wrong with the request, so it is 500 and not 404."},

      Try{.condition = method_unknown,
          .title = "Use a method that nobody knows",
          .path = "/",
          .method = "BREW",
          .remark = "DELETE is known and not allowed: 405. BREW is not known at all: 501."},
      Try{.condition = method_too_long,
          .title = "Use a method that is longer than any",
          .shell = R"(curl -i http://127.0.0.1:8080/ -X $(printf '%0100d' 0))"},
      Try{.condition = coding_unknown,
          .title = "Send content in a transfer coding that is not read here",
          .shell = R"(printf 'GET / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: gzip, chunked\r\n\r\n' | )"
                   R"(curl -s telnet://127.0.0.1:8080)"},

      Try{.condition = version_unsupported,
          .title = "Speak a version of the future",
          .shell = R"(printf 'GET / HTTP/3.1\r\nHost: localhost\r\n\r\n' | curl -s telnet://127.0.0.1:8080)"},
      Try{.condition = version_unsupported,
          .title = "Speak a version of the past",
          .shell = R"(printf 'GET /\r\n' | curl -s telnet://127.0.0.1:8080)"},

      Try{.condition = head_cut,
          .title = "Hang up in the middle of a request",
          .shell = R"(bash -c 'printf "GET / HTTP/1.1\r\nHost: local" >/dev/tcp/127.0.0.1/8080')",
          .remark = "Nobody is left to be told. The access log has it all the same."},
      Try{.condition = content_cut,
          .title = "Hang up in the middle of the content",
          .shell =
              R"(bash -c 'printf "GET /files/hello.txt HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhe" )"
              R"(>/dev/tcp/127.0.0.1/8080')"},
  };
}();

} // namespace detail

inline constexpr auto tries = base::join(detail::tries_of_gate, detail::other_tries, detail::tries_of_forms);

consteval bool every_condition_has_a_try_or_a_reason() {
  for (const decision::ConditionRow& r : decision::condition_rows) {
    const bool tried = std::ranges::any_of(tries, [&](const Try& t) { return t.condition == r.condition; });
    const bool excused = std::ranges::count(untried, r.condition, &Untried::condition) == 1;
    if (tried == excused) return false;
  }
  return true;
}
static_assert(every_condition_has_a_try_or_a_reason());

} // namespace responsum::pages
