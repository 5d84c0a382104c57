// `certificate` and `key`, in [server] and in [[site]].
#include "responsum/config/tables.hpp"

namespace responsum::config {
namespace {

void read_paths(const Context& context, const Node& node, std::string_view key,
                std::vector<Setting<std::string>>& paths) {
  for (const Item& item : read_texts(context, node, key)) {
    if (item.text.empty())
      context.error(item.place, in_ticks(key) + " is empty");
    else
      paths.push_back({context.resolve(item.text), context.origin(item.place)});
  }
}

} // namespace

void read_certificates(TableReader& reader, CertificateSettings& settings) {
  const Context& context = reader.context();
  const Node* const certificate = reader.find("certificate");
  const Node* const key = reader.find("key");
  if (certificate != nullptr) read_paths(context, *certificate, "certificate", settings.certificates);
  if (key != nullptr) read_paths(context, *key, "key", settings.keys);
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
