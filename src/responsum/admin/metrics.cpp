#include "responsum/admin/metrics.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <tuple>
#include <unordered_map>

#include "responsum/admin/count.hpp"
#include "responsum/admin/openmetrics.hpp"
#include "responsum/decision/drawing.hpp"

namespace responsum::admin {

using observe::PathHistogram;
using observe::Record;

namespace {

// What the durations of answered requests are told apart by. OpenTelemetry: semantic conventions, HTTP metrics.
struct Series {
  std::string_view site;
  std::string_view route; // its pattern
  std::uint16_t status = 0;
  message::Method method{};
  message::Version version{};

  friend auto operator<=>(const Series&, const Series&) = default;
};

struct Durations {
  std::uint64_t sum_ms = 0;
  std::array<std::uint64_t, PathHistogram::bucket_count> buckets{};
  std::array<observe::ExchangeId, PathHistogram::bucket_count> latest{};
};

// What is known of exchanges that stand for a bucket: those that a recorder still has, so that one can ask about
// them.
using Examples = std::unordered_map<std::uint64_t, Record>;

std::map<Series, Durations> durations_of(const Observed& observed) {
  std::map<Series, Durations> all;
  const observe::RouteLabels& labels = *observed.description().labels;
  for (const observe::Recorder* recorder : observed.recorders())
    recorder->histogram().for_each([&](const PathHistogram::Entry& entry) {
      if (entry.key.status == 0) return; // nothing was answered
      const observe::RouteLabel* site = labels.find(entry.key.site);
      const observe::RouteLabel* route = labels.find(entry.key.route);
      Durations& d = all[{.site = site == nullptr ? std::string_view{} : site->site,
                          .route = route == nullptr ? std::string_view{} : route->pattern,
                          .status = entry.key.status,
                          .method = entry.key.method,
                          .version = entry.key.version}];
      d.sum_ms += entry.sum_ms;
      for (std::size_t b = 0; b < d.buckets.size(); ++b) {
        d.buckets[b] += entry.buckets[b];
        d.latest[b] = std::max(d.latest[b], entry.latest[b]);
      }
    });
  return all;
}

// All rings are gone through once, whatever is looked for.
Examples examples_of(const Observed& observed, const std::map<Series, Durations>& durations) {
  Examples examples;
  for (const auto& [series, d] : durations)
    for (const observe::ExchangeId id : d.latest)
      if (id.value != 0) examples[id.value] = {};
  for (const observe::Recorder* recorder : observed.recorders()) {
    const std::uint64_t end = recorder->written();
    for (std::uint64_t back = 1; back <= end && back <= observe::Recorder::capacity; ++back)
      if (const auto record = recorder->read(end - back))
        if (const auto wanted = examples.find(record->id.value); wanted != examples.end()) wanted->second = *record;
  }
  return examples;
}

std::string bound(std::size_t bucket) {
  if (bucket == PathHistogram::bounds_ms.size()) return "+Inf";
  return thousandths(static_cast<std::uint64_t>(PathHistogram::bounds_ms[bucket]));
}

std::string_view name_of(message::Method method) {
  return method == message::Method::unknown ? std::string_view{"_OTHER"} : message::name(method);
}

// "1.1" of HTTP/1.1
std::string_view number_of(message::Version version) {
  const std::string_view name = message::name(version);
  return name.substr(name.find('/') + 1);
}

void write_durations(OpenMetrics& out, const Observed& observed) {
  out.family("http_server_request_duration_seconds", "histogram", "seconds",
             "From the first octet of a request's head to the queueing of the last of its answer.");
  const auto durations = durations_of(observed);
  const Examples examples = examples_of(observed, durations);
  for (const auto& [series, d] : durations) {
    const std::string status = std::to_string(series.status);
    const MetricLabel method{"http_request_method", name_of(series.method)};
    const MetricLabel code{"http_response_status_code", status};
    const MetricLabel route{"http_route", series.route};
    const MetricLabel version{"network_protocol_version", number_of(series.version)};
    const MetricLabel server{"server", series.site};
    std::uint64_t count = 0;
    for (std::size_t b = 0; b < d.buckets.size(); ++b) {
      count += d.buckets[b];
      const std::string le = bound(b);
      out.sample("_bucket", {method, code, route, version, server, {"le", le}}, count);
      const auto example = examples.find(d.latest[b].value);
      if (example == examples.end() || example->second.id.value == 0) continue;
      const Record& record = example->second;
      const auto id = observe::text_of(record.id);
      out.exemplar({{"exchange_id", {id.data(), id.size()}}}, record.duration_ms, record.wall_s, record.wall_ns);
    }
    out.sample("_count", {method, code, route, version, server}, count);
    out.sample_in_thousandths("_sum", {method, code, route, version, server}, d.sum_ms);
  }
}

void write_conditions(OpenMetrics& out, const Observed& observed) {
  const ConditionCounts counts = count_conditions(observed.recorders());
  std::uint64_t exchanges = 0;
  out.family("responsum_conditions", "counter", "", "Exchanges by the condition that they ended in.");
  for (const decision::ConditionRow& r : decision::condition_rows) {
    const std::uint64_t count = counts[static_cast<std::size_t>(r.condition)];
    exchanges += count;
    if (r.ending != decision::Ending::interim) out.sample("_total", {{"condition", r.id}}, count);
  }
  out.family("responsum_exchanges", "counter", "", "Exchanges, those without an answer included.");
  out.sample("_total", {}, exchanges);
}

void write_counters(OpenMetrics& out, const Observed& observed, const Events& events) {
  const auto counter = [&out](std::string_view name, std::string_view help, std::uint64_t value) {
    out.family(name, "counter", "", help).sample("_total", {}, value);
  };
  const auto gauge = [&out](std::string_view name, std::string_view help, std::uint64_t value) {
    out.family(name, "gauge", "", help).sample("", {}, value);
  };
  const Totals totals = observed.totals();
  const StreamTotals& streams = events.totals();
  std::uint64_t unplaced = 0;
  for (const observe::Recorder* recorder : observed.recorders()) unplaced += recorder->histogram().unplaced();
  counter("responsum_connections_accepted", "Connections, since the start.", totals.connections);
  counter("responsum_connections_refused", "Connections closed unheard, for want of room or descriptors.",
          totals.refused);
  gauge("responsum_connections_open", "Connections open now.", totals.open);
  counter("responsum_histogram_unplaced", "Exchanges counted without their way, because the table is full.",
          unplaced);
  counter("responsum_kept_exchanges", "Exchanges that a keep-rule took and that are in the file.", totals.kept);
  counter("responsum_kept_exchanges_dropped", "Exchanges that a keep-rule took and that had no room.",
          totals.kept_dropped);
  counter("responsum_log_lines_dropped", "Lines that the access log did not take.", totals.log_dropped);
  gauge("responsum_event_streams", "Streams of events that somebody follows now.", events.open());
  counter("responsum_event_streams_begun", "Streams of events, since the start.", streams.begun);
  counter("responsum_event_streams_cut", "Streams whose readers were too slow.", streams.cut);
  counter("responsum_event_rows_dropped", "Exchanges that a stream left out.", streams.dropped);
}

void write_process(OpenMetrics& out, const Observed& observed) {
  const auto seconds = [](base::UnixSeconds s) { return static_cast<std::uint64_t>(s); };
  const Reload reload = observed.reload();
  out.family("responsum_build", "info", "", "The program, and the table that it answers by.");
  const std::string edition{decision::edition_text()};
  out.sample("_info", {{"version", RESPONSUM_VERSION}, {"edition", edition}}, 1);
  out.family("process_start_time_seconds", "gauge", "seconds", "When the server began, since 1970.");
  out.sample("", {}, seconds(observed.description().started_s));
  out.family("responsum_configuration_last_reload_timestamp_seconds", "gauge", "seconds",
             "When the configuration in force was taken up, since 1970.");
  out.sample("", {}, seconds(reload.taken_up_s));
  out.family("responsum_configuration_last_reload_successful", "gauge", "",
             "Whether the last configuration that was tried is in force.");
  out.sample("", {}, reload.successful ? 1 : 0);
}

} // namespace

std::string write_metrics(const Observed& observed, const Events& events) {
  OpenMetrics out;
  write_durations(out, observed);
  write_conditions(out, observed);
  write_counters(out, observed, events);
  write_process(out, observed);
  return std::move(out).take();
}

} // namespace responsum::admin
