// How drawings look: one rule for each thing, and its colours in daylight and in the dark.
#pragma once

#include <string_view>

namespace responsum::decision::drawing {

// Plain selectors and no variables, so that viewers other than browsers show the same picture.
inline constexpr std::string_view style = R"css(
.diagram{font-family:system-ui,-apple-system,"Segoe UI","Noto Sans","Liberation Sans",Helvetica,Arial,sans-serif}
.diagram text{fill:#1d242c}
.diagram .paper{fill:#fbfaf7}
.diagram .name{font-size:22px;font-weight:650;letter-spacing:-.01em}
.diagram .caption{font-size:14px;fill:#5c6670}
.diagram .small{font-size:10px;fill:#5c6670}
.diagram .code{font-family:ui-monospace,Menlo,Consolas,"DejaVu Sans Mono","Liberation Mono",monospace}
.diagram .question rect{fill:#fff;stroke:#c3c9cf}
.diagram .question .tag{font-size:12px;font-weight:700;fill:#35506b}
.diagram .question .text{font-size:13px}
.diagram .question .rule{font-size:10px;fill:#6a737c}
.diagram .question .lookup{font-size:11px;font-style:italic;fill:#6d519c}
.diagram .question.main rect{stroke:#6f7f8f;stroke-width:1.5}
.diagram .edge path{fill:none;stroke:#98a2ac;stroke-width:1.5;stroke-linejoin:round}
.diagram .edge .under{stroke:#fbfaf7;stroke-width:6}
.diagram .edge .tip{fill:#98a2ac;stroke:none}
.diagram .edge text{font-size:11px;fill:#5c6670;text-anchor:middle}
.diagram .edge.main path{stroke:#35506b;stroke-width:2.5}
.diagram .edge.main .under{stroke:#fbfaf7;stroke-width:7}
.diagram .edge.main .tip{fill:#35506b;stroke:none}
.diagram .end text{font-size:11px;text-anchor:middle}
.diagram .end .strong{font-weight:700}
.diagram .door path{fill:#35506b}
.diagram .door text{fill:#fff;font-size:11px;text-anchor:middle}
.diagram .end rect{fill:#e9ebee;stroke:#b4bac1}
.diagram .s2 rect{fill:#d9f2df;stroke:#7fc491}.diagram .s2 text{fill:#12562a}
.diagram .s3 rect{fill:#dbeafc;stroke:#83b2e8}.diagram .s3 text{fill:#0f4380}
.diagram .s4 rect{fill:#fdecc8;stroke:#dfb35a}.diagram .s4 text{fill:#6b4300}
.diagram .s5 rect{fill:#fcdcd8;stroke:#e39a90}.diagram .s5 text{fill:#861f14}
.diagram .card rect{fill:#fff;stroke:#6f7f8f;stroke-width:1.5}
.diagram .card .chapter{font-size:16px;font-weight:650}
@media (prefers-color-scheme:dark){
.diagram text{fill:#e6e9ec}
.diagram .paper{fill:#14181d}
.diagram .caption,.diagram .small,.diagram .edge text{fill:#9aa5b0}
.diagram .question rect,.diagram .card rect{fill:#1e242b;stroke:#3c4651}
.diagram .question .tag{fill:#9fc3e6}
.diagram .question .rule{fill:#8e99a4}
.diagram .question .lookup{fill:#b9a3e0}
.diagram .question.main rect{stroke:#7d8fa1}
.diagram .edge path{stroke:#66717c}
.diagram .edge .tip{fill:#66717c}
.diagram .edge .under,.diagram .edge.main .under{stroke:#14181d}
.diagram .edge.main path{stroke:#8fb4d8}
.diagram .edge.main .tip{fill:#8fb4d8}
.diagram .door path{fill:#8fb4d8}.diagram .door text{fill:#10161c}
.diagram .end rect{fill:#2b323a;stroke:#525d68}
.diagram .s2 rect{fill:#12361f;stroke:#2f7a47}.diagram .s2 text{fill:#a9e6bb}
.diagram .s3 rect{fill:#122f52;stroke:#356aa6}.diagram .s3 text{fill:#b3d4fa}
.diagram .s4 rect{fill:#412d06;stroke:#8a6720}.diagram .s4 text{fill:#f6d791}
.diagram .s5 rect{fill:#4a1711;stroke:#99443a}.diagram .s5 text{fill:#fbc0b8}
}
)css";

} // namespace responsum::decision::drawing
