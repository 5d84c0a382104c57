#include "responsum/admin/openmetrics.hpp"

#include <utility>

namespace responsum::admin {

namespace {

void append_escaped(std::string& to, std::string_view text) {
  for (const char c : text) {
    if (c == '\n')
      to.append("\\n");
    else if (c == '"' || c == '\\')
      to.append("\\").push_back(c);
    else
      to.push_back(c);
  }
}

// Of at most `digits`, without zeros at its end but for the first.
std::string fraction(std::uint64_t value, std::size_t digits) {
  std::string text = std::to_string(value);
  text.insert(0, digits - text.size(), '0');
  while (text.size() > 1 && text.back() == '0') text.pop_back();
  return text;
}

} // namespace

std::string thousandths(std::uint64_t value) {
  return std::to_string(value / 1000) + "." + fraction(value % 1000, 3);
}

OpenMetrics& OpenMetrics::family(std::string_view name, std::string_view type, std::string_view unit,
                                 std::string_view help) {
  family_ = name;
  text_.append("# TYPE ").append(name).append(" ").append(type).append("\n");
  if (!unit.empty()) text_.append("# UNIT ").append(name).append(" ").append(unit).append("\n");
  text_.append("# HELP ").append(name).append(" ");
  append_escaped(text_, help);
  text_.append("\n");
  return *this;
}

void OpenMetrics::write_labels(MetricLabels labels) {
  text_.push_back('{');
  const char* separator = "";
  for (const MetricLabel& label : labels) {
    text_.append(std::exchange(separator, ",")).append(label.name).append("=\"");
    append_escaped(text_, label.value);
    text_.push_back('"');
  }
  text_.push_back('}');
}

void OpenMetrics::begin_sample(std::string_view suffix, MetricLabels labels) {
  text_.append(family_).append(suffix);
  if (labels.size() != 0) write_labels(labels);
  text_.push_back(' ');
}

OpenMetrics& OpenMetrics::sample(std::string_view suffix, MetricLabels labels, std::uint64_t value) {
  begin_sample(suffix, labels);
  text_.append(std::to_string(value)).append("\n");
  return *this;
}

OpenMetrics& OpenMetrics::sample_in_thousandths(std::string_view suffix, MetricLabels labels, std::uint64_t value) {
  begin_sample(suffix, labels);
  text_.append(thousandths(value)).append("\n");
  return *this;
}

OpenMetrics& OpenMetrics::exemplar(MetricLabels labels, std::uint64_t value, std::int64_t seconds,
                                   std::int32_t nanoseconds) {
  text_.pop_back(); // the line feed of its sample
  text_.append(" # ");
  write_labels(labels);
  text_.append(" ").append(thousandths(value)).append(" ").append(std::to_string(seconds)).append(".");
  text_.append(fraction(static_cast<std::uint64_t>(nanoseconds), 9)).append("\n");
  return *this;
}

std::string OpenMetrics::take() && {
  text_.append("# EOF\n");
  return std::move(text_);
}

} // namespace responsum::admin
