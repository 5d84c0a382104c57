#include "responsum/access/country.hpp"

#include <maxminddb.h>
#include <sys/socket.h>

#include <utility>

#include "responsum/base/ascii.hpp"

namespace responsum::access {

struct Countries::Inner {
  MMDB_s database{};
  bool opened = false;

  Inner() = default;
  Inner(const Inner&) = delete;
  Inner& operator=(const Inner&) = delete;
  ~Inner() {
    if (opened) MMDB_close(&database);
  }
};

Countries::Countries(std::unique_ptr<Inner> inner) : inner_{std::move(inner)} {}
Countries::Countries(Countries&&) noexcept = default;
Countries& Countries::operator=(Countries&&) noexcept = default;
Countries::~Countries() = default;

std::optional<Country> parse_country(std::string_view text) {
  if (text.size() != 2 || !base::is_upper(text[0]) || !base::is_upper(text[1])) return std::nullopt;
  return Country{text[0], text[1]};
}

std::expected<Countries, std::string> Countries::open(const std::string& path) {
  auto inner = std::make_unique<Inner>();
  const int result = MMDB_open(path.c_str(), MMDB_MODE_MMAP, &inner->database);
  if (result != MMDB_SUCCESS) return std::unexpected(std::string{MMDB_strerror(result)});
  inner->opened = true;
  return Countries{std::move(inner)};
}

std::optional<Country> Countries::of(const net::Address& address) const {
  sockaddr_storage system{};
  address.to(system);
  if (address.family() == net::Address::Family::none) return std::nullopt;
  int fault = MMDB_SUCCESS;
  MMDB_lookup_result_s found =
      MMDB_lookup_sockaddr(&inner_->database, reinterpret_cast<const sockaddr*>(&system), &fault);
  if (fault != MMDB_SUCCESS || !found.found_entry) return std::nullopt;
  // The country that an address is used in, or else that of whoever registered it.
  for (const char* kind : {"country", "registered_country"}) {
    MMDB_entry_data_s data{};
    if (MMDB_get_value(&found.entry, &data, kind, "iso_code", nullptr) != MMDB_SUCCESS) continue;
    if (data.has_data && data.type == MMDB_DATA_TYPE_UTF8_STRING)
      return parse_country({data.utf8_string, data.data_size});
  }
  return std::nullopt;
}

} // namespace responsum::access
