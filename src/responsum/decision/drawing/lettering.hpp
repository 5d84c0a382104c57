// How wide text is, without a font at hand: wide enough for the fonts that a browser is likely to have.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace responsum::decision::drawing::lettering {

// In pixels, at a size in pixels. Monospaced fonts agree on six tenths of their size; proportional ones do not agree,
// so theirs is the width in a wide one.
int monospaced_width(std::string_view text, int size);
int proportional_width(std::string_view text, int size);

// Lines of at most `width`, broken at spaces, as even as the greatest number of words allows. A longer word has a
// line to itself.
std::vector<std::string> wrap(std::string_view text, int width, int size);

} // namespace responsum::decision::drawing::lettering
