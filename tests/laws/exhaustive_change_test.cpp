// Walks over all facts of the chapters about methods that change something.
#include "edges.hpp"

namespace responsum::decision {
namespace {

TEST(Exhaustive, Upload) {
  Edges edges;
  Sample sample;
  for (const Method method : {Method::head, Method::options, Method::patch, Method::delete_})
    for (int bits = 0; bits < 1 << 13; ++bits) {
      change(sample, method);
      sample.facts.resource.located = Located::upload;
      sample.facts.route.uploads.max_bytes = 100;
      UploadFacts& u = sample.facts.upload;
      u.known = (bits & 1) != 0;
      u.expired = (bits & 2) != 0;
      u.taken = (bits & 4) != 0;
      u.readable = (bits & 8) != 0;
      u.partial = (bits & 16) != 0;
      if ((bits & 32) != 0) u.at = (bits & 64) != 0 ? 10 : 11;
      if ((bits & 128) != 0) u.completes = true;
      u.complete = (bits & 256) != 0;
      u.appends_octets = (bits & 512) != 0;
      u.offset = 10;
      if ((bits & 1024) != 0) u.length = 20;
      if ((bits & 2048) != 0) u.announced = (bits & 4096) != 0 ? 20 : 101;
      edges.walk(sample.facts);
    }
  edges.expect_all_of(Chapter::upload);
}

TEST(Exhaustive, State) {
  Edges edges;
  Sample sample;
  for (const Method method : changing)
    for (int seen = 0; seen <= static_cast<int>(Hindrance::record_invalid); ++seen)
      for (int bits = 0; bits < 16; ++bits) {
        change(sample, method);
        sample.facts.change.seen = static_cast<Hindrance>(seen);
        sample.facts.change.condition_wanted = (bits & 1) != 0;
        if ((bits & 2) != 0) sample.send(Field::if_match, "*");
        if ((bits & 4) != 0) sample.send(Field::if_none_match, "\"v0\"");
        if ((bits & 8) != 0) sample.send(Field::if_unmodified_since, Sample::after);
        edges.walk(sample.facts);
      }
  for (int bits = 0; bits < 32; ++bits) {
    change(sample, Method::put);
    sample.facts.route.uploads.max_bytes = 100;
    sample.facts.upload.begins = (bits & 1) != 0;
    sample.facts.upload.room = (bits & 2) != 0;
    sample.facts.upload.completes = (bits & 4) != 0;
    sample.facts.upload.lengths_agree = (bits & 8) != 0;
    sample.facts.upload.announced = (bits & 16) != 0 ? 100 : 101;
    edges.walk(sample.facts);
  }
  edges.expect_all_of(Chapter::state);
}

TEST(Exhaustive, Content) {
  Edges edges;
  Sample sample;
  for (const auto version : {message::Version::http_1_0, message::Version::http_1_1})
    for (int bits = 0; bits < 256; ++bits) {
      sample.reset();
      sample.head.version = version;
      if ((bits & 1) != 0) sample.send_content(10);
      if ((bits & 2) != 0) sample.head.length_unknown = true;
      if ((bits & 4) != 0) sample.send(Field::expect, "100-continue");
      ContentFacts& c = sample.facts.content;
      c.continue_sent = (bits & 8) != 0;
      c.whole = (bits & 16) != 0;
      c.in_time = (bits & 32) != 0;
      c.sound = (bits & 64) != 0;
      c.fits = (bits & 128) != 0;
      edges.walk(sample.facts);
    }
  for (int bits = 0; bits < 8; ++bits) {
    change(sample, Method::put);
    sample.send_content(10);
    sample.facts.route.uploads.max_bytes = 100;
    sample.facts.upload.completes = true;
    sample.facts.upload.begins = (bits & 1) != 0;
    sample.facts.upload.room = (bits & 2) != 0;
    sample.facts.upload.placed = (bits & 4) != 0;
    edges.walk(sample.facts);
  }
  edges.expect_all_of(Chapter::content);
}

TEST(Exhaustive, Act) {
  Edges edges;
  Sample sample;
  for (const Method method : {Method::get, Method::put, Method::post, Method::delete_})
    for (int met = 0; met <= static_cast<int>(Hindrance::record_invalid); ++met)
      for (const bool created : both) {
        change(sample, method);
        sample.facts.change.met = static_cast<Hindrance>(met);
        sample.facts.change.created = created;
        for (const bool unfinished : both) {
          sample.facts.upload.unfinished = unfinished;
          sample.facts.upload.begins = created && unfinished;
          sample.facts.upload.completes = true;
          edges.walk(sample.facts);
        }
        sample.facts.change.queued = true;
        edges.walk(sample.facts);
      }
  for (const std::string_view preference : {"", "return=minimal", "return=representation"})
    for (const std::string_view type : {"application/json", "multipart/form-data; boundary=b"})
      for (const std::string_view destination : {"", "empty", "document"})
        for (const bool result : both) {
          change(sample, Method::post);
          sample.facts.route.keeps_records = true;
          sample.facts.route.has_result = result;
          sample.send(Field::prefer, preference);
          sample.send(Field::content_type, type);
          sample.send(Field::sec_fetch_dest, destination);
          edges.walk(sample.facts);
        }
  edges.expect_all_of(Chapter::act);
}

} // namespace
} // namespace responsum::decision
