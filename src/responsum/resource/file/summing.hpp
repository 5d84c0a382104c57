// A request that waits for the digest of the file that it is to be answered with.
#pragma once

#include <memory>
#include <optional>

#include "responsum/resource/file/sums.hpp"
#include "responsum/resource/resource.hpp"

namespace responsum::resource::file {

class Summing final : public Deed {
 public:
  // It is known.
  explicit Summing(std::optional<Sum> sum) : settled_{true}, sum_{sum} {}
  // It is worked out; all of it outlives this.
  Summing(Sums& sums, net::Descriptor file, base::Threads& threads, net::Reactor& reactor, Watcher& watcher)
      : wait_{sums.ask(std::move(file), threads, reactor, [this, &watcher](std::optional<Sum> sum) {
          sum_ = sum;
          settled_ = true;
          watcher.on_progress();
        })} {}

  bool takes_content() const override { return false; }
  void proceed(decision::Lookup) override {}
  bool settled() const override { return settled_; }
  void tell(decision::Facts&, Selected& selected) override { selected.digest = sum_; }
  void client_gone() override {
    wait_.reset();
    settled_ = true;
  }

 private:
  bool settled_ = false;
  std::optional<Sum> sum_;
  std::unique_ptr<Sums::Wait> wait_;
};

} // namespace responsum::resource::file
