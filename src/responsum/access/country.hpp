// Which country an address is registered in, by a file of MaxMind's format.
#pragma once

#include <array>
#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "responsum/net/address.hpp"

namespace responsum::access {

// ISO 3166-1: two letters in upper case.
using Country = std::array<char, 2>;
std::optional<Country> parse_country(std::string_view text);
inline std::string write_country(const Country& country) { return {country.data(), country.size()}; }

// Read from any thread.
class Countries {
 public:
  // Maps the file into memory; the error is a sentence.
  static std::expected<Countries, std::string> open(const std::string& path);
  Countries(Countries&&) noexcept;
  Countries& operator=(Countries&&) noexcept;
  ~Countries();

  // Nothing: the file does not know it.
  std::optional<Country> of(const net::Address& address) const;

 private:
  struct Inner;
  explicit Countries(std::unique_ptr<Inner> inner);
  std::unique_ptr<Inner> inner_;
};

} // namespace responsum::access
