// A slice is an offset into bytes that may move; only its own head knows where they are now.
// expect: conver|no viable|no matching
#include <string_view>

#include "responsum/message/request_head.hpp"

std::string_view path_of(const responsum::message::RequestHead& head) {
#ifdef CONTROL
  return head.text(head.path);
#else
  return head.path;
#endif
}
