#include "responsum/resource/file/digest.hpp"

#include <openssl/evp.h>

#include <array>
#include <utility>

#include "responsum/base/ascii.hpp"
#include "responsum/field/structured.hpp"

namespace responsum::resource::file {

namespace structured = field::structured;

namespace {

struct Free {
  void operator()(EVP_MD_CTX* context) const { ::EVP_MD_CTX_free(context); }
};

// RFC 9530 5: the two that are good against those who mean it.
const EVP_MD* algorithm_named(std::string_view name) {
  if (name == "sha-256") return ::EVP_sha256();
  return name == "sha-512" ? ::EVP_sha512() : nullptr;
}

} // namespace

struct DigestCheck::Sum {
  std::string expected;
  std::unique_ptr<EVP_MD_CTX, Free> context;
};

DigestCheck::DigestCheck(const message::RequestHead& head, Of of) {
  for (const message::FieldLine& line : head.lines()) {
    if (line.field != message::Field::other) continue;
    const std::string_view name = head.text(line.name);
    const bool of_whole = of == Of::whole && base::equals_ignoring_case(name, "Repr-Digest");
    if (of_whole || base::equals_ignoring_case(name, "Content-Digest")) read(head.text(line.value));
  }
}
DigestCheck::DigestCheck(DigestCheck&&) noexcept = default;
DigestCheck::~DigestCheck() = default;

void DigestCheck::read(std::string_view value) {
  const auto digests = structured::parse_dictionary(value);
  if (!digests) return;
  for (const structured::Entry& entry : *digests) {
    const auto* item = std::get_if<structured::Item>(&entry.value);
    const auto* octets = item == nullptr ? nullptr : std::get_if<structured::ByteSequence>(&item->value);
    const EVP_MD* algorithm = algorithm_named(entry.key);
    if (octets == nullptr || algorithm == nullptr) continue;
    Sum sum{octets->octets, std::unique_ptr<EVP_MD_CTX, Free>{::EVP_MD_CTX_new()}};
    if (sum.context == nullptr || ::EVP_DigestInit_ex(sum.context.get(), algorithm, nullptr) != 1)
      sum.context.reset();
    sums_.push_back(std::move(sum));
  }
}

void DigestCheck::update(std::string_view piece) {
  for (Sum& sum : sums_)
    if (sum.context != nullptr) ::EVP_DigestUpdate(sum.context.get(), piece.data(), piece.size());
}

bool DigestCheck::matches() {
  for (Sum& sum : sums_) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> found{};
    unsigned size = 0;
    if (sum.context == nullptr || ::EVP_DigestFinal_ex(sum.context.get(), found.data(), &size) != 1) return false;
    const bool same = sum.expected.size() == size &&
                      std::equal(sum.expected.begin(), sum.expected.end(), found.begin(),
                                 [](char a, unsigned char b) { return static_cast<unsigned char>(a) == b; });
    if (!same) return false;
  }
  return true;
}

} // namespace responsum::resource::file
