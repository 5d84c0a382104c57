// One change under way: takes the content of its request, and has the change made when that has come in whole.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>

#include "responsum/resource/file/commit.hpp"
#include "responsum/resource/file/decoder.hpp"
#include "responsum/resource/file/digest.hpp"
#include "responsum/resource/file/removal_wait.hpp"
#include "responsum/resource/file/writes.hpp"

namespace responsum::resource::file {

class Writing final : public Deed {
 public:
  // `writes` outlives this; `commit` is shared with the thread that makes the change, which may end later than this.
  Writing(Writes& writes, std::shared_ptr<Commit> commit, const Request& request, const Caller& caller,
          const decision::Facts& facts);
  Writing(const Writing&) = delete;
  Writing& operator=(const Writing&) = delete;
  ~Writing() override;

  void proceed(decision::Lookup lookup) override;
  std::size_t room() const override { return most_at_once; }
  void take(std::string_view piece) override;
  void content_ended(decision::ContentEnd end) override;
  // Something in the way may be met in the middle of the content: then no more of it is wanted.
  bool settled() const override;
  void tell(decision::Facts& facts, Selected& selected) override;
  void client_gone() override;

 private:
  static constexpr std::size_t most_at_once = 1024 * 1024;
  enum class Stage : std::uint8_t {
    taking,
    reserving, // the lookup reserve waits to be told
    making,    // in another thread
    removing,  // likewise
    left,      // there, while nobody waits for it any more
    over,
  };

  void decode(std::string_view piece);
  bool content_sound();
  void make();
  void made(); // by the other thread
  void wait_for_removal();
  void tell_job(decision::Facts& facts, Selected& selected);

  Writes& writes_;
  std::shared_ptr<Commit> commit_; // see above
  std::shared_ptr<Writing*> here_; // null once this has gone; the worker's thread alone looks into it
  Watcher& watcher_;
  bool announces_content_;
  bool keeps_content_;
  std::uint64_t declared_;    // octets of content, 0: it is not said
  std::uint64_t most_bytes_;  // of content, decoded
  std::uint64_t decoded_ = 0; // octets
  DigestCheck digests_;
  std::unique_ptr<Decoder> decoder_; // null: the content is not coded
  Stage stage_ = Stage::taking;
  bool over_quota_ = false;
  std::optional<RemovalWait> removal_;
  std::string report_; // of the job that goes on
  std::string monitor_;
  std::array<message::ResponseField, 3> fields_{};
};

} // namespace responsum::resource::file
