#include "responsum/access/checkers.hpp"

#include "responsum/access/cryptography.hpp"
#include "responsum/access/password_hash.hpp"

namespace responsum::access {

Comparison::~Comparison() { wipe(password); }

bool Comparison::run() const { return matches(hash, password); }

} // namespace responsum::access
