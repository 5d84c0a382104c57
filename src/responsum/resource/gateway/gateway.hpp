// Hands requests on to an upstream, and its answers back.
#pragma once

#include <memory>
#include <utility>

#include "responsum/resource/gateway/options.hpp"
#include "responsum/resource/gateway/upstream.hpp"
#include "responsum/resource/resource.hpp"

namespace responsum::resource::gateway {

class Gateway final : public Resource {
 public:
  // `upstream` outlives it; null: nothing can be begun.
  Gateway(Upstream* upstream, Options options) : upstream_{upstream}, options_{std::move(options)} {}

  // What this server does not know may mean something to the next.
  message::MethodSet methods() const override;
  void locate(const Request&, Bench&, decision::Facts&, Selected&) override;
  void list(const Request&, Bench&, Selected&) override;
  std::unique_ptr<Deed> begin(const Request& request, const Caller& caller, Bench& bench,
                              const decision::Facts& facts) override;

  const Options& options() const { return options_; }

 private:
  Upstream* upstream_;
  Options options_;
};

} // namespace responsum::resource::gateway
