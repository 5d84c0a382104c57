// How a connection speaks to a script: its parameters, its output in records or straight, and how that ends.
#include <fcntl.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "responsum/base/writer.hpp"
#include "responsum/client/connection.hpp"
#include "responsum/client/pool.hpp"
#include "responsum/client/reading.hpp"
#include "responsum/codec/cgi/head_parser.hpp"
#include "responsum/codec/fcgi/writer.hpp"
#include "responsum/decision/condition.hpp"
#include "responsum/status/status.hpp"

namespace responsum::client {

using codec::fcgi::ProtocolStatus;
using codec::fcgi::ReadState;
using codec::h1::BodyFraming;
using codec::h1::Progress;

namespace {

// RFC 3875 6.2: of a response that says none.
std::uint16_t usual_status(codec::cgi::ResponseKind kind) {
  using codec::cgi::ResponseKind;
  const bool leads_on = kind != ResponseKind::document;
  using decision::Condition;
  return status::code(decision::row(leads_on ? Condition::moved_temporarily : Condition::gw_relayed).status);
}

codec::h1::FieldLimits field_limits(const Limits& limits) {
  const codec::h1::ResponseLimits most = parser_limits(limits);
  return {most.max_fields_bytes, most.max_field_line_bytes, most.max_fields};
}

} // namespace

// A program has got it with its environment.
std::string_view Connection::script_head() {
  if (is_program()) return {};
  const auto params = call_->params();
  // An application that is left waiting for another request takes none of anybody else's meanwhile.
  const bool stays = pool_->limits().max_idle_connections != 0;
  base::Writer out{
      reactor_.turn_memory().allocate(codec::fcgi::begin_request_bytes + codec::fcgi::params_size(params))};
  using After = codec::fcgi::Connection;
  codec::fcgi::write_begin_request(out, codec::fcgi::Role::responder, stays ? After::stays : After::closes);
  codec::fcgi::write_params(out, params);
  stays_ = stays;
  return out.written();
}

// A program may have said all that it has to say before its call has begun.
void Connection::on_said(std::string_view words) {
  Call* const call = call_ == nullptr && !waiting_.empty() ? waiting_.front() : call_;
  if (call != nullptr) call->on_said(words);
}

// --- Records -------------------------------------------------------------------------------------------------------

void Connection::take_records(std::string_view bytes) {
  codec::fcgi::Reader& records = script_->records;
  while (call_ != nullptr) {
    const codec::fcgi::ReadStep step = records.read(bytes);
    bytes.remove_prefix(step.consumed);
    switch (step.state) {
    case ReadState::more: return;
    case ReadState::output: take_output(step.data); break;
    case ReadState::errors: call_->on_said(step.data); break;
    case ReadState::ended:
      if (!bytes.empty()) stays_ = false;
      return output_ended();
    case ReadState::faulty: {
      if (records.fault() != message::Fault::fcgi_refused)
        return fail({.end = HopEnd::malformed,
                     .fault = records.fault(),
                     .fault_offset = static_cast<std::uint32_t>(records.fault_offset())});
      const ProtocolStatus why = records.protocol_status();
      const bool unseen = why == ProtocolStatus::overloaded || why == ProtocolStatus::cannot_multiplex;
      return fail({.end = unseen ? HopEnd::unprocessed : HopEnd::malformed,
                   .fault = unseen ? message::Fault::none : records.fault(),
                   .detail = codec::fcgi::row(why).sentence});
    }
    }
  }
}

// --- Output --------------------------------------------------------------------------------------------------------

void Connection::output_refused(message::Fault fault, std::uint32_t offset, std::string_view detail) {
  const HopEnd end = is_program() ? HopEnd::program_unsound : end_of_fault(fault);
  if (is_program() && script_->program != nullptr) script_->program->listen();
  fail({.end = end, .fault = fault, .fault_offset = offset, .detail = detail});
}

// What is left of the octets is content. False: the head is not whole yet, or is none.
bool Connection::take_script_head(std::string_view& bytes) {
  if (!received_.empty()) {
    received_.append(bytes);
    bytes = received_;
  }
  message::ReceivedHead& head = pool_->scratch_.head;
  codec::cgi::HeadParser parser;
  parser.start(head);
  switch (parser.parse(bytes, field_limits(pool_->limits()), head)) {
  case Progress::faulty: {
    const std::size_t line = std::min<std::size_t>(parser.line_offset(), bytes.size());
    output_refused(parser.fault(), parser.fault_offset(), bytes.substr(line, 64));
    return false;
  }
  case Progress::incomplete:
    if (received_.empty()) received_.assign(bytes);
    return false;
  case Progress::complete: break;
  }
  if (head.status == 0) head.status = usual_status(parser.kind());
  head.version = message::Version::http_1_1;
  head.join_repeated(reactor_.turn_memory());
  bytes.remove_prefix(head.size);
  const BodyFraming framing = codec::h1::framing_of(head, call_->method());
  script_->without_content = framing.kind == BodyFraming::Kind::none;
  if (framing.kind == BodyFraming::Kind::length) script_->left = framing.length;
  head_taken_ = true;
  enter(HopPhase::receive);
  call_->on_head(head, framing);
  return true;
}

void Connection::take_output(std::string_view bytes) {
  if (!head_taken_ && !take_script_head(bytes)) return;
  if (call_ != nullptr && !bytes.empty() && !script_->without_content) {
    std::optional<std::uint64_t>& left = script_->left;
    if (left && bytes.size() > *left)
      return fail({.end = HopEnd::malformed, .detail = "there is more content than its length says"});
    if (left) *left -= bytes.size();
    call_->on_content(bytes);
  }
  received_.clear(); // nothing is a view of it any more
}

// All that there is of it has been taken.
void Connection::answer_ended() {
  if (!head_taken_) {
    if (!is_program()) return fail({.end = HopEnd::cut, .detail = "it ended the request before a head"});
    const std::string how = words_of(script_->exit);
    if (received_.empty()) return fail({.end = HopEnd::program_ended, .detail = how});
    return fail({.end = HopEnd::program_unsound, .detail = std::string_view{received_}.substr(0, 64)});
  }
  if (is_program() && !script_->exit.sound()) return fail({.end = HopEnd::cut, .detail = words_of(script_->exit)});
  if (script_->left.value_or(0) != 0)
    return fail({.end = HopEnd::malformed, .detail = "there is less content than its length says"});
  finish(stays_ && is_sent());
}

// How a program ended says whether that was all; it mostly ends a moment later.
void Connection::output_ended() {
  if (call_ == nullptr) return;
  if (!is_program() || script_->program == nullptr) return answer_ended();
  script_->closed_ms = now_ms();
}

// --- Programs ------------------------------------------------------------------------------------------------------

// Of a socket that has failed nothing is heard any more.
void Connection::renew_line() {
  script_->broken = true;
  net::Descriptor same{::fcntl(socket_->descriptor(), F_DUPFD_CLOEXEC, 0)};
  socket_.emplace(reactor_, net::Accepted{std::move(same), net::Address{}, false, nullptr});
  socket_->receive_alone();
}

// A program may end without having read what it was sent: then the connection breaks, and what it had put out is
// still there.
void Connection::drain_program() {
  const std::span<char> room = reactor_.turn_memory().allocate(16 * 1024);
  while (call_ != nullptr) {
    const ssize_t count = ::recv(socket_->descriptor(), room.data(), room.size(), MSG_DONTWAIT);
    if (count <= 0) break;
    answering_ = true;
    take_output({room.data(), static_cast<std::size_t>(count)});
  }
  output_ended();
}

// Its answer is there, and it goes on with something else.
void Connection::program_stays() {
  script_->program->listen();
  script_->program->let_go();
  script_->program = nullptr;
  answer_ended();
}

void Connection::on_exit() {
  script_->exit = script_->program->exit();
  script_->program = nullptr;
  if (socket_) socket_->wake();
}

} // namespace responsum::client
