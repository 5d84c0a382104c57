// Uploads that can be resumed: what a request says of one, and what its answer does.
#pragma once

#include "responsum/exchange/exchange.hpp"
#include "responsum/message/response_head.hpp"

namespace responsum::exchange {

// Reads target and head into facts.upload, where the route offers such uploads; one that is named allows methods of
// its own.
void judge_upload(decision::Facts& facts);

// Upload-Complete, Upload-Offset, Upload-Length and Upload-Limit, as far as they are known; and what else has to be
// there beside them.
void add_upload_fields(const Exchange& exchange, message::ResponseHead& head);

// The value of Accept-Patch.
std::string_view accepted_patches(const Exchange& exchange);

} // namespace responsum::exchange
