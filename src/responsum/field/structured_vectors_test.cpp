// The HTTP working group's test vectors for structured fields (tests/data/structured-field-tests).
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "responsum/field/structured.hpp"

namespace responsum::field::structured {
namespace {

using Json = nlohmann::json;
namespace fs = std::filesystem;

// Base32 of RFC 4648 6, which the vectors write byte sequences in.
std::string decode_base32(const std::string& text) {
  std::string octets;
  unsigned bits = 0;
  int count = 0;
  for (char c : text) {
    if (c == '=') break;
    bits = (bits << 5 | static_cast<unsigned>(c >= 'A' ? c - 'A' : c - '2' + 26)) & 0xffff;
    count += 5;
    if (count < 8) continue;
    count -= 8;
    octets.push_back(static_cast<char>(bits >> count & 0xff));
  }
  return octets;
}

// None: a number that the value type itself cannot hold.
std::optional<BareItem> bare_item(const Json& json) {
  if (json.is_boolean()) return json.get<bool>();
  if (json.is_number_integer()) return json.get<std::int64_t>();
  if (json.is_string()) return json.get<std::string>();
  if (json.is_number_float()) {
    const auto decimal = to_decimal(json.get<double>());
    if (!decimal) return std::nullopt;
    return *decimal;
  }
  const auto type = json.at("__type").get<std::string>();
  const Json& value = json.at("value");
  if (type == "token") return Token{value};
  if (type == "binary") return ByteSequence{decode_base32(value)};
  if (type == "date") return Date{value};
  if (type == "displaystring") return DisplayString{value};
  throw std::runtime_error{"a type that the vectors are not known to have: " + type};
}

// These throw bad_optional_access where bare_item() has none.
Parameters parameters(const Json& json) {
  Parameters result;
  for (const Json& pair : json) result.push_back({pair.at(0), bare_item(pair.at(1)).value()});
  return result;
}
Item item(const Json& json) { return {bare_item(json.at(0)).value(), parameters(json.at(1))}; }
Member member(const Json& json) {
  if (!json.at(0).is_array()) return item(json);
  InnerList inner;
  for (const Json& each : json.at(0)) inner.items.push_back(item(each));
  inner.parameters = parameters(json.at(1));
  return inner;
}
List list(const Json& json) {
  List result;
  for (const Json& each : json) result.push_back(member(each));
  return result;
}
Dictionary dictionary(const Json& json) {
  Dictionary result;
  for (const Json& pair : json) result.push_back({pair.at(0), member(pair.at(1))});
  return result;
}

std::string joined(const Json& lines) {
  std::string text;
  for (std::size_t i = 0; i < lines.size(); ++i) text += (i > 0 ? ", " : "") + lines[i].get<std::string>();
  return text;
}

std::vector<Json> records_in(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator{folder})
    if (entry.path().extension() == ".json") files.push_back(entry.path());
  std::ranges::sort(files);
  std::vector<Json> records;
  for (const fs::path& path : files) {
    Json array = Json::parse(std::ifstream{path});
    for (Json& each : array) {
      each["name"] = path.filename().string() + ": " + each.at("name").get<std::string>();
      records.push_back(std::move(each));
    }
  }
  return records;
}

class Vectors : public testing::Test {
 protected:
  static fs::path folder() { return fs::path{RESPONSUM_SOURCE_DIR} / "tests/data/structured-field-tests"; }

  // Parses with `parse`, compares with `value`, writes again and compares with the canonical text: one or two checks.
  template <class Parse, class Value>
  void check(const Json& record, Parse parse, Value value) {
    const std::string name = record.at("name");
    const auto parsed = parse(joined(record.at("raw")), Limits{});
    ++checks_;
    if (record.value("must_fail", false)) {
      EXPECT_FALSE(parsed) << name;
      return;
    }
    // Those that may fail must not, here: leniency is cheap, and what is read is checked like the rest.
    ASSERT_TRUE(parsed) << name << ": " << describe(parsed.error().fault) << " at " << parsed.error().offset;
    EXPECT_EQ(*parsed, value(record.at("expected"))) << name;
    ++checks_;
    const Json& canonical = record.contains("canonical") ? record.at("canonical") : record.at("raw");
    EXPECT_EQ(write(*parsed), joined(canonical)) << name;
  }

  template <class Value>
  void check_writing(const Json& record, Value value) {
    const std::string name = record.at("name");
    ++checks_;
    std::optional<std::string> text;
    try {
      if (auto written = write(value(record.at("expected")))) text = std::move(*written);
    } catch (const std::bad_optional_access&) { // the value type has no such number
    }
    if (record.value("must_fail", false))
      EXPECT_FALSE(text) << name;
    else
      EXPECT_EQ(text, joined(record.at("canonical"))) << name;
  }

  std::size_t checks_ = 0;
};

TEST_F(Vectors, All) {
  for (const Json& record : records_in(folder())) {
    const std::string type = record.at("header_type");
    if (type == "item")
      check(record, parse_item, item);
    else if (type == "list")
      check(record, parse_list, list);
    else
      check(record, parse_dictionary, dictionary);
  }
  const std::size_t reading = checks_;
  for (const Json& record : records_in(folder() / "serialisation-tests")) {
    const std::string type = record.at("header_type");
    if (type == "item")
      check_writing(record, item);
    else if (type == "list")
      check_writing(record, list);
    else
      check_writing(record, dictionary);
  }
  std::cout << "structured fields: " << checks_ << " checks (" << reading << " of reading and writing again, "
            << checks_ - reading << " of writing)\n";
  EXPECT_EQ(checks_, 2862U) << "the vectors that came with the source: a number that only grows";
}

} // namespace
} // namespace responsum::field::structured
