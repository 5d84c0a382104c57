// Writes the smallest files of MaxMind's format: a few IPv4 networks with their countries.
#pragma once

#include <array>
#include <cstdint>
#include <fstream>
#include <string>
#include <vector>

namespace responsum::access {

class CountryFile {
 public:
  // "192.0.2.0", 24, "DE"
  void add(std::uint32_t network, unsigned bits, const std::string& country) {
    const std::uint32_t data = data_for(country);
    std::size_t node = 0;
    for (unsigned i = 0; i < bits; ++i) {
      const bool side = (network >> (31 - i) & 1) != 0;
      if (i + 1 == bits) {
        tree_[node][side] = {false, data};
      } else {
        if (!tree_[node][side].leads_on || tree_[node][side].value == 0) {
          tree_.emplace_back();
          tree_[node][side] = {true, static_cast<std::uint32_t>(tree_.size() - 1)};
        }
        node = tree_[node][side].value;
      }
    }
  }

  void write(const std::string& path) const {
    const auto nodes = static_cast<std::uint32_t>(tree_.size());
    std::string out;
    const auto record = [&](const Record& r) {
      std::uint32_t value = nodes; // nothing is known of it
      if (r.leads_on && r.value != 0) value = r.value;
      if (!r.leads_on) value = nodes + 16 + r.value;
      out += {static_cast<char>(value >> 16), static_cast<char>(value >> 8), static_cast<char>(value)};
    };
    for (const auto& node : tree_) {
      record(node[0]);
      record(node[1]);
    }
    out += std::string(16, '\0') + data_ + "\xab\xcd\xefMaxMind.com";
    out += map(9) + text("binary_format_major_version") + number(2) + text("binary_format_minor_version") +
           number(0) + text("build_epoch") + std::string{"\x01\x02", 2} + '\x01' + text("database_type") +
           text("Test-Country") + text("description") + map(1) + text("en") + text("test") + text("ip_version") +
           number(4) + text("languages") + std::string{"\x01\x04", 2} + text("en") + text("node_count") +
           number32(nodes) + text("record_size") + number(24);
    std::ofstream{path, std::ios::binary} << out;
  }

 private:
  struct Record {
    bool leads_on = true;
    std::uint32_t value = 0; // node, or octet of the data
  };

  static std::string map(int size) { return {static_cast<char>(0xe0 | size)}; }
  static std::string text(const std::string& text) {
    if (text.size() < 29) return std::string{static_cast<char>(0x40 | text.size())} + text;
    return std::string{'\x5d', static_cast<char>(text.size() - 29)} + text;
  }
  static std::string number(int value) { return {'\xa2', static_cast<char>(value >> 8), static_cast<char>(value)}; }
  static std::string number32(std::uint32_t value) {
    return {'\xc4', static_cast<char>(value >> 24), static_cast<char>(value >> 16), static_cast<char>(value >> 8),
            static_cast<char>(value)};
  }

  std::uint32_t data_for(const std::string& country) {
    const auto at = static_cast<std::uint32_t>(data_.size());
    data_ += map(1) + text("country") + map(1) + text("iso_code") + text(country);
    return at;
  }

  std::vector<std::array<Record, 2>> tree_ = std::vector<std::array<Record, 2>>(1);
  std::string data_;
};

} // namespace responsum::access
