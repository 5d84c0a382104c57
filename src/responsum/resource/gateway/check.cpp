#include "responsum/resource/gateway/check.hpp"

#include <utility>

#include "responsum/base/writer.hpp"
#include "responsum/codec/h1/request_writer.hpp"
#include "responsum/resource/gateway/introduction.hpp"

namespace responsum::resource::gateway {

namespace {

using decision::HopEnd;

constexpr codec::h1::RequestField agent{"User-Agent", "responsum (health check)"};
constexpr std::array fields_of_both{agent};
constexpr std::array fields_of_http1{agent, codec::h1::RequestField{"Connection", "close"}};

client::Limits limits_of(const client::Limits& of_requests, const base::Limit& timeout_ms) {
  client::Limits limits = of_requests;
  for (base::Limit* time :
       {&limits.dns_timeout_ms, &limits.connect_timeout_ms, &limits.tls_timeout_ms, &limits.send_timeout_ms,
        &limits.first_byte_timeout_ms, &limits.between_bytes_timeout_ms, &limits.total_timeout_ms,
        &limits.tunnel_timeout_ms, &limits.idle_timeout_ms, &limits.queue_timeout_ms})
    *time = timeout_ms;
  limits.max_connections.value = 2; // the one before may still be ending
  limits.max_requests_per_connection.value = 1;
  limits.max_idle_connections.value = limits.max_queue.value = 0;
  return limits;
}

std::string host_of(const CheckSettings& settings, const client::Endpoint& endpoint) {
  return settings.host.empty() ? endpoint.authority() : settings.host;
}

std::string head_of(const CheckSettings& settings, std::string_view host) {
  const codec::h1::RequestToWrite wanted{
      .method = "GET", .target = settings.path, .host = host, .fields = fields_of_http1};
  std::string text(codec::h1::request_size(wanted), '\0');
  base::Writer out{text};
  codec::h1::write_request(out, wanted);
  return text;
}

} // namespace

std::string words_of(const client::Failure& failure) {
  std::string text{decision::row(failure.end).words};
  const bool by_tls = failure.end == HopEnd::certificate_bad || failure.end == HopEnd::tls_alerted ||
                      failure.end == HopEnd::tls_failed;
  if (by_tls && !failure.detail.empty()) text += ": " + std::string{failure.detail};
  if (!failure.rcode.empty()) text += ": " + std::string{failure.rcode};
  if (failure.limit != nullptr) text += ": " + base::describe(*failure.limit);
  return text;
}

Check::Check(net::Reactor& reactor, const Road& road, EndpointId id, const CheckSettings& settings,
             client::Scratch& scratch, Checked& told, base::Milliseconds first_ms)
    : Timer{&on_time},
      reactor_{reactor},
      settings_{settings},
      of_requests_{road.limits},
      told_{told},
      id_{id},
      introduction_{introduction_of(settings.introduced_by, {}, {})},
      host_{host_of(settings, road.endpoint)},
      head_{head_of(settings, host_)},
      limits_{limits_of(of_requests_, settings.timeout_ms)},
      pool_{reactor, road.endpoint, road.name, road.encryption, limits_, *this, scratch} {
  reactor_.timers().arm(*this, reactor_.after(first_ms));
}

Check::~Check() {
  if (carrier_ != nullptr) carrier_->abandon(*this);
}

void Check::adopt() { limits_ = limits_of(of_requests_, settings_.timeout_ms); }

client::RequestParts Check::parts() const {
  return {.method = "GET", .target = settings_.path, .host = host_, .fields = fields_of_both};
}

// The next one waits for the end of this one, if that takes longer.
void Check::begin() {
  began_ms_ = reactor_.now().monotonic_ms;
  clock_ = {};
  status_ = 0;
  pool_.begin(*this);
}

void Check::end(bool good, std::string_view why) {
  carrier_ = nullptr;
  reactor_.timers().arm(*this, net::Deadline{began_ms_ + settings_.interval_ms});
  told_.on_checked(id_, good, why);
}

void Check::on_end(std::span<const message::ResponseField>) {
  end(settings_.statuses.test(status_), "answered " + std::to_string(status_));
}

// One time limit is over all of it: how far it had come says more than which of the attempt's it was.
void Check::on_failure(const client::Failure& failure) {
  const bool slow = failure.limit != nullptr && failure.limit->key == settings_.timeout_ms.key;
  if (!slow) return end(false, words_of(failure));
  end(false, "took longer than " + base::describe(*failure.limit) + ", in the phase `" +
                 std::string{decision::name(clock_.reached())} + "`");
}

} // namespace responsum::resource::gateway
