// For each condition that no single request leads to, why none can be given.
#pragma once

#include <array>
#include <string_view>

#include "responsum/decision/condition.hpp"

namespace responsum::pages {

struct Untried {
  decision::Condition condition;
  std::string_view why;        // a sentence
  std::string_view supposed{}; // the fact that `responsum why` can suppose in its place
};

inline constexpr auto untried = [] {
  using enum decision::Condition;
  return std::array{
      Untried{cert_nameless,
              "It takes a route that knows its users by certificates alone: a [auth.NAME] with scheme = "
              "\"certificate\"."},
      Untried{auth_unjudged, "It takes a route whose [auth.NAME] has scheme = \"forward\", and a server behind it "
                             "that answers 500."},
      Untried{auth_relayed,
              "It takes a route whose [auth.NAME] has scheme = \"forward\", and a server behind it that "
              "sends clients to where they log in."},
      Untried{auth_failures, "It takes wrong passwords, more of them in a minute than max_auth_failures."},
      Untried{auth_busy, "It takes more who send passwords at once than max_password_checks."},
      Untried{conn_full, "It takes as many connections as the process may have files open, or max_connections.",
              "conn-full"},
      Untried{conn_idle, "Connect, send nothing, and wait for idle_timeout_ms: a minute in this configuration."},
      Untried{conn_plain_bytes, "It takes a listener with TLS: ask http:// of the port of listen_tls.",
              "plain-on-tls"},
      Untried{proxy_missing,
              "It takes a listener with proxy_protocol = \"127.0.0.1\": ask it as any other, and it hangs up."},
      Untried{proxy_malformed, "It takes a listener with proxy_protocol = \"127.0.0.1\", and a header without ports: "
                               "printf 'PROXY TCP4 192.0.2.7 192.0.2.1\\r\\n' | curl -s telnet://127.0.0.1:8080."},
      Untried{tls_handshake,
              "It takes a listener with TLS, and a client that wants an older version than tls_min_version: "
              "curl --tls-max 1.1."},
      Untried{frames_unsound, "It takes a client of HTTP/2 that breaks its rules: curl and browsers do not."},
      Untried{frames_cancelled, "It takes a client of HTTP/2 that gives up over a thousand streams within seconds."},
      Untried{frames_continued,
              "It takes a client of HTTP/2 whose header section goes on over nine frames and more."},
      Untried{frames_idle, "It takes a client of HTTP/2 that sends over ten thousand pings within seconds."},
      Untried{syntax_pseudo_field, "It takes a client of HTTP/2 that sends no :path, for instance."},
      Untried{syntax_connection_field, "It takes HTTP/2: curl --http2-prior-knowledge -H 'TE: gzip' "
                                       "http://127.0.0.1:8080/."},
      Untried{conn_handshakes, "It takes max_handshakes clients that begin a handshake and do not go on with it."},
      Untried{overload_shed, "It takes more requests than a worker can answer, and overload_target_ms."},
      Untried{overload_full, "It takes a route with max_concurrent, and as many requests under way on it.", "full"},
      Untried{rate_state_lost, "It takes limits that are counted in Redis, and a Redis that is away."},
      Untried{cert_none, "It takes a route with client_certificate = \"required\"."},
      Untried{cert_untrusted,
              "It takes such a route, and a client with a certificate of its own making: curl --cert self.pem."},
      Untried{cert_expired, "It takes such a route, and a client whose certificate has expired."},
      Untried{authority_misdirected,
              "It takes a listener with TLS, and a request whose Host is not in the certificate: "
              "curl -k https://127.0.0.1:8443/ -H 'Host: elsewhere.example'."},
      Untried{
          canon_hostless,
          "It takes a site for https alone that answers to requests without a host, hosts = [\"*\"], and HTTP/1.0."},
      Untried{early_unsafe,
              "It takes a listener with TLS and tls_early_data, a client that sends early data, and a route with "
              "replay_safe = false and early_data = \"425\": openssl s_client -sess_in session -early_data request."},
      Untried{tls_upgraded,
              "It takes tls_upgrade = true, and a client that goes on in TLS on the connection that it has."},
      Untried{need_tls, "It takes a route with requires = \"tls\", and a request without."},
      Untried{server_draining, "It takes a request that is on its way when the server is told to end (SIGTERM).",
              "draining"},
      Untried{origin_foreign,
              "It is an answer of the console: ask http://127.0.0.1:8081/ with Origin: http://a.example."},
      Untried{token_kept, "It takes a console with a token, and a browser that is sent to its /?token= once."},
      Untried{console_token, "It takes a console with a token: console_token in [server]."},
      Untried{put_partial,
              "It takes a route with writes = true, and curl -T file -H \"Content-Range: bytes 0-9/100\"."},
      Untried{length_required, "It takes a route with writes = true and require_length = true, and curl -T - to it."},
      Untried{content_coding, "It takes a route with writes = true, and content in a coding such as compress."},
      Untried{content_type,
              "It takes a route with writes = true and accept_types = [\"image/*\"], and content of another type."},
      Untried{method_unsuited, "It takes a route with writes = true, and PUT to a directory or POST to a file."},
      Untried{write_no_parent, "It takes a route with writes = true, and PUT below a directory that is not there."},
      Untried{write_name, "It takes a route with writes = true, and PUT to a name of more than 255 octets."},
      Untried{write_link, "It takes a route with writes = true, and PUT to a name that is a symbolic link."},
      Untried{dir_not_empty, "It takes a route with writes = true, and DELETE of a directory with something in it."},
      Untried{fs_write_denied, "It takes a route with writes = true in a directory that the server may not write."},
      Untried{fs_read_only, "It takes a route with writes = true on a file system that is mounted to be read."},
      Untried{fs_locked, "It takes a route with writes = true, and PUT to a file that another program holds: flock "
                         "file sleep 60."},
      Untried{patch_type, "It takes a route with writes = true, and PATCH with a Content-Type that is no patch."},
      Untried{fs_full, "It takes a route with writes = true on a disk without space for what is sent."},
      Untried{quota_full, "It takes a route with writes = true and quota_bytes, and more content than that."},
      Untried{cond_required, "It takes a route with writes = true and require_preconditions = \"always\", and PUT to "
                             "a file that is there."},
      Untried{upload_none, "It takes a route with resumable_uploads = true, and HEAD of /?upload=0."},
      Untried{upload_expired, "It takes an upload that nobody has touched for upload_expiry_s."},
      Untried{upload_state, "It takes an upload that was begun: curl -I of the address that 104 said."},
      Untried{upload_fields, "It takes an upload that was begun, and PATCH without Upload-Offset."},
      Untried{upload_completed, "It takes an upload that is complete, and PATCH without content."},
      Untried{upload_offset, "It takes an upload that was begun, and PATCH with another Upload-Offset."},
      Untried{upload_length, "It takes an upload that was begun, and PATCH with another Upload-Length."},
      Untried{upload_too_large, "It takes a route with resumable_uploads = true, and more than max_upload_bytes."},
      Untried{upload_many, "It takes as many uploads under way as max_uploads says."},
      Untried{upload_created,
              "It takes a route with resumable_uploads = true, and curl -T with Upload-Complete: ?1."},
      Untried{upload_progress, "It takes such an upload, of more than upload_checkpoint_bytes."},
      Untried{upload_superseded, "It takes an upload that is being sent, and HEAD of its address from elsewhere."},
      Untried{upload_cancelled, "It takes an upload that was begun, and DELETE."},
      Untried{upload_begun, "It takes a route with resumable_uploads = true, and curl -T with Upload-Complete: ?0."},
      Untried{upload_appended, "It takes an upload that was begun, and PATCH with Upload-Complete: ?0."},
      Untried{op_still_running,
              "It takes a route with writes = true and delete_trees = true, and a tree that it takes longer than "
              "processing_interval_ms to remove."},
      Untried{job_queued, "It takes a route with writes = true and delete_trees = true, and curl -X DELETE -H "
                          "'Prefer: respond-async, wait=0' of a directory."},
      Untried{job_none, "It takes such a route, and GET of an address below its jobs_path: /.jobs/0."},
      Untried{job_expired, "It takes a job that has been over for longer than job_retention_s."},
      Untried{job_running, "It takes a tree that takes its time, and GET of the address that 202 said."},
      Untried{job_failed, "It takes a tree with something in it that the server may not remove."},
      Untried{job_done, "It takes a job that is over, and GET of the address that 202 said."},
      Untried{cond_if_none_match,
              "It takes a route with writes = true, and PUT with If-None-Match: * to a file that is there."},
      Untried{write_client_gone,
              "It takes a route with writes = true, a slow disk, and a client that does not wait."},
      Untried{content_undecodable,
              "It takes a route with writes = true, and PUT with Content-Encoding: gzip of what is not gzip."},
      Untried{content_inflates,
              "It takes a route with writes = true, and PUT with Content-Encoding: gzip of many zeros."},
      Untried{content_digest,
              "It takes a route with writes = true, and PUT with the Content-Digest of something else."},
      Untried{patch_syntax, "It takes a route with writes = true, and PATCH with application/json-patch+json and no "
                            "list of operations."},
      Untried{patch_senseless, "It takes a route with writes = true, and PATCH that removes the whole document."},
      Untried{cond_overtaken,
              "It takes a route with writes = true, and two who PUT with the same If-Match at the same time."},
      Untried{patch_conflict, "It takes a route with writes = true, and PATCH that removes what is not there."},
      Untried{state_changed,
              "It takes a route with writes = true, and a directory that is removed while a PUT to it is under way."},
      Untried{fs_write_failed, "It takes a route with writes = true on a disk that fails."},
      Untried{write_made, "It takes a route with writes = true, and curl -T to a name that is not there."},
      Untried{write_member, "It takes a route with writes = true, and POST to a directory."},
      Untried{write_removed, "It takes a route with writes = true, and DELETE of a file."},
      Untried{write_replaced, "It takes a route with writes = true, and curl -T to a file that is there."},
      Untried{query_invalid,
              "It is an answer of the console: ask http://127.0.0.1:8081/api/exchanges?status=teapot."},
      Untried{console_busy, "It takes as many who follow the console's events as max_event_streams says."},
      Untried{gw_loop, "It takes a route with proxy = \"http://127.0.0.1:3000\", and an upstream that hands requests "
                       "back to this server."},
      Untried{gw_client_gone, "It takes a route with proxy = \"http://127.0.0.1:3000\", and an upstream that takes "
                              "its time, and a client that does not."},
      Untried{gw_down, "It takes a route with proxy = \"http://127.0.0.1:3000\", and an upstream whose servers have "
                       "all been taken out of use."},
      Untried{gw_queue_full, "It takes a route with proxy = \"http://127.0.0.1:3000\", and an upstream with "
                             "max_connections = 1 and max_queue = 0, and two requests at a time."},
      Untried{gw_queue_slow, "It takes a route with proxy = \"http://127.0.0.1:3000\", and an upstream with "
                             "max_connections = 1 that takes longer for one request than queue_timeout_ms."},
      Untried{gw_dns_timeout,
              "It takes a route with proxy = \"http://app.internal:3000\", and name servers that do not "
              "answer."},
      Untried{gw_dns_error, "It takes a route with proxy = \"http://no-such-name.invalid\"."},
      Untried{gw_unroutable, "It takes a route with proxy = \"http://127.0.0.1:3000\", and an upstream at an address "
                             "that no route leads to."},
      Untried{gw_connect_timeout, "It takes a route with proxy = \"http://127.0.0.1:3000\", and an upstream behind a "
                                  "filter that drops what comes."},
      Untried{gw_connect_failed, "It takes a route with proxy = \"http://127.0.0.1:3000\", and an upstream whose "
                                 "connection fails in a way that has no name of its own."},
      Untried{gw_tls_timeout,
              "It takes a route with proxy = \"https://127.0.0.1:3000\", and an upstream that is silent in "
              "the handshake."},
      Untried{gw_tls_certificate, "It takes a route with proxy = \"https://127.0.0.1:3000\", and an upstream whose "
                                  "certificate is signed by nobody in particular."},
      Untried{gw_tls_alert, "It takes a route with proxy = \"https://127.0.0.1:3000\", and an upstream that wants a "
                            "certificate."},
      Untried{gw_tls_failed,
              "It takes a route with proxy = \"https://127.0.0.1:3000\", and an upstream without TLS."},
      Untried{gw_unprocessed, "It takes a route with proxy = \"h2c://127.0.0.1:3000\", and an upstream that refuses "
                              "streams."},
      Untried{gw_stream_reset, "It takes a route with proxy = \"h2c://127.0.0.1:3000\", and an upstream that gives "
                               "streams up."},
      Untried{gw_send_timeout,
              "It takes a route with proxy = \"http://127.0.0.1:3000\", and an upstream that does not read."},
      Untried{gw_first_byte_timeout, "It takes a route with proxy = \"http://127.0.0.1:3000\", and an upstream that "
                                     "thinks for longer than first_byte_timeout_ms."},
      Untried{gw_closed, "It takes a route with proxy = \"http://127.0.0.1:3000\", and an upstream that closes the "
                         "connection without a word."},
      Untried{gw_between_bytes_timeout, "It takes a route with proxy = \"http://127.0.0.1:3000\", and an upstream "
                                        "that falls silent in the middle of a head."},
      Untried{gw_cut, "It takes a route with proxy = \"http://127.0.0.1:3000\", and an upstream that closes in the "
                      "middle of a head."},
      Untried{gw_total_timeout, "It takes a route with proxy = \"http://127.0.0.1:3000\", and an upstream and "
                                "total_timeout_ms, which it outlasts."},
      Untried{gw_head_too_large, "It takes a route with proxy = \"http://127.0.0.1:3000\", and an upstream that "
                                 "sends a larger head than max_response_head_bytes."},
      Untried{gw_malformed,
              "It takes a route with proxy = \"http://127.0.0.1:3000\", and an upstream that does not speak HTTP."},
      Untried{gw_status_invalid,
              "It takes a route with proxy = \"http://127.0.0.1:3000\", and an upstream that answers 999."},
      Untried{gw_interim_many, "It takes a route with proxy = \"http://127.0.0.1:3000\", and an upstream that sends "
                               "interim responses without end."},
      Untried{gw_switched_unasked, "It takes a route with proxy = \"http://127.0.0.1:3000\", and an upstream that "
                                   "answers 101 to a request without Upgrade."},
      Untried{gw_upgraded,
              "It takes a route with proxy = \"http://127.0.0.1:3000\", and an upstream that speaks WebSocket."},
      Untried{gw_connected,
              "It takes a route with proxy = \"http://127.0.0.1:3000\", an upstream that speaks WebSocket, "
              "and a browser that has come by https."},
      Untried{gw_not_switched, "It takes a route with proxy = \"http://127.0.0.1:3000\", an upstream without "
                               "WebSocket, and a browser that has come by https and opens one."},
      Untried{protocol_unknown, "It takes a page that has come by https, and opens a WebSocket where there are only "
                                "files: new WebSocket(location.href.replace(\"https\", \"wss\"))."},
      Untried{gw_redirects_to_itself, "It takes a route with proxy = \"http://127.0.0.1:3000\", and an upstream that "
                                      "does not know how its clients come to it."},
      Untried{gw_relayed, "It takes a route with proxy = \"http://127.0.0.1:3000\", and an upstream that answers."},
      Untried{fs_no_fallback,
              "It takes a route with fallback = \"index.html\", and a folder without that file: ask for what is not "
              "there with Sec-Fetch-Mode: navigate."},
      Untried{fs_search_denied,
              "It takes a folder without search permission (chmod a-x), and a server that does not run as root."},
      Untried{fs_read_denied,
              "It takes a file without read permission (chmod a-r), and a server that does not run as root."},
      Untried{fs_special, "It takes a pipe or a device in the folder: mkfifo examples/tour/public/files/pipe."},
      Untried{fs_exhausted, "It takes a process that has no descriptor left."},
      Untried{fs_io_error, "It takes a disk that fails."},
  };
}();

} // namespace responsum::pages
