// `certificate` and `key` with what belongs to them, in [server] and in [[site]].
#include "responsum/config/tables.hpp"

namespace responsum::config {
namespace {

enum class Empty : std::uint8_t { refuse, keep };

void read_paths(const Context& context, const Node& node, std::string_view key,
                std::vector<Setting<std::string>>& paths, Empty empty = Empty::refuse) {
  for (const Item& item : read_texts(context, node, key)) {
    if (item.text.empty() && empty == Empty::refuse)
      context.error(item.place, in_ticks(key) + " is empty");
    else
      paths.push_back({item.text.empty() ? "" : context.resolve(item.text), context.origin(item.place)});
  }
}

void read_staples(const Context& context, const Node& node, CertificateSettings& settings) {
  read_paths(context, node, "ocsp", settings.staples, Empty::keep);
  if (settings.staples.size() != settings.certificates.size())
    context.error(node.place,
                  "`certificate` names " + std::to_string(settings.certificates.size()) + " files and `ocsp` names " +
                      std::to_string(settings.staples.size()),
                  "the first staple goes with the first certificate, and so on; \"\" is none");
}

void read_clients(TableReader& reader, CertificateSettings& settings) {
  const Context& context = reader.context();
  const Node* const authorities = reader.find("client_ca");
  const Node* const demand = reader.find("client_certificate");
  if (authorities != nullptr) {
    auto file = read_text_value(context, *authorities, "client_ca");
    if (file && file->empty()) return context.error(authorities->place, "`client_ca` is empty");
    if (file) settings.client_ca = {context.resolve(*file), context.origin(authorities->place)};
  }
  if (demand != nullptr)
    set(context, settings.client_certificate, *demand,
        read_named(context, *demand, "client_certificate", client_demand_names));
  if (authorities != nullptr && demand == nullptr)
    context.error(authorities->place, "`client_ca` without `client_certificate`",
                  "say client_certificate = \"required\", or \"optional\"");
}

} // namespace

void read_certificates(TableReader& reader, CertificateSettings& settings) {
  const Context& context = reader.context();
  const Node* const certificate = reader.find("certificate");
  const Node* const key = reader.find("key");
  if (certificate != nullptr) read_paths(context, *certificate, "certificate", settings.certificates);
  if (key != nullptr) read_paths(context, *key, "key", settings.keys);
  if (const Node* node = reader.find("ocsp")) read_staples(context, *node, settings);
  read_clients(reader, settings);
  if (certificate != nullptr && key == nullptr)
    return context.error(certificate->place, "`certificate` without a `key`",
                         "name the file with its private key; it may be the same file");
  if (certificate == nullptr && key != nullptr) return context.error(key->place, "`key` without a `certificate`");
  if (settings.certificates.size() != settings.keys.size())
    context.error(key->place,
                  "`certificate` names " + std::to_string(settings.certificates.size()) + " files and `key` names " +
                      std::to_string(settings.keys.size()),
                  "the first key goes with the first certificate, and so on");
}

} // namespace responsum::config
