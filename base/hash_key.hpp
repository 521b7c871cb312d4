// The secret of a profile under which its hashes are made, kept in a file that only its owner may read.
#pragma once

#include <filesystem>

#include "base/result.hpp"
#include "base/sip_hash.hpp"

namespace tabacus {

/// From the system's random source. Any thread.
[[nodiscard]] HashKey random_hash_key();

/// Reads the key from `file` (32 hexadecimal digits, mode 0600), or makes one and writes it there where there is no
/// file. PermissionDenied: the file is another's or open to others; InvalidInput: it holds something else; Io.
[[nodiscard]] Result<HashKey> hash_key_in(const std::filesystem::path& file);

}  // namespace tabacus
