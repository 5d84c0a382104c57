// The fields by which hops know of each other: whatever is read lies within the value, and what is written is read.
#include <string>

#include "check.hpp"
#include "responsum/field/cdn_loop.hpp"
#include "responsum/field/forwarded.hpp"
#include "responsum/field/max_forwards.hpp"
#include "responsum/field/proxy_status.hpp"
#include "responsum/field/via.hpp"

using namespace responsum;
using fuzz::check;
using fuzz::within;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view value = fuzz::Input{data, size}.rest();

  field::ViaCursor via{value};
  while (const auto member = via.next()) {
    check(within(member->received_by, value) && within(member->comment, value), "a member lies within Via");
    check(!member->received_by.empty() && !member->protocol_version.empty(), "a member of Via has its parts");
  }
  check(field::read_cdn_loop(value, "own").own <= field::read_cdn_loop(value, "own").members, "one is a member");
  field::parse_max_forwards(value);

  field::ForwardedCursor forwarded{value};
  while (const auto element = forwarded.next()) {
    for (const std::string_view raw : {element->by, element->for_, element->host, element->proto})
      check(within(raw, value), "an element lies within Forwarded");
    if (const auto node = field::parse_forwarded_node(element->for_))
      check(within(node->name, value), "so does a node");
  }

  const std::string appended = field::append_proxy_status(value, "own;error=dns_error");
  check(appended.ends_with("own;error=dns_error"), "what this hop says comes last");
  const auto list = field::structured::parse_list(appended);
  check(list.has_value(), "what is sent on is well formed");
  check(list->size() <= field::max_proxy_status_members, "and has a limit");
  return 0;
}
