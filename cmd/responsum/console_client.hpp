// Asks the console of a running server. The one file behind it is the only one that knows of libcurl.
#pragma once

#include <expected>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace responsum::cmd {

class ConsoleClient {
 public:
  struct Answer {
    long status = 0;
    std::string content;

    bool successful() const;
  };
  enum class End : std::uint8_t { refused, by_server, by_user };
  struct StreamEnd {
    End end;
    Answer refusal; // of `refused`
  };

  // `url` is of the console's root; `token` may be empty.
  ConsoleClient(std::string url, std::string token);
  ~ConsoleClient();
  ConsoleClient(const ConsoleClient&) = delete;
  ConsoleClient& operator=(const ConsoleClient&) = delete;

  // `path` begins with a slash. The error is a sentence.
  std::expected<Answer, std::string> get(const std::string& path);
  // Hands on the content piece by piece while it comes, until `take` returns false, SIGINT or SIGTERM comes (both end
  // as `by_user`), or the server ends it. Blocks both signals.
  std::expected<StreamEnd, std::string> stream(const std::string& path,
                                               const std::function<bool(std::string_view)>& take);

  const std::string& url() const { return url_; }

 private:
  struct Transfer;
  std::unique_ptr<Transfer> begin(const std::string& path) const;
  std::string words_of(int code) const;

  std::string url_;
  std::string token_;
};

} // namespace responsum::cmd
