// OpenMetrics 1.0 text, written from front to back: https://prometheus.io/docs/specs/om/open_metrics_spec/
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace responsum::admin {

struct MetricLabel {
  std::string_view name;
  std::string_view value;
};
using MetricLabels = std::initializer_list<MetricLabel>;

class OpenMetrics {
 public:
  // Begins a family; all that follows up to the next is its. `unit` is what its name ends in, or empty.
  OpenMetrics& family(std::string_view name, std::string_view type, std::string_view unit, std::string_view help);
  // One sample of it; `suffix` as its type asks: "_total" of a counter, "_info", "_bucket", "_sum", "_count", or
  // empty.
  OpenMetrics& sample(std::string_view suffix, MetricLabels labels, std::uint64_t value);
  // The same in thousandths, of which OpenMetrics wants the whole: milliseconds as seconds.
  OpenMetrics& sample_in_thousandths(std::string_view suffix, MetricLabels labels, std::uint64_t value);
  // An example of the sample before: labels, its value in thousandths, and when it was in seconds and nanoseconds.
  OpenMetrics& exemplar(MetricLabels labels, std::uint64_t value, std::int64_t seconds, std::int32_t nanoseconds);

  std::string take() &&;

 private:
  void begin_sample(std::string_view suffix, MetricLabels labels);
  void write_labels(MetricLabels labels);

  std::string text_;
  std::string family_;
};

// "0.005", "1.0": as OpenMetrics wants the limits of buckets.
std::string thousandths(std::uint64_t value);

} // namespace responsum::admin
