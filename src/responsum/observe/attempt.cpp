#include "responsum/observe/attempt.hpp"

#include <algorithm>
#include <cstring>
#include <nlohmann/json.hpp>
#include <optional>

#include "responsum/base/text.hpp"

namespace responsum::observe {

namespace {

using decision::HopEnd;
using decision::HopPhase;

constexpr std::size_t phases = std::tuple_size_v<decltype(Attempt::phase_ms)>;

std::string_view name_of_phase(std::size_t phase) { return decision::hop_phase_rows[phase].name; }

// Up to where it came, as nothing behind it was begun.
void for_each_phase(const Attempt& a, auto&& each) {
  for (std::size_t i = 0; i < phases && i <= static_cast<std::size_t>(a.reached); ++i)
    if (a.phase_ms[i] != 0 || i == static_cast<std::size_t>(a.reached)) each(name_of_phase(i), a.phase_ms[i]);
}

void append_json(std::string& out, const Attempt& a) {
  out += "{\"end\":\"";
  out.append(decision::row(a.end).name).append("\",\"reached\":\"").append(decision::name(a.reached)) += '"';
  const auto text = [&out](std::string_view name, std::string_view value) {
    if (!value.empty()) out.append(",\"").append(name).append("\":").append(base::quote_json(value));
  };
  const auto number = [&out](std::string_view name, std::int64_t value) {
    out.append(",\"").append(name).append("\":").append(std::to_string(value));
  };
  text("address", a.address.view());
  if (a.reused) out += ",\"reused\":true";
  if (a.asked) out += ",\"asked\":true";
  if (a.error != 0) number("errno", a.error);
  if (a.fault != message::Fault::none) {
    text("fault", message::id(a.fault));
    number("fault_offset", a.fault_offset);
  }
  text("octets", a.octets.view());
  text("said", a.said.view());
  out += ",\"ms\":{";
  const char* comma = "";
  for_each_phase(a, [&](std::string_view name, std::uint32_t ms) {
    out.append(std::exchange(comma, ",")).append("\"").append(name).append("\":").append(std::to_string(ms));
  });
  out += "}}";
}

template <class Row>
const Row* named(const auto& rows, const nlohmann::json& name, auto member) {
  const auto found =
      name.is_string() ? std::ranges::find(rows, name.get_ref<const std::string&>(), member) : rows.end();
  return found == rows.end() ? nullptr : &*found;
}

std::optional<Attempt> attempt_of(const nlohmann::json& json) {
  if (!json.is_object()) return std::nullopt;
  const auto member = [&json](const char* name) {
    const auto found = json.find(name);
    return found == json.end() ? nlohmann::json{} : *found;
  };
  const auto number = [&member](const char* name) {
    const nlohmann::json value = member(name);
    return value.is_number_integer() ? value.get<std::int64_t>() : std::int64_t{0};
  };
  const auto text = [&member](const char* name, auto& to) {
    const nlohmann::json value = member(name);
    to.assign(value.is_string() ? value.get_ref<const std::string&>() : std::string_view{});
  };
  const auto* end = named<decision::HopEndRow>(decision::hop_end_rows, member("end"), &decision::HopEndRow::name);
  const auto* phase =
      named<decision::HopPhaseRow>(decision::hop_phase_rows, member("reached"), &decision::HopPhaseRow::name);
  if (end == nullptr || phase == nullptr) return std::nullopt;
  Attempt a;
  a.end = end->end;
  a.reached = phase->phase;
  a.reused = member("reused") == true;
  a.asked = member("asked") == true;
  a.error = static_cast<std::int32_t>(number("errno"));
  if (const auto* fault = named<message::FaultRow>(message::fault_rows, member("fault"), &message::FaultRow::id)) {
    a.fault = fault->fault;
    a.fault_offset = static_cast<std::uint32_t>(number("fault_offset"));
  }
  const nlohmann::json ms = member("ms");
  for (std::size_t i = 0; i < phases && ms.is_object(); ++i)
    a.phase_ms[i] = ms.value(name_of_phase(i), std::uint32_t{0});
  text("address", a.address);
  text("octets", a.octets);
  text("said", a.said);
  return a;
}

void take_over(Attempt& a, const decision::HopAttempt& from) {
  a.end = from.end;
  a.reached = from.reached;
  a.reused = from.reused;
  a.asked = from.asked;
  a.fault = from.fault;
  a.fault_offset = from.fault_offset;
  a.error = from.error;
  a.phase_ms = from.phase_ms;
  a.address.assign(from.address);
  a.octets.assign(from.detail);
  a.said.assign(from.said);
}

} // namespace

void assign(Attempts& attempts, std::span<const decision::HopAttempt> asked,
            std::span<const decision::HopAttempt> from) {
  attempts.count = 0;
  for (const auto& some : {asked, from})
    for (const decision::HopAttempt& attempt : some)
      if (attempts.count < Attempts::most) take_over(attempts.all[attempts.count++], attempt);
}

std::string write_json(std::span<const Attempt> attempts) {
  std::string out{"["};
  for (const Attempt& a : attempts) {
    if (&a != attempts.data()) out += ',';
    append_json(out, a);
  }
  return out += ']';
}

void read_json(std::string_view json, Attempts& attempts) {
  attempts.count = 0;
  const nlohmann::json all = nlohmann::json::parse(json, nullptr, false);
  if (!all.is_array()) return;
  for (const nlohmann::json& one : all) {
    const std::optional<Attempt> attempt = attempt_of(one);
    if (!attempt || attempts.count == Attempts::most) return;
    attempts.all[attempts.count++] = *attempt;
  }
}

std::string words_of(const Attempt& a) {
  std::string words{a.address.length == 0 ? std::string_view{"no upstream"} : a.address.view()};
  words.append(": ").append(decision::row(a.end).words);
  if (a.error != 0) {
    const char* name = ::strerrorname_np(a.error);
    const char* meaning = ::strerrordesc_np(a.error);
    words.append(" (").append(name == nullptr ? std::to_string(a.error) : name);
    if (meaning != nullptr) words.append(": ").append(meaning);
    words += ')';
  }
  if (a.fault != message::Fault::none)
    words.append(", ").append(message::id(a.fault)).append(" at octet ").append(std::to_string(a.fault_offset));
  if (a.octets.length != 0) words.append(", namely ").append(base::quote_json(a.octets.view()));
  if (a.said.length != 0) words.append(", and it said ").append(base::quote_json(a.said.view()));
  if (a.asked) words += ", asked who may come";
  if (a.reused) words += ", on a connection that had carried others";
  const char* separator = "; ";
  for_each_phase(a, [&](std::string_view name, std::uint32_t ms) {
    words.append(std::exchange(separator, ", ")).append(name).append(" ").append(std::to_string(ms)).append(" ms");
  });
  return words;
}

} // namespace responsum::observe
