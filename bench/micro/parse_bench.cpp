// What reading a request's head, decoding chunks and writing a response's head cost.
//
// Instructions instead of time: `perf stat -e instructions:u` or `valgrind --tool=callgrind
// --toggle-collect='*parse*'` around one benchmark with --benchmark_filter.
#include <benchmark/benchmark.h>

#include <array>
#include <string>
#include <string_view>

#include "responsum/codec/h1/chunked.hpp"
#include "responsum/codec/h1/request_parser.hpp"
#include "responsum/codec/h1/response_writer.hpp"

namespace {

using namespace responsum;
using namespace responsum::codec;

constexpr std::string_view small_request = "GET /index.html HTTP/1.1\r\nHost: localhost:8080\r\n\r\n";

constexpr std::string_view light_request = "GET /1k.bin HTTP/1.1\r\n"
                                           "Host: 127.0.0.1:8080\r\n"
                                           "User-Agent: generator\r\n"
                                           "Accept: */*\r\n"
                                           "\r\n";

// 14 fields, about 600 octets: what a browser sends.
constexpr std::string_view browser_request =
    "GET /assets/images/header/background.webp?version=20240131 HTTP/1.1\r\n"
    "Host: www.example.org\r\n"
    "Connection: keep-alive\r\n"
    "Cache-Control: max-age=0\r\n"
    "sec-ch-ua-mobile: ?0\r\n"
    "sec-ch-ua-platform: \"Linux\"\r\n"
    "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0\r\n"
    "Accept: image/avif,image/webp,image/apng,image/*,*/*;q=0.8\r\n"
    "Sec-Fetch-Site: same-origin\r\n"
    "Sec-Fetch-Mode: no-cors\r\n"
    "Sec-Fetch-Dest: image\r\n"
    "Referer: https://www.example.org/products/overview\r\n"
    "Accept-Encoding: gzip, deflate, br, zstd\r\n"
    "Accept-Language: en-GB,en;q=0.9,de;q=0.8\r\n"
    "If-None-Match: \"5f3b-61c0d2a7e4b00\"\r\n"
    "\r\n";

void parse(benchmark::State& state, std::string_view request) {
  static message::RequestHead head;
  h1::RequestParser parser;
  const h1::Limits limits;
  for (auto _ : state) {
    parser.start(head);
    benchmark::DoNotOptimize(request);
    const h1::Progress progress = parser.parse(request, limits, head);
    if (progress != h1::Progress::complete) state.SkipWithError("the request was not understood");
    benchmark::ClobberMemory();
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(request.size()) * state.iterations());
  state.counters["octets"] = static_cast<double>(request.size());
}
BENCHMARK_CAPTURE(parse, small, small_request);
BENCHMARK_CAPTURE(parse, light, light_request);
BENCHMARK_CAPTURE(parse, browser, browser_request);

void decode_chunks(benchmark::State& state) {
  std::string content;
  for (int i = 0; i < 16; ++i) content += "1000\r\n" + std::string(4096, 'x') + "\r\n";
  content += h1::last_chunk;
  for (auto _ : state) {
    h1::ChunkedDecoder decoder;
    for (std::string_view rest = content;;) {
      const h1::ContentStep step = decoder.consume(rest);
      rest.remove_prefix(step.consumed);
      benchmark::DoNotOptimize(step.data.data());
      if (step.state == h1::ContentState::done) break;
      if (step.state != h1::ContentState::data) state.SkipWithError("the content was not understood");
    }
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(content.size()) * state.iterations());
}
BENCHMARK(decode_chunks);

void write_head(benchmark::State& state) {
  message::ResponseHead head;
  head.status = 200;
  head.phrase = "OK";
  head.add("Date", "Sun, 06 Nov 1994 08:49:37 GMT");
  head.add("Content-Type", "text/html; charset=utf-8");
  head.add("Content-Length", "1024");
  head.add("Last-Modified", "Sat, 05 Nov 1994 08:49:37 GMT");
  head.add("ETag", "\"5f3b-61c0d2a7e4b00\"");
  head.add("Accept-Ranges", "bytes");
  std::array<char, 1024> buffer;
  for (auto _ : state) {
    base::Writer to{buffer};
    h1::write_head(to, head, message::Version::http_1_1, h1::ConnectionOption::none);
    benchmark::DoNotOptimize(buffer.data());
    benchmark::ClobberMemory();
  }
}
BENCHMARK(write_head);

} // namespace
