// 1xx: interim responses; another one follows (RFC 9110 15.2).
#pragma once

#include <array>

#include "responsum/status/row.hpp"

namespace responsum::status {

inline constexpr std::array informational_rows{
    StatusRow{
        .status = Status::continue_,
        .identifier = "continue",
        .phrase = "Continue",
        .source = {"RFC 9110", "15.2.1"},
        .content = ContentRule::forbidden,
        .makers = makers::hops,
        .meaning = "Nothing in the header section speaks against the request: its content is wanted.",
        .advice = "Send the content now, and do not wait for this for longer than a moment.",
    },
    StatusRow{
        .status = Status::switching_protocols,
        .identifier = "switching_protocols",
        .phrase = "Switching Protocols",
        .source = {"RFC 9110", "15.2.2"},
        .content = ContentRule::forbidden,
        .obligatory = {HeaderField::upgrade, HeaderField::connection},
        .makers = makers::hops,
        .meaning = "From the end of this header section on, the connection speaks the protocol that Upgrade names.",
        .advice = "Go on in the new protocol; if you never offered one, close the connection.",
    },
    StatusRow{
        .status = Status::processing,
        .identifier = "processing",
        .phrase = "Processing",
        .source = {"RFC 2518", "10.1"},
        .content = ContentRule::forbidden,
        .makers = makers::origin,
        .meaning = "The whole request has arrived and is being worked on; it takes a while.",
        .advice = "Start your waiting time anew and keep waiting for the final response.",
    },
    StatusRow{
        .status = Status::early_hints,
        .identifier = "early_hints",
        .phrase = "Early Hints",
        .source = {"RFC 8297", "2"},
        .content = ContentRule::forbidden,
        .recommended = {HeaderField::link},
        .makers = {Maker::origin, Maker::gateway, Maker::cache},
        .meaning =
            "These fields will probably be in the final response: a head start for fetching what they link to.",
        .advice = "Fetch ahead if you like, and judge the final response as if you had never seen this one.",
    },
    StatusRow{
        .status = Status::upload_resumption_supported,
        .identifier = "upload_resumption_supported",
        .phrase = "Upload Resumption Supported",
        .source = {"draft-ietf-httpbis-resumable-upload", ""},
        .registration = Registration::temporary,
        .content = ContentRule::forbidden,
        .conditional = {HeaderField::location, HeaderField::upload_limit, HeaderField::upload_offset,
                        HeaderField::upload_draft_interop_version},
        .makers = makers::origin,
        .meaning = "This upload can be taken up again where it broke off; so much of it is safe already.",
        .advice = "Remember the location; after a break ask it for the offset and send the rest.",
    },
};

} // namespace responsum::status
