// The fields that some status obliges or advises its response to carry, and sets of them.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "responsum/status/word.hpp"

namespace responsum::status {

enum class HeaderField : std::uint8_t {
  accept,
  accept_encoding,
  accept_patch,
  accept_post,
  accept_query,
  allow,
  alternates,
  cache_control,
  connection,
  content_length,
  content_location,
  content_range,
  content_type,
  date,
  delta_base,
  etag,
  expires,
  im,
  last_modified,
  link,
  location,
  ms_echo_request,
  payment_required,
  proxy_authenticate,
  proxy_status,
  retry_after,
  tcn,
  upgrade,
  upload_draft_interop_version,
  upload_limit,
  upload_offset,
  vary,
  www_authenticate,
};

// `name` is the spelling of the registry; `words` says what the field is for in a response.
inline constexpr std::array header_field_rows{
    Word{HeaderField::accept, "Accept", "the media types that are taken here"},
    Word{HeaderField::accept_encoding, "Accept-Encoding", "the codings that are taken here"},
    Word{HeaderField::accept_patch, "Accept-Patch", "the patch formats that are taken here"},
    Word{HeaderField::accept_post, "Accept-Post", "the media types that POST takes here"},
    Word{HeaderField::accept_query, "Accept-Query", "the query formats that are taken here"},
    Word{HeaderField::allow, "Allow", "the methods that this resource takes"},
    Word{HeaderField::alternates, "Alternates", "the variants there are"},
    Word{HeaderField::cache_control, "Cache-Control", "how long and by whom it may be stored"},
    Word{HeaderField::connection, "Connection", "what holds for this connection only"},
    Word{HeaderField::content_length, "Content-Length", "the length of the content in octets"},
    Word{HeaderField::content_location, "Content-Location", "where exactly this representation is found"},
    Word{HeaderField::content_range, "Content-Range", "which part this is, or how long the whole is"},
    Word{HeaderField::content_type, "Content-Type", "the media type of the content"},
    Word{HeaderField::date, "Date", "when the response was made"},
    Word{HeaderField::delta_base, "Delta-Base", "the entity tag that the difference starts from"},
    Word{HeaderField::etag, "ETag", "the entity tag of the selected representation"},
    Word{HeaderField::expires, "Expires", "when it stops being fresh"},
    Word{HeaderField::im, "IM", "the instance manipulations that were applied"},
    Word{HeaderField::last_modified, "Last-Modified", "when the representation was last changed"},
    Word{HeaderField::link, "Link", "related resources"},
    Word{HeaderField::location, "Location", "the resource to go to, or that was made"},
    Word{HeaderField::ms_echo_request, "Ms-Echo-Request", "a value that the repeated request has to echo"},
    Word{HeaderField::payment_required, "Payment-Required", "the terms of payment"},
    Word{HeaderField::proxy_authenticate, "Proxy-Authenticate", "the challenge of the proxy"},
    Word{HeaderField::proxy_status, "Proxy-Status", "which hop answered and what went wrong behind it"},
    Word{HeaderField::retry_after, "Retry-After", "when to come back"},
    Word{HeaderField::tcn, "TCN", "how the negotiation went"},
    Word{HeaderField::upgrade, "Upgrade", "the protocols to change to, best first"},
    Word{HeaderField::upload_draft_interop_version, "Upload-Draft-Interop-Version", "the draft both sides speak"},
    Word{HeaderField::upload_limit, "Upload-Limit", "how much an upload may take"},
    Word{HeaderField::upload_offset, "Upload-Offset", "how much of the upload is safe"},
    Word{HeaderField::vary, "Vary", "the request fields that the choice depended on"},
    Word{HeaderField::www_authenticate, "WWW-Authenticate", "the challenge of the resource"},
};
static_assert(in_order(header_field_rows));

constexpr std::string_view name(HeaderField f) { return header_field_rows[static_cast<std::size_t>(f)].name; }

using FieldSet = Set<HeaderField, std::uint64_t>;
static_assert(header_field_rows.size() <= 64);

} // namespace responsum::status
