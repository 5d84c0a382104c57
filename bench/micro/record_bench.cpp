// What it costs to remember an exchange: the ring, the histogram of paths and the line of the access log.
//
// The record is that of a file served to a client over IPv4, as in the comparison of servers. The log writes to a
// file that is taken away again, in batches, as it does in service; written to /dev/null it shows what the text alone
// costs.
#include <benchmark/benchmark.h>

#include <filesystem>
#include <string>

#include <unistd.h>

#include "responsum/observe/access_log.hpp"
#include "responsum/observe/recorder.hpp"

namespace {

using namespace responsum;
using observe::AccessLog;
using observe::Record;
using observe::Recorder;

Record example() {
  Record r;
  r.wall_s = 1'800'000'000;
  r.path.words = {0x3ff, 0xf, 0xeff, 0x4, 0xd, 0x38, 0x7, 0x2, 0x2, 0x2};
  r.condition = decision::Condition::repr_whole;
  r.status = 200;
  r.received_bytes = 84;
  r.sent_bytes = 1240;
  r.method = message::Method::get;
  r.site = 0;
  r.route = 1;
  r.peer_port = 40772;
  r.peer.assign("127.0.0.1");
  r.host.assign("127.0.0.1");
  r.target.assign("/1k.txt");
  return r;
}

// As the clock of a worker goes: some exchanges a millisecond.
void move_on(Record& r, Recorder& recorder) {
  r.wall_ns = (r.wall_ns + 7'000) % 1'000'000'000;
  if (r.wall_ns < 7'000) ++r.wall_s;
  r.id = recorder.next_id({.monotonic_ms = 0, .wall_s = r.wall_s, .wall_ns = r.wall_ns});
}

void name_exchange(benchmark::State& state) {
  Recorder recorder{0, 1};
  Record r = example();
  for (auto _ : state) {
    move_on(r, recorder);
    benchmark::DoNotOptimize(r.id);
  }
}

void count_path(benchmark::State& state) {
  observe::PathHistogram histogram{1};
  Record r = example();
  for (auto _ : state) {
    benchmark::DoNotOptimize(r);
    benchmark::DoNotOptimize(histogram.add(r));
  }
}

// Into the ring, and counted.
void keep(benchmark::State& state) {
  Recorder recorder{0, 1};
  Record r = example();
  for (auto _ : state) {
    benchmark::DoNotOptimize(r);
    benchmark::DoNotOptimize(recorder.keep(r));
  }
}

// The same of an exchange that has more to say than a slot of the ring has room for.
void keep_overflowing(benchmark::State& state) {
  Recorder recorder{0, 1};
  Record r = example();
  r.target.assign(std::string(120, 'x'));
  r.limit.assign("max_fields = 100 at /etc/responsum/site.toml:12");
  for (auto _ : state) {
    benchmark::DoNotOptimize(r);
    benchmark::DoNotOptimize(recorder.keep(r));
  }
}

// As another thread does, for the console.
void read_back(benchmark::State& state) {
  Recorder recorder{0, 1};
  for (std::size_t i = 0; i < Recorder::capacity; ++i) recorder.keep(example());
  std::uint64_t number = 0;
  for (auto _ : state) benchmark::DoNotOptimize(recorder.read(number++ % Recorder::capacity));
}

void write_line(benchmark::State& state, const std::string& path) {
  AccessLog log{AccessLog::Target::file, path, 64 * 1024};
  Recorder recorder{0, 1};
  Record r = example();
  for (auto _ : state) {
    move_on(r, recorder);
    log.add(r, 5, "bench", "files");
  }
}

void all(benchmark::State& state, const std::string& path) {
  AccessLog log{AccessLog::Target::file, path, 64 * 1024};
  Recorder recorder{0, 1};
  Record r = example();
  for (auto _ : state) {
    move_on(r, recorder);
    log.add(r, recorder.keep(r).row, "bench", "files");
  }
}

std::string file() {
  return (std::filesystem::temp_directory_path() / ("record_bench." + std::to_string(::getpid()))).string();
}

void line_to_file(benchmark::State& state) {
  write_line(state, file());
  std::filesystem::remove(file());
}

void all_to_file(benchmark::State& state) {
  all(state, file());
  std::filesystem::remove(file());
}

void line_of_text(benchmark::State& state) { write_line(state, "/dev/null"); }

// So many that the file stays small.
constexpr benchmark::IterationCount few = 500'000;

BENCHMARK(name_exchange);
BENCHMARK(count_path);
BENCHMARK(keep);
BENCHMARK(keep_overflowing);
BENCHMARK(read_back);
BENCHMARK(line_of_text);
BENCHMARK(line_to_file)->Iterations(few);
BENCHMARK(all_to_file)->Iterations(few);

} // namespace
