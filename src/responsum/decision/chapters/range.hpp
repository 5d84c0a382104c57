// All of it, or parts? Data without code; included by diagram.hpp alone.
#pragma once

#include <array>

#include "responsum/decision/diagram.hpp"

namespace responsum::decision::chapters {

inline constexpr auto range = [] {
  using enum Node;
  constexpr auto chapter = Chapter::range;
  return std::array{
      Decision{sending_affordable, "E4a", chapter, "Is there bandwidth left for what turned out to have changed?",
               "RFC 9110 15.6.4", content_lawful, Condition::bandwidth_spent},
      Decision{content_lawful, "O0", chapter, "Is there no legal order about this very content?", "RFC 7725 3",
               digest_wanted, Condition::legal_digest, true, Lookup::read_digest},
      Decision{digest_wanted, "O0a", chapter, "Does the client want its digest?", "RFC 9530 4", range_asked,
               range_asked, false, Lookup::read_digest},
      Decision{range_asked, "O1", chapter, "Does a GET ask for a range?", "RFC 9110 14.2", range_understood,
               Condition::repr_whole, false},
      Decision{range_understood, "O1a", chapter, "Is the range in octets and well-formed?", "RFC 9110 14.2",
               if_range_holds, malformed_ignored, true, Lookup::find_ranges},
      Decision{malformed_ignored, "O1f", chapter, "Is it in another unit, or is what is malformed ignored here?",
               "RFC 9110 14.2", Condition::repr_whole, Condition::range_malformed},
      Decision{if_range_holds, "O1b", chapter, "Does If-Range hold, or was it not sent?", "RFC 9110 13.1.5",
               ranges_answerable, Condition::repr_whole},
      Decision{ranges_answerable, "O1c", chapter,
               "Can the set of ranges be answered part by part, being few, in order and not empty?", "RFC 9110 14.2",
               range_satisfiable, Condition::repr_whole},
      Decision{range_satisfiable, "O1d", chapter, "Does any range begin within the representation?",
               "RFC 9110 15.5.17", one_range, Condition::range_none},
      Decision{one_range, "O1e", chapter, "Is one range left after joining neighbours?", "RFC 9110 15.3.7",
               Condition::range_single, Condition::range_multiple},
  };
}();

} // namespace responsum::decision::chapters
