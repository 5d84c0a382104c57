// One request of an upload that can be resumed: begins it, appends to it, asks for its offset or gives it up. When it
// has come in whole, the change is made that the request meant that began it.
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "responsum/resource/file/digest.hpp"
#include "responsum/resource/file/writes.hpp"

namespace responsum::resource::file {

// What is done for the request where waiting does no harm. Shared with the thread that does it, which may end later.
class UploadWork {
 public:
  UploadWork(const Premises& of, net::Descriptor below) : premises{of}, root{std::move(below)} {}
  UploadWork(const UploadWork&) = delete;
  UploadWork& operator=(const UploadWork&) = delete;
  ~UploadWork() {
    if (upload != nullptr) upload->leave(turn);
  }

  // What each does it leaves here.
  void begin();
  void take(const std::string& id);
  void keep();
  void finish(bool completes);
  void give_up();

  bool is_at_it() const { return upload != nullptr; }
  bool would_wait(bool completes) const;

  const Premises& premises;
  net::Descriptor root;
  base::UnixSeconds now_s = 0;
  std::string address;    // of the client
  std::string whole_path; // of the request, as what follows; decoded
  std::string path;
  std::optional<UploadPurpose> purpose; // until it is begun
  UploadState initial;
  Reservation room; // likewise
  std::function<void()> cut_off;

  std::shared_ptr<Upload> upload; // shared by all who send it
  Upload::Turn turn = 0;
  std::shared_ptr<Commit> commit; // likewise, once all of it is here
  bool locked = false;            // by another program
  bool readable = true;
  Met met{decision::Hindrance::none};

 private:
  Uploads& uploads() const { return premises.system.common().uploads(premises.root); }
  void place();
  void copy(Commit& to);
};

class Uploading final : public Deed {
 public:
  // `writes` outlives this. `id` is the name of the upload; empty: it begins with this request.
  Uploading(Writes& writes, std::shared_ptr<UploadWork> work, std::string id, const Request& request,
            const Caller& caller, const decision::Facts& facts);
  Uploading(const Uploading&) = delete;
  Uploading& operator=(const Uploading&) = delete;
  ~Uploading() override;

  void proceed(decision::Lookup lookup) override;
  std::size_t room() const override;
  void take(std::string_view piece) override;
  void content_ended(decision::ContentEnd end) override;
  bool settled() const override;
  void tell(decision::Facts& facts, Selected& selected) override;
  void client_gone() override;

 private:
  static constexpr std::size_t most_at_once = 1024 * 1024;
  static constexpr base::Milliseconds keep_after_ms = 5000; // what comes slowly is kept as well
  enum class Stage : std::uint8_t {
    ready,   // for content, if some is announced
    told,    // a lookup is done and waits to be told
    working, // in another thread
    over,
  };

  bool hindered() const { return work_->met.hindrance != decision::Hindrance::none; }
  void meet(Met met);
  bool cover(std::uint64_t octets);
  void run(bool quick, std::function<void(UploadWork&)> job);
  void worked();
  void after(decision::Lookup lookup);
  void prepare_commit();
  void finish();
  void write(std::string_view piece);
  void note_progress();
  void tell_progress();
  void keep_what_came();
  void superseded();
  void say(decision::Condition condition, std::string_view name, std::string value);
  void tell_state(decision::Facts& facts) const;

  Writes& writes_;
  std::shared_ptr<UploadWork> work_; // see above
  std::shared_ptr<Uploading*> here_; // null once this has gone; the worker's thread alone looks into it
  Watcher& watcher_;
  std::string id_;
  message::Method method_;
  bool completes_;
  bool lasting_;
  std::optional<std::uint64_t> length_; // of the whole
  std::uint64_t declared_;              // octets to take room for
  std::uint64_t quota_;
  std::uint64_t begins_at_ = 0; // octets that were there before this request
  std::uint64_t written_ = 0;   // octets, with those
  std::uint64_t told_ = 0;      // of them, to the client
  std::uint64_t next_mark_ = 0; // octets after which they are kept
  base::Milliseconds kept_ms_ = 0;
  DigestCheck digests_;
  std::string location_;
  std::string version_; // of the draft's interoperation; empty: none is said
  Stage stage_ = Stage::ready;
  decision::Lookup lookup_ = decision::Lookup::none; // that is being done
  bool keeping_ = false;                             // in another thread
  bool over_quota_ = false;
  bool left_ = false;      // the client has gone
  bool accepting_ = false; // content: whatever else comes is of a request that was refused, and is thrown away
  std::array<message::ResponseField, 1> fields_{};
};

} // namespace responsum::resource::file
