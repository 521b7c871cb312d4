// What is remembered of calls across runs of the program, as bytes: lengths, times, counts, keyed hashes and the names
// of models. They end in a keyed hash of all before it, so what another key wrote, or anybody else, is not read. Pure.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analytics/metering/cache_cause.hpp"
#include "base/result.hpp"
#include "base/sip_hash.hpp"

namespace tabacus::analytics {

/// The last calls of one session and agent.
struct SavedThread {
  std::uint64_t name = 0;         ///< keyed hash of what names it
  std::vector<CachedCall> calls;  ///< oldest first
};

/// At most so many bytes does a call take.
[[nodiscard]] std::size_t saved_bytes(const CachedCall& call);

[[nodiscard]] std::string saved_text(std::span<const SavedThread> threads, const HashKey& key);

/// InvalidInput: not written by saved_text under that key, or not whole.
[[nodiscard]] Result<std::vector<SavedThread>> parse_saved(std::string_view text, const HashKey& key);

}  // namespace tabacus::analytics
