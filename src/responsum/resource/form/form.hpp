// The resource of a route that takes entries in forms, and may serve the page that they are entered on.
#pragma once

#include <memory>

#include "responsum/resource/file/files.hpp"
#include "responsum/resource/form/journal.hpp"
#include "responsum/resource/form/record.hpp"
#include "responsum/resource/resource.hpp"

namespace responsum::resource::form {

struct FormOptions {
  JournalOptions journal;
  RecordRules rules;
  std::size_t max_waiting = 1024; // entries that wait for a thread
  message::MethodSet methods{};
};

class Form final : public Resource {
 public:
  // `system` and `reactor` outlive this; without a reactor an entry waits where it is made. `page` is what GET is
  // answered with; null: nothing.
  Form(FormOptions options, std::unique_ptr<Resource> page, const file::FileSystem& system, net::Reactor* reactor);

  message::MethodSet methods() const override { return options_.methods; }
  void locate(const Request&, Bench&, decision::Facts&, Selected&) override;
  void list(const Request&, Bench&, Selected&) override {}
  std::unique_ptr<Deed> begin(const Request&, const Caller&, Bench&, const decision::Facts&) override;
  std::unique_ptr<Deed> sum_up(const Selected&, Watcher*) override;

  // --- For what was begun

  const FormOptions& options() const { return options_; }
  const Journal& journal() const { return journal_; }
  net::Reactor* reactor() const { return reactor_; }
  base::Threads& threads() const { return system_.common().threads(); }
  file::UnderWay::Mark under_way() { return file::UnderWay::Mark{under_way_}; }

 private:
  FormOptions options_;
  std::unique_ptr<Resource> page_;
  const file::FileSystem& system_;
  net::Reactor* reactor_;
  Journal journal_;
  file::UnderWay under_way_; // the last, and so the first to end: what is under way uses the rest
};

} // namespace responsum::resource::form
