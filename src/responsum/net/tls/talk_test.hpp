// A client and an engine that talk, in memory.
#pragma once

#include <gtest/gtest.h>

#include "responsum/net/tls/client_test.hpp"
#include "responsum/net/tls/engine.hpp"

namespace responsum::net::tls::testing {

class Talking : public ::testing::Test {
 protected:
  // Octets go to and fro until nobody has any; returns what the engine has decrypted.
  std::string talk(Engine& engine, Client& client, std::size_t piece = 1 << 20) {
    std::string heard;
    for (int turns = 0; turns < 100; ++turns) {
      client.read();
      const std::string wire = client.wire();
      if (wire.empty()) break;
      for (std::size_t at = 0; at < wire.size(); at += piece) {
        engine.take(std::string_view{wire}.substr(at, piece));
        for (;;) {
          const Read read = engine.read(room_);
          client.hear(engine.take_output());
          last_ = read.kind;
          if (read.kind != Read::Kind::bytes) break;
          heard.append(room_.data(), read.count);
        }
      }
    }
    return heard;
  }
  void send(Engine& engine, Client& client, std::vector<std::string> pieces) {
    std::vector<iovec> vectors;
    for (std::string& p : pieces) vectors.push_back({p.data(), p.size()});
    ASSERT_TRUE(engine.write(vectors));
    client.hear(engine.take_output());
  }
  std::unique_ptr<Context> context(Settings settings) {
    settings.ticket_secret_from_s = Files::now_s;
    auto made = Context::make(settings, now_);
    EXPECT_TRUE(made) << (made ? "" : made.error().text);
    return std::move(*made);
  }

  Files files_;
  base::Now now_{.monotonic_ms = 0, .wall_s = Files::now_s, .wall_ns = 0};
  std::vector<char> room_ = std::vector<char>(65536);
  Read::Kind last_ = Read::Kind::more;
};

} // namespace responsum::net::tls::testing
