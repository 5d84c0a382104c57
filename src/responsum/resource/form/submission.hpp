// One entry under way: takes the content of its request, and has the record appended when that has come in whole.
#pragma once

#include <memory>
#include <string>

#include "responsum/resource/file/decoder.hpp"
#include "responsum/resource/file/digest.hpp"
#include "responsum/resource/form/form.hpp"

namespace responsum::resource::form {

class Submission final : public Deed {
 public:
  // `form` outlives this.
  Submission(Form& form, const Request& request, const Caller& caller, const Bench& bench,
             const decision::Facts& facts);
  Submission(const Submission&) = delete;
  Submission& operator=(const Submission&) = delete;
  ~Submission() override;

  void proceed(decision::Lookup lookup) override;
  std::size_t room() const override { return most_bytes_ + 1; } // the octet too many is noticed
  void take(std::string_view piece) override;
  void content_ended(decision::ContentEnd) override {}
  bool settled() const override { return stage_ != Stage::appending && (stage_ != Stage::taking || is_hindered()); }
  void tell(decision::Facts& facts, Selected& selected) override;
  void client_gone() override;

 private:
  enum class Stage : std::uint8_t {
    taking,
    reserving, // the lookup reserve waits to be told
    appending, // in another thread
    left,      // there, while nobody waits for it any more
    over,
  };

  bool is_hindered() const { return met_.hindrance != decision::Hindrance::none; }
  void keep(std::string_view piece);
  void judge();
  void append();
  void appended(file::Met met);

  Form& form_;
  std::shared_ptr<Submission*> here_; // null once this has gone; the worker's thread alone looks into it
  Watcher& watcher_;
  base::Now now_;
  std::string exchange_;
  std::string content_type_;
  bool announces_content_;
  std::uint64_t most_bytes_; // of content, decoded
  file::DigestCheck digests_;
  std::unique_ptr<file::Decoder> decoder_; // null: the content is not coded
  std::string content_;
  std::string record_; // its line
  std::string complaint_;
  file::Met met_{decision::Hindrance::none};
  Stage stage_ = Stage::taking;
};

} // namespace responsum::resource::form
