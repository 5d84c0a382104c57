#include "responsum/decision/drawing.hpp"

#include "responsum/base/writer.hpp"

namespace responsum::decision {

std::string draw(Format format, std::optional<Chapter> chapter) {
  switch (format) {
  case Format::svg: return chapter ? detail::draw_svg(*chapter) : detail::draw_svg_overview();
  case Format::dot: return detail::draw_dot(chapter);
  case Format::json: return detail::draw_json(chapter);
  case Format::text: return detail::draw_text(chapter);
  }
  return {};
}

std::string edge_tag(Node node, bool answer) { return std::string{row(node).tag} + (answer ? "-y" : "-n"); }

std::string edition_text(std::uint32_t of) {
  std::array<char, 8> digits{};
  base::Writer{digits}.hexadecimal(of, 8);
  return {digits.data(), digits.size()};
}

} // namespace responsum::decision
