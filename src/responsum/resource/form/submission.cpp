#include "responsum/resource/form/submission.hpp"

#include <utility>

#include "responsum/base/ascii.hpp"
#include "responsum/field/accept_encoding.hpp"

namespace responsum::resource::form {

using decision::Hindrance;

Submission::Submission(Form& form, const Request& request, const Caller& caller, const Bench& bench,
                       const decision::Facts& facts)
    : form_{form},
      here_{std::make_shared<Submission*>(this)}, // shared with what the thread has the worker do
      watcher_{caller.watcher},
      now_{bench.now},
      exchange_{caller.exchange},
      content_type_{request.head.value(message::Field::content_type)},
      announces_content_{request.head.announces_content()},
      most_bytes_{facts.route.max_content_bytes},
      digests_{request.head} {
  const auto coding = base::trim(request.head.value(message::Field::content_encoding));
  if (const auto known = field::content_coding_named(coding)) decoder_ = file::Decoder::of(*known);
}

Submission::~Submission() { *here_ = nullptr; }

void Submission::keep(std::string_view piece) {
  if (piece.size() > most_bytes_ - content_.size())
    met_ = {Hindrance::inflates};
  else
    content_.append(piece);
}

void Submission::take(std::string_view piece) {
  if (is_hindered()) return;
  digests_.update(piece);
  if (decoder_ == nullptr) return keep(piece);
  const auto state = decoder_->take(piece, [this](std::string_view out) {
    keep(out);
    return !is_hindered();
  });
  if (state == file::Decoder::State::unsound) met_ = {Hindrance::undecodable};
}

// What has come in whole.
void Submission::judge() {
  if (is_hindered()) return;
  if (decoder_ != nullptr && announces_content_ && !decoder_->complete()) {
    met_ = {Hindrance::undecodable};
  } else if (!digests_.matches()) {
    met_ = {Hindrance::digest_differs};
  } else if (auto fields = read_record(content_type_, content_, form_.options().rules)) {
    record_ = write_record(now_, exchange_, *fields);
  } else {
    met_ = {fields.error().hindrance};
    complaint_ = std::move(fields.error().complaint);
  }
}

void Submission::proceed(decision::Lookup lookup) {
  if (lookup == decision::Lookup::reserve) {
    stage_ = Stage::reserving;
  } else if (lookup == decision::Lookup::change) {
    judge();
    stage_ = Stage::over;
    if (!is_hindered()) append();
  }
}

void Submission::append() {
  net::Reactor* const reactor = form_.reactor();
  if (reactor == nullptr) {
    met_ = form_.journal().append(record_, now_);
    return;
  }
  stage_ = Stage::appending;
  auto job = [line = record_, now = now_, &journal = form_.journal(), here = here_, reactor,
              under_way = form_.under_way()]() mutable {
    const file::Met met = journal.append(line, now);
    reactor->post([met, here = std::move(here)] {
      if (*here != nullptr) (*here)->appended(met);
    });
  };
  if (form_.threads().submit(std::move(job), form_.options().max_waiting)) return;
  met_ = {Hindrance::exhausted};
  stage_ = Stage::over;
}

void Submission::appended(file::Met met) {
  if (stage_ != Stage::appending) return;
  met_ = met;
  stage_ = Stage::over;
  watcher_.on_progress();
}

// What has been begun is brought to its end all the same; but nobody can be told how it ended.
void Submission::client_gone() {
  if (stage_ == Stage::appending) stage_ = Stage::left;
}

void Submission::tell(decision::Facts& facts, Selected& selected) {
  if (stage_ == Stage::reserving) {
    stage_ = Stage::taking;
    return;
  }
  decision::ChangeFacts& c = facts.change;
  if (stage_ == Stage::left) {
    c.met = Hindrance::client_gone;
    return;
  }
  c.met = met_.hindrance;
  c.error = facts.resource.error = met_.error;
  c.complaint = complaint_;
  selected.content = record_;
}

} // namespace responsum::resource::form
