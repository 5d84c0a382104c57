// What the pages ask of the tables.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "responsum/decision/diagram.hpp"
#include "responsum/message/fault.hpp"
#include "responsum/status/table.hpp"

namespace responsum::pages {

struct EdgeInto {
  const decision::Decision* decision;
  bool answer;
};

// The edges that end in the condition, in the order of the diagram. 100 is sent in passing and ends nothing: the
// question that leads to it stands for the edge.
std::vector<EdgeInto> edges_into(decision::Condition condition);

// The faults of the codec that a walk sorts into the condition.
std::vector<message::Fault> faults_behind(decision::Condition condition);

// The fields that every answer to the condition carries beyond Date, Server and what describes its content.
std::vector<std::string_view> fields_of(decision::Condition condition);

// Of the conditions that have an answer at all, those with this status in the profile `strict`.
std::vector<const decision::ConditionRow*> conditions_with(status::Status status);
// Those that end a connection in silence.
std::vector<const decision::ConditionRow*> silent_conditions();

// Of the question's heading on the page of its chapter.
std::string anchor(const decision::Decision& decision);

bool answers(const decision::ConditionRow& row);
std::string code_text(status::Status status);
// "404 Not Found", in the profile `strict`.
std::string title_of(status::Status status);
// "HTTP/1.1 404 Not Found"
std::string status_line(status::Status status);

} // namespace responsum::pages
