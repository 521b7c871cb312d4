// What became of the provider's prompt cache in a call, told by comparing it with calls before it. Pure.
// Source: docs.anthropic.com/en/docs/build-with-claude/prompt-caching, platform.openai.com/docs/guides/prompt-caching
// (2026-08).
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>

#include "analytics/model/call.hpp"
#include "analytics/model/request_shape.hpp"

namespace tabacus::analytics {

/// How long a provider keeps what nobody uses.
struct CacheLife {
  Nanoseconds shortest{};  ///< before that it is there
  Nanoseconds longest{};   ///< after that it is gone
  bool is_promised = false;
};

/// A call that left something in a cache.
struct CachedCall {
  std::string model;
  std::shared_ptr<const RequestShape> shape;
  Tokens cached;   ///< held when it had ended
  Tokens prompt;   ///< all of its input
  CacheLife life;  ///< of what it left
  SystemTime ended_at{};
};

/// What a finished call leaves in the cache; empty: nothing, or nobody can tell. `shape` may be null.
[[nodiscard]] std::optional<CachedCall> left_in_cache(const CallRecord& call,
                                                      std::shared_ptr<const RequestShape> shape);

struct CacheVerdict {
  MissCause cause = MissCause::None;
  std::optional<std::int64_t> at;  ///< first tool, block or message that differs, from 1
  std::optional<Nanoseconds> idle;
  std::optional<Tokens> missed;
  bool compacted = false;
};

/// Judges `call` by those of the same session and agent before it, oldest first.
[[nodiscard]] CacheVerdict judge_cache(const CallRecord& call, const RequestShape& shape,
                                       std::span<const CachedCall> before);

}  // namespace tabacus::analytics
