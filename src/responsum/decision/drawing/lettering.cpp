#include "responsum/decision/drawing/lettering.hpp"

namespace responsum::decision::drawing::lettering {

namespace {

// Thousandths of the size. Letters fall into a few groups in every sans-serif font.
int letter_width(char c) {
  constexpr std::string_view narrow = "ijlI.,:;'|!()[]/ -";
  constexpr std::string_view slim = "frt1";
  constexpr std::string_view wide = "mwMWQOGDHNU%@";
  if (narrow.find(c) != std::string_view::npos) return 330;
  if (slim.find(c) != std::string_view::npos) return 420;
  if (wide.find(c) != std::string_view::npos) return 860;
  return c >= 'A' && c <= 'Z' ? 700 : 600;
}

int thousandths(std::string_view text) {
  int sum = 0;
  for (char c : text) sum += letter_width(c);
  return sum;
}

// The words of `text` on lines of at most `width` thousandths.
std::vector<std::string> fill(std::string_view text, int width) {
  std::vector<std::string> lines;
  int used = 0;
  while (!text.empty()) {
    const std::string_view word = text.substr(0, text.find(' '));
    text.remove_prefix(word.size() == text.size() ? word.size() : word.size() + 1);
    const int needed = thousandths(word);
    const int with_space = used + letter_width(' ') + needed;
    if (lines.empty() || with_space > width) {
      lines.emplace_back(word);
      used = needed;
    } else {
      lines.back().append(" ").append(word);
      used = with_space;
    }
  }
  return lines;
}

} // namespace

int monospaced_width(std::string_view text, int size) { return (static_cast<int>(text.size()) * size * 6 + 9) / 10; }

int proportional_width(std::string_view text, int size) { return (thousandths(text) * size + 999) / 1000; }

std::vector<std::string> wrap(std::string_view text, int width, int size) {
  const int widest = width * 1000 / size;
  const std::size_t count = fill(text, widest).size();
  // The narrowest column that needs no further line: a last line of one short word reads badly.
  int low = 0;
  int high = widest;
  while (high - low > 50) {
    const int middle = (low + high) / 2;
    (fill(text, middle).size() <= count ? high : low) = middle;
  }
  return fill(text, high);
}

} // namespace responsum::decision::drawing::lettering
