#include "responsum/observe/redact.hpp"

#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace responsum::observe {
namespace {

TEST(Redact, UserinfoIsCutOut) {
  for (const auto& [sent, kept] : {
           std::pair{"http://user:secret@host/", "http://[redacted]@host/"},
           {"http://user@host:80/a?b", "http://[redacted]@host:80/a?b"},
           {"user:secret@host:443", "[redacted]@host:443"},
           {"http://a:b@c@host/", "http://[redacted]@host/"},
           {"http:/user:secret@host/", "http:/[redacted]@host/"},
           {"http:\\\\user:secret@host/", "http:\\\\[redacted]@host/"},
           {"http:////user:secret@host", "http:////[redacted]@host"},
           {"/go?to=http://user:secret@host/", "/go?to=http://[redacted]@host/"},
           {"http://u:secret@a/http://u:secret@b/", "http://[redacted]@a/http://[redacted]@b/"},
           {"GET http://user:secret@host/ HTTP/1.1", "GET http://[redacted]@host/ HTTP/1.1"},
           {"GET  http://user:secret@host/", "GET  http://[redacted]@host/"},
       })
    EXPECT_EQ(without_userinfo(sent), kept);
}

TEST(Redact, AnAtSignElsewhereStands) {
  for (const std::string text : {"/~user@example/", "http://host/a@b", "http://host/?mail=a@b", "/a?mail=a@b", "/",
                                 "", "GET /@v/list HTTP/1.1", "http://host"})
    EXPECT_EQ(without_userinfo(text), text);
}

TEST(Redact, OfACredentialsFieldTheNameStands) {
  for (const auto& [sent, kept] : {
           std::pair{"Authorization: Basic c2VjcmV0", "Authorization"},
           {"authorization:Bearer c2VjcmV0", "authorization"},
           {"Proxy-AUTHORIZATION: Basic c2VjcmV0", "Proxy-AUTHORIZATION"},
           {"Cookie: id=secret", "Cookie"},
           {"Set-Cookie: id=secret", "Set-Cookie"},
           {"GET / HTTP/1.1 Authorization: Basic c2VjcmV0", "GET / HTTP/1.1 Authorization"},
           {" Cookie : id=secret", " Cookie"},
           {"Authorisation: Basic c2VjcmV0", "Authorisation: Basic"},
           {"\r\n\r\nCookie: id=secret", "Cookie"},
           {"Basic c2VjcmV0", "Basic"},
           {"X: bearer\tc2VjcmV0", "X: bearer"},
           {"GET /basics/basic.html?Basic c2VjcmV0", "GET /basics/basic.html?Basic"},
       })
    EXPECT_EQ(redacted_first_line(sent), kept);
}

TEST(Redact, AnOrdinaryLineStands) {
  for (const std::string text : {"GET /basics/digest.txt HTTP/9.9", "PRI * HTTP/2.0", "SSH-2.0-OpenSSH_9.2",
                                 "GET /caf\xc3\xa9 HTTP/1.1", "G\tT / HTTP/1.1"}) {
    EXPECT_EQ(redacted_first_line(text + "\r\nHost: a\r\n"), text);
    EXPECT_EQ(redacted_first_line(text), text);
  }
}

TEST(Redact, WhatIsNoTextIsKeptInHexadecimal) {
  const std::string hello = std::string{"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11} + std::string(200, 'x');
  EXPECT_EQ(redacted_first_line(hello), "16 03 01 02 00 01 00 01 fc 03 03 78 78 78 78 78 78 78 78 78 78 78 78 78");
  EXPECT_EQ(redacted_first_line("\xff\xfe"), "ff fe");
  EXPECT_EQ(redacted_first_line(std::string{"\0", 1}), "00");
}

// The hexadecimal says no more than the text would.
TEST(Redact, NoCredentialIsInTheHexadecimal) {
  EXPECT_EQ(redacted_first_line("\x01"
                                "Cookie: id=secret"),
            "01 43 6f 6f 6b 69 65");
  const std::string kept = redacted_first_line(std::string{"\0http://user:secret@host/", 25});
  EXPECT_EQ(kept.find("73 65 63 72"), std::string::npos) << kept;
}

} // namespace
} // namespace responsum::observe
