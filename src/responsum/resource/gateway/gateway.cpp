#include "responsum/resource/gateway/gateway.hpp"

#include "responsum/base/assert.hpp"
#include "responsum/resource/gateway/forwarding.hpp"

namespace responsum::resource::gateway {

message::MethodSet Gateway::methods() const {
  message::MethodSet all;
  for (const message::MethodRow& row : message::method_rows)
    if (row.method != message::Method::connect) all.insert(row.method);
  return all;
}

// The diagram leads requests of such routes past the chapters that ask for these.
void Gateway::locate(const Request&, Bench&, decision::Facts&, Selected&) { RESPONSUM_ASSERT(false); }
void Gateway::list(const Request&, Bench&, Selected&) { RESPONSUM_ASSERT(false); }

std::unique_ptr<Deed> Gateway::begin(const Request& request, const Caller& caller, Bench& bench,
                                     const decision::Facts& facts) {
  RESPONSUM_ASSERT(upstream_ != nullptr);
  net::FramePool& pool = upstream_->reactor().frame_pool();
  return std::unique_ptr<Deed>{new (pool) Forwarding{*upstream_, options_, request, caller, bench.arena, facts}};
}

} // namespace responsum::resource::gateway
