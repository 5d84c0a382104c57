#include "responsum/admit/shared_tally.hpp"

#include <hiredis/hiredis.h>

#include <charconv>
#include <chrono>
#include <string_view>
#include <utility>
#include <vector>

#include "responsum/admit/orders.hpp"
#include "responsum/base/clock.hpp"

namespace responsum::admit {

namespace {

// Between two tries to reach the server, and between two looks whether it is still there.
constexpr std::chrono::milliseconds interval{250};

// What one request more makes of what is remembered, by the server's own clock, so that those of the machines need
// not agree. It answers how far ahead of its share the client is, in microseconds, and forgets who is not.
constexpr std::string_view script = R"(
local t = redis.call('TIME')
local now = t[1] * 1000000 + t[2]
local arrival = tonumber(redis.call('GET', KEYS[1]) or '0')
if arrival < now then arrival = now end
arrival = arrival + tonumber(ARGV[1])
redis.call('SET', KEYS[1], string.format('%.0f', arrival), 'PX', math.ceil((arrival - now) / 1000) + 1)
return string.format('%.0f', arrival - now)
)";

struct FreeReply {
  void operator()(redisReply* reply) const { ::freeReplyObject(reply); }
};
using Reply = std::unique_ptr<redisReply, FreeReply>;

timeval in_timeval(base::Milliseconds ms) {
  return {.tv_sec = static_cast<time_t>(ms / 1000), .tv_usec = static_cast<suseconds_t>(ms % 1000 * 1000)};
}

// The answer to one command; null or an error of the server: it was not done.
Reply ask(redisContext& context, const std::vector<std::string>& words) {
  std::vector<const char*> begins;
  std::vector<std::size_t> sizes;
  for (const std::string& word : words) {
    begins.push_back(word.data());
    sizes.push_back(word.size());
  }
  Reply reply{static_cast<redisReply*>(
      ::redisCommandArgv(&context, static_cast<int>(words.size()), begins.data(), sizes.data()))};
  if (reply != nullptr && reply->type == REDIS_REPLY_ERROR) reply.reset();
  return reply;
}

// What a client is counted by is an address, or a key that is nobody else's to know: the server learns neither.
std::string stored_name(std::string_view name) {
  const Digest digest = digest_of(name);
  return std::string{"responsum:"}.append(digest.begin(), digest.end());
}

Nanoseconds ahead_ns(const redisReply& reply) {
  std::int64_t us = 0;
  std::from_chars(reply.str, reply.str + reply.len, us);
  return us * 1000;
}

} // namespace

std::expected<RedisAddress, std::string> parse_redis_address(std::string_view text) {
  constexpr std::string_view scheme = "redis://";
  const auto unfit = std::unexpected{"\"" + std::string{text} + "\" is not written as redis://host:port/number"};
  if (!text.starts_with(scheme)) return unfit;
  text.remove_prefix(scheme.size());
  RedisAddress address;
  const auto number = [](std::string_view digits, auto& value) {
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return error == std::errc{} && end == digits.data() + digits.size();
  };
  if (const std::size_t slash = text.rfind('/'); slash != std::string_view::npos) {
    const std::string_view database = text.substr(slash + 1);
    if (!database.empty() && !number(database, address.database)) return unfit;
    text = text.substr(0, slash);
  }
  if (const std::size_t at = text.rfind('@'); at != std::string_view::npos) {
    const std::string_view user = text.substr(0, at);
    address.password = user.substr(user.find(':') + 1);
    text.remove_prefix(at + 1);
  }
  const std::size_t colon = text.rfind(':');
  const std::size_t bracket = text.rfind(']');
  if (colon != std::string_view::npos && (bracket == std::string_view::npos || colon > bracket)) {
    if (!number(text.substr(colon + 1), address.port) || address.port == 0) return unfit;
    text = text.substr(0, colon);
  }
  if (text.starts_with('[') && text.ends_with(']')) text = text.substr(1, text.size() - 2);
  if (text.empty()) return unfit;
  address.host = text;
  return address;
}

void SharedTally::Free::operator()(redisContext* context) const { ::redisFree(context); }

SharedTally::SharedTally(RedisAddress address, base::Milliseconds timeout_ms, Tally& local, Say say)
    : address_{std::move(address)}, timeout_ms_{timeout_ms}, local_{local}, say_{std::move(say)} {
  thread_ = std::thread{[this] { run(); }};
}

SharedTally::~SharedTally() {
  {
    const std::lock_guard lock{mutex_};
    ending_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void SharedTally::report(std::uint64_t key, const std::string& name, Nanoseconds cost_ns) {
  {
    const std::lock_guard lock{mutex_};
    if (waiting_.size() >= most_waiting && !waiting_.contains(key)) return;
    Cost& cost = waiting_[key];
    if (cost.name.empty()) cost.name = name;
    cost.cost_ns += cost_ns;
    if (waiting_.size() > 1 || cost.cost_ns != cost_ns) return; // it was woken already
  }
  changed_.notify_one();
}

bool SharedTally::connect() {
  const timeval timeout = in_timeval(timeout_ms_);
  context_.reset(::redisConnectWithTimeout(address_.host.c_str(), address_.port, timeout));
  if (context_ == nullptr || context_->err != 0) return false;
  ::redisSetTimeout(context_.get(), timeout);
  if (!address_.password.empty() && ask(*context_, {"AUTH", address_.password}) == nullptr) return false;
  if (ask(*context_, {"SELECT", std::to_string(address_.database)}) == nullptr) return false;
  const Reply loaded = ask(*context_, {"SCRIPT", "LOAD", std::string{script}});
  if (loaded == nullptr || loaded->type != REDIS_REPLY_STRING) return false;
  script_.assign(loaded->str, loaded->len);
  return true;
}

// All at once, so that many clients cost one round trip.
bool SharedTally::add_up(const Costs& costs) {
  for (const auto& [key, cost] : costs) {
    const std::string name = stored_name(cost.name);
    const std::string us = std::to_string((cost.cost_ns + 999) / 1000);
    ::redisAppendCommand(context_.get(), "EVALSHA %s 1 %b %s", script_.c_str(), name.data(), name.size(), us.c_str());
  }
  bool sound = true;
  for (const auto& [key, cost] : costs) {
    void* got = nullptr;
    if (::redisGetReply(context_.get(), &got) != REDIS_OK) return false;
    const Reply reply{static_cast<redisReply*>(got)};
    sound = sound && reply->type == REDIS_REPLY_STRING;
    if (!sound) continue;
    const Nanoseconds now_ns = base::read_clock().monotonic_ms * ns_per_ms;
    local_.raise(key, now_ns + ahead_ns(*reply), now_ns);
  }
  return sound;
}

void SharedTally::set_had(bool had, const std::string& why) {
  if (had_.exchange(had) == had && ever_said_) return;
  ever_said_ = true;
  if (say_) say_(had ? "the state of limits at " + address_.text() + " is to be had" : why);
}

void SharedTally::run() {
  std::unique_lock lock{mutex_};
  while (!ending_) {
    Costs costs = std::exchange(waiting_, {});
    lock.unlock();
    const bool there =
        (context_ != nullptr || connect()) && (costs.empty() ? ask(*context_, {"PING"}) != nullptr : add_up(costs));
    if (!there) {
      const std::string why = context_ != nullptr && context_->err != 0 ? context_->errstr : "it refuses";
      context_.reset();
      set_had(false, "the state of limits at " + address_.text() + " is not to be had: " + why);
    } else {
      set_had(true, {});
    }
    lock.lock();
    // What was granted while it was lost is added up nowhere: those who granted it were told.
    if (!there) waiting_.clear();
    changed_.wait_for(lock, interval, [&] { return ending_ || (there && !waiting_.empty()); });
  }
}

} // namespace responsum::admit
