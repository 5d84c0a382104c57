// Entity tags: strong comparison implies weak; a tag that is written into a list is found there.
#include <string>

#include "check.hpp"
#include "responsum/field/entity_tag.hpp"

using namespace responsum;
using fuzz::check;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input{data, size};
  const std::string_view text = input.line();
  const std::string_view list = input.rest();
  const auto tag = field::parse_entity_tag(text);
  if (!tag) return 0;
  check(fuzz::within(tag->opaque, text), "a tag is a view into its text");

  std::string written(field::written_size(*tag), '\0');
  base::Writer out{written};
  field::write(out, *tag);
  check(out.written() == text, "a tag is written as it was read");

  check(field::matches_weakly(text, *tag), "a tag is weakly the same as itself");
  check(field::matches_strongly(text, *tag) == !tag->weak, "a tag is strongly the same as itself unless it is weak");
  check(!field::matches_strongly(list, *tag) || field::matches_weakly(list, *tag), "strong implies weak");
  check(field::matches_weakly(written + ", " + std::string{list}, *tag), "a tag is found at the head of a list");
  check(!field::is_star(list) || !field::matches_weakly(list, *tag), "a star is no tag");
  return 0;
}
