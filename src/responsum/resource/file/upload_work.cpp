#include "responsum/base/ascii.hpp"
#include "responsum/field/accept_encoding.hpp"
#include "responsum/resource/file/decoder.hpp"
#include "responsum/resource/file/uploading.hpp"

namespace responsum::resource::file {

using decision::Hindrance;
using Phase = UploadState::Phase;

namespace {

std::string_view coding_of(const message::RequestHead& head) {
  return base::trim(head.value(message::Field::content_encoding));
}

// Of the folder that the server keeps uploads in: whatever is wrong with that is not the client's business.
Met hindrance_of(int error) {
  if (error == EBUSY) return {Hindrance::exhausted, 0};
  const Met met = met_with(error);
  const bool ours = met.hindrance == Hindrance::parent_missing || met.hindrance == Hindrance::link ||
                    met.hindrance == Hindrance::conflict || met.hindrance == Hindrance::name_impossible;
  return ours ? Met{Hindrance::failed, error} : met;
}

} // namespace

void UploadWork::begin() {
  initial.touched_s = now_s;
  auto begun = uploads().begin(root.number(), std::move(*purpose), initial, premises.options.durability,
                               premises.options.uploads, room);
  purpose.reset();
  if (!begun) {
    met = hindrance_of(begun.error());
    return;
  }
  upload = std::move(*begun);
  turn = upload->take(now_s, cut_off);
}

void UploadWork::take(const std::string& id) {
  auto taken = uploads().take(premises.system, root.number(), id, premises.options.durability);
  if (!taken) {
    locked = taken.error() == EWOULDBLOCK;
    readable = locked;
    met.error = taken.error();
    return;
  }
  upload = std::move(*taken);
  turn = upload->take(now_s, cut_off);
  if (const auto kept = upload->keep(); !kept) {
    readable = false;
    met.error = kept.error();
  }
  uploads().touch(id, now_s);
}

void UploadWork::keep() {
  if (const auto kept = upload->keep(); !kept) met = met_with(kept.error());
}

void UploadWork::give_up() {
  const auto held = upload->hold();
  if (!upload->has_turn(turn) && upload->state().phase == UploadState::Phase::open) {
    met = {Hindrance::superseded};
    return;
  }
  upload->remove();
  uploads().forget(upload->id());
}

bool UploadWork::would_wait(bool completes) const {
  if (premises.options.durability == Durability::full) return true;
  if (!completes) return false;
  const message::RequestHead& head = purpose ? purpose->head() : upload->purpose().head();
  return !coding_of(head).empty() || DigestCheck{head}.any();
}

void UploadWork::finish(bool completes) {
  if (upload == nullptr) begin();
  if (met.hindrance != Hindrance::none) return;
  const auto length = upload->state().length;
  const bool as_said = !completes || !length || *length == upload->written();
  if (!completes || !as_said) keep();
  if (!as_said) met = {Hindrance::length_differs};
  if (!completes || !as_said) return;
  const auto held = upload->hold();
  if (upload->has_turn(turn))
    place();
  else
    met = {Hindrance::superseded};
}

// What comes of it, the upload is over.
void UploadWork::place() {
  upload->set_length(turn, upload->written());
  if (const int error = upload->enter(Phase::placing); error != 0) {
    met = met_with(error);
    return;
  }
  const message::RequestHead& head = upload->purpose().head();
  DigestCheck digests{head};
  if (digests.any())
    upload->read([&digests](std::string_view piece) {
      digests.update(piece);
      return true;
    });
  if (!digests.matches()) commit->meet({Hindrance::digest_differs});
  commit->take_over(uploads().settle(upload->id()));
  const bool as_it_is = coding_of(head).empty() && upload->is_on_device_of(commit->parent());
  if (commit->met().hindrance == Hindrance::none) {
    if (!as_it_is)
      copy(*commit);
    else if (auto draft = upload->draft())
      commit->take_over(std::move(*draft));
    else
      commit->meet(met_with(draft.error()));
  }
  if (commit->met().hindrance == Hindrance::none) commit->make(Patience::some);
  met = commit->met();
  upload->enter(Phase::complete);
  Upload::remove_content(upload->folder(), upload->id());
  uploads().retire(upload->folder(), upload->id(), premises.options.uploads, now_s);
}

// What is not to be kept as it was sent, or not on this file system.
void UploadWork::copy(Commit& to) {
  const auto known = field::content_coding_named(coding_of(upload->purpose().head()));
  const auto decoder = known ? Decoder::of(*known) : nullptr;
  const std::uint64_t most = premises.options.uploads.terms.max_bytes;
  std::uint64_t decoded = 0;
  const auto keep_piece = [&](std::string_view piece) {
    decoded += piece.size();
    if (decoded > most)
      to.meet({Hindrance::inflates});
    else
      to.keep(piece);
    return to.met().hindrance == Hindrance::none;
  };
  const int error = upload->read([&](std::string_view piece) {
    if (decoder == nullptr) return keep_piece(piece);
    const auto state = decoder->take(piece, keep_piece);
    if (state == Decoder::State::unsound) to.meet({Hindrance::undecodable});
    return state == Decoder::State::sound;
  });
  if (to.met().hindrance != Hindrance::none) return;
  if (error != 0)
    to.meet(met_with(error));
  else if (decoder != nullptr && upload->written() != 0 && !decoder->complete())
    to.meet({Hindrance::undecodable});
}

} // namespace responsum::resource::file
