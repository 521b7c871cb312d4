// Contents that both ends can compute from a number alone, so that each can tell whether a byte is wrong.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tabacus::bench {

inline constexpr std::uint64_t kEmptyHash = 0xcbf29ce484222325;

/// FNV-1a, continued.
[[nodiscard]] std::uint64_t hash_on(std::uint64_t hash, std::string_view bytes);

/// The request's body number `id`: between a hundred bytes and some kilobytes.
[[nodiscard]] std::string checked_body(std::int64_t id);

/// The events of answer number `id`: a message_start, `events` deltas, and an end that tells the tokens (`events`) and
/// the hash of the request's body as it came.
[[nodiscard]] std::string checked_start(std::int64_t id);
[[nodiscard]] std::string checked_delta(std::int64_t id, std::int64_t number);
[[nodiscard]] std::string checked_end(std::int64_t events, std::uint64_t body_hash);

}  // namespace tabacus::bench
