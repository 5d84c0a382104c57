#include "responsum/exchange/digests.hpp"

#include "responsum/admit/orders.hpp"
#include "responsum/base/base64.hpp"
#include "responsum/field/want_digest.hpp"

namespace responsum::exchange {

using message::Field;

namespace {

bool wants(const Exchange& x, Field field) {
  return x.head().sent(field) && field::wants_sha256(x.head().value(field));
}

void add(const Exchange& x, std::string_view name, const resource::Sha256& digest, message::ResponseHead& head) {
  const std::string_view octets{reinterpret_cast<const char*>(digest.data()), digest.size()};
  head.add(name, x.bench().arena.copy("sha-256=:" + base::encode_base64(octets, base::Base64::standard) + ":"));
}

// Nothing of a part of a file: to read it for that would keep everybody else waiting.
std::optional<resource::Sha256> digest_of_content(const Exchange& x, std::uint64_t first, std::uint64_t octets) {
  const resource::Selected& selected = x.selected();
  // RFC 9530 B.2: an answer to HEAD has none, and that has a digest, too.
  if (x.head().method == message::Method::head) return admit::digest_of({});
  if (octets == x.facts().resource.representation.length) return selected.digest;
  if (selected.descriptor >= 0) return std::nullopt;
  return admit::digest_of(selected.content.substr(first, octets));
}

} // namespace

void add_repr_digest(const Exchange& x, message::ResponseHead& head) {
  if (x.selected().digest && wants(x, Field::want_repr_digest)) add(x, "Repr-Digest", *x.selected().digest, head);
}

void add_digests(const Exchange& x, std::uint64_t first, std::uint64_t octets, message::ResponseHead& head) {
  add_repr_digest(x, head);
  if (!wants(x, Field::want_content_digest)) return;
  if (const auto digest = digest_of_content(x, first, octets)) add(x, "Content-Digest", *digest, head);
}

} // namespace responsum::exchange
