#include "responsum/decision/diagram.hpp"

#include <cstdint>
#include <string_view>

namespace responsum::decision {

namespace {

consteval std::uint32_t make_edition() {
  std::uint32_t hash = 2166136261u;
  const auto mix = [&hash](std::string_view text) {
    for (char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619u;
    hash = (hash ^ 0xffu) * 16777619u;
  };
  const auto mix_edge = [&](const Edge& e) {
    mix(e.ends ? id(e.condition) : diagram[static_cast<std::size_t>(e.node)].tag);
  };
  for (const Decision& d : diagram) {
    mix(d.tag);
    mix(name(d.chapter)); // says in which word of a path the answer stands
    mix(d.question);
    mix_edge(d.yes);
    mix_edge(d.no);
  }
  return hash;
}

} // namespace

constinit const std::uint32_t edition = make_edition();

} // namespace responsum::decision
