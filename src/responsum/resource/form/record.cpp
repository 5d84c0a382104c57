#include "responsum/resource/form/record.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "responsum/base/ascii.hpp"
#include "responsum/base/text.hpp"
#include "responsum/base/timestamp.hpp"
#include "responsum/codec/form/multipart.hpp"
#include "responsum/codec/form/urlencoded.hpp"
#include "responsum/resource/json.hpp"

namespace responsum::resource::form {

using codec::form::Field;
using decision::Hindrance;

namespace {

constexpr int deepest = 32; // values within values: what writes them goes down by recursion

std::unexpected<Unfit> malformed(std::string complaint) {
  return std::unexpected{Unfit{Hindrance::record_malformed, std::move(complaint)}};
}
std::unexpected<Unfit> invalid(std::string complaint) {
  return std::unexpected{Unfit{Hindrance::record_invalid, std::move(complaint)}};
}

// A name as people are told of it.
std::string in_quotes(std::string_view name) {
  constexpr std::size_t longest = 60;
  return base::quote_json(name.size() <= longest ? name : name.substr(0, longest));
}

// Only to say where it is wrong: what reads values does not.
class Position final : public nlohmann::json_sax<Json> {
 public:
  std::size_t octet = 0;

  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(number_integer_t) override { return true; }
  bool number_unsigned(number_unsigned_t) override { return true; }
  bool number_float(number_float_t, const string_t&) override { return true; }
  bool string(string_t&) override { return true; }
  bool binary(binary_t&) override { return true; }
  bool start_object(std::size_t) override { return true; }
  bool key(string_t&) override { return true; }
  bool end_object() override { return true; }
  bool start_array(std::size_t) override { return true; }
  bool end_array() override { return true; }
  bool parse_error(std::size_t position, const std::string&, const nlohmann::json::exception&) override {
    octet = position > 0 ? position - 1 : 0; // it counts from 1
    return false;
  }
};

std::expected<Json, Unfit> read_object(std::string_view content) {
  auto [value, too_deep] = read_json(content, deepest);
  if (too_deep) return malformed("The values lie deeper in each other than " + std::to_string(deepest) + " levels.");
  if (value.is_discarded()) {
    Position position;
    Json::sax_parse(content.begin(), content.end(), &position);
    return malformed("It is no JSON. Octet " + std::to_string(position.octet));
  }
  if (!value.is_object()) return malformed("It is JSON, but no object.");
  return std::move(value);
}

// Files are not kept. A field for one that was left empty comes all the same, and is as if it had not.
std::expected<Json, Unfit> object_of(std::vector<Field> fields) {
  Json object = Json::object();
  for (Field& field : fields) {
    if (field.is_file && !field.is_named && field.value.empty()) continue;
    if (field.is_file) return invalid("The field " + in_quotes(field.name) + " is a file, and files are not taken.");
    const auto known = object.find(field.name);
    if (known == object.end())
      object[field.name] = std::move(field.value);
    else if (known->is_array())
      known->push_back(std::move(field.value));
    else
      *known = Json::array({std::move(*known), std::move(field.value)});
  }
  return object;
}

std::expected<Json, Unfit> read_fields(std::string_view content_type, std::string_view content) {
  const auto type = field::parse_media_type(content_type);
  if (!type) return Json::object();
  if (type->is("application", "json")) return read_object(content);
  const auto fields = type->is("multipart", "form-data") ? codec::form::read_multipart(content, *type)
                                                         : codec::form::read_urlencoded(content);
  if (fields) return object_of(*fields);
  return malformed(std::string{codec::form::row(fields.error().fault).sentence} + " Octet " +
                   std::to_string(fields.error().offset));
}

bool is_empty(const Json& value) {
  const auto* text = value.get_ptr<const std::string*>();
  return value.is_null() || (text != nullptr && text->empty());
}

// Texts become the numbers that they are.
bool make_number(Json& value) {
  if (value.is_array()) return std::ranges::all_of(value, make_number);
  if (value.is_number()) return true;
  const auto* text = value.get_ptr<const std::string*>();
  if (text == nullptr) return false;
  const std::string_view digits = base::trim(*text);
  Json number = Json::parse(digits.begin(), digits.end(), nullptr, false);
  if (!number.is_number()) return false;
  value = std::move(number);
  return true;
}

std::optional<Unfit> hold_against(const RecordRules& rules, Json& record) {
  const auto unfit = [](std::string complaint) { return invalid(std::move(complaint)).error(); };
  for (const auto& [name, value] : record.items()) {
    const bool known = std::ranges::find(rules.fields, name, &FieldRule::name) != rules.fields.end();
    if (!known && !rules.takes_others) return unfit("There is no field " + in_quotes(name) + " here.");
  }
  for (const FieldRule& rule : rules.fields) {
    const auto value = record.find(rule.name);
    const bool empty = value == record.end() || is_empty(*value);
    if (empty && rule.required) return unfit("The field " + in_quotes(rule.name) + " is missing.");
    if (!rule.number || value == record.end()) continue;
    if (empty)
      record.erase(value);
    else if (!make_number(*value))
      return unfit("The field " + in_quotes(rule.name) + " is no number.");
  }
  return std::nullopt;
}

} // namespace

std::expected<std::string, Unfit> read_record(std::string_view content_type, std::string_view content,
                                              const RecordRules& rules) {
  auto record = read_fields(content_type, content);
  if (!record) return std::unexpected{std::move(record.error())};
  if (auto unfit = hold_against(rules, *record)) return std::unexpected{std::move(*unfit)};
  if (record->empty()) return invalid("There is no field at all.");
  return record->dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string write_record(const base::Now& now, std::string_view exchange, std::string_view fields) {
  std::string line = "{\"time\":" + base::quote_json(base::timestamp(now.wall_s, now.wall_ns));
  line.append(",\"exchange\":").append(base::quote_json(exchange));
  line.append(",\"fields\":").append(fields).append("}\n");
  return line;
}

} // namespace responsum::resource::form
