// Credentials of every scheme: whatever is sent is refused or read, and what is read says what was sent.
#include <algorithm>
#include <string>

#include "check.hpp"
#include "responsum/access/digest.hpp"
#include "responsum/access/hours.hpp"
#include "responsum/access/password_file.hpp"
#include "responsum/base/base64.hpp"
#include "responsum/field/credentials.hpp"

using namespace responsum;
using fuzz::check;

namespace {

void check_base64(std::string_view text, base::Base64 alphabet) {
  const auto octets = base::decode_base64(text, alphabet);
  if (octets) check(base::encode_base64(*octets, alphabet) == text, "what is decoded has one spelling");
  const std::string encoded = base::encode_base64(text, alphabet);
  check(base::decode_base64(encoded, alphabet) == text, "what is encoded is decoded again");
}

void check_credentials(std::string_view value) {
  const auto credentials = field::parse_credentials(value);
  if (!credentials) return;
  check(fuzz::within(credentials->scheme, value) && fuzz::within(credentials->rest, value),
        "credentials are views into the value");
  check(base::is_token(credentials->scheme), "a scheme is a token");
  const auto parameters = field::AuthParameters::parse(credentials->rest);
  const auto digest = access::parse_digest(credentials->rest);
  check(parameters.has_value() || !digest.has_value(), "Digest has parameters");
  if (!digest) return;
  check(digest->response.size() == 64, "a response is of SHA-256");
  check(!parameters->raw("username")->empty(), "a user was sent");
  check(access::digest_of(*digest, "", "GET").size() == 64, "and a response can be made of it");
}

void check_users(std::string_view text) {
  for (const auto form : {access::FileForm::passwords, access::FileForm::digests}) {
    std::vector<access::FileFault> faults;
    const access::Users users = access::Users::read(text, form, "realm", faults);
    const auto lines = static_cast<std::uint32_t>(std::count(text.begin(), text.end(), '\n') + 1);
    for (const access::FileFault& f : faults) check(f.line >= 1 && f.line <= lines, "a fault lies within the file");
    check((users.decoy() == nullptr) == (users.size() == 0), "there is a decoy where there is a user");
  }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::Input{data, size}.rest();
  check_base64(text, base::Base64::standard);
  check_base64(text, base::Base64::url);
  check_credentials(text);
  check_users(text);
  if (const auto span = access::parse_span(text))
    check(access::write_span(*span) == text, "hours read back the same");
  return 0;
}
