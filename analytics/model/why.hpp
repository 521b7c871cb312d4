// Why a call cost what it cost: what became of the provider's cache, whether it was tried before, what of it was for
// nothing. Values.
#pragma once

#include <cstdint>
#include <optional>

#include "base/clock.hpp"
#include "base/units.hpp"

namespace tabacus::analytics {

/// Why a prompt, or much of it, was not read from the cache.
enum class MissCause : std::uint8_t {
  None,             ///< it was; or nothing is known of a cache
  Initial,          ///< nothing like it was sent before
  Expired,          ///< the cache had been left alone for longer than it lives
  ToolsChanged,     ///< a tool was added, removed, changed or moved
  SystemChanged,    ///< the system prompt
  HistoryChanged,   ///< a message that had been sent before
  ModelChanged,     ///< each model has a cache of its own
  SettingsChanged,  ///< tool choice or thinking
  MarkMoved,        ///< the request marks less for the cache than the one before
  Unknown,  ///< nothing of all this: the provider let go of it; or, beside no `missed`, what came before was not seen
};

/// What was paid for and is of no use.
enum class WasteKind : std::uint8_t {
  None,
  Failed,     ///< the call ended in an error after it had begun to cost
  Aborted,    ///< the client left before the end
  Truncated,  ///< the upstream left before the end
  ColdRead,   ///< tokens at the full price or written again, that the cache had held
};

struct CallWhy {
  std::optional<std::int64_t> messages;  ///< of the prompt, the system's not among them
  std::optional<std::int64_t> tools;     ///< that the prompt offers

  MissCause miss = MissCause::None;
  std::optional<std::int64_t> miss_at;     ///< the first tool, block of the system prompt or message to differ; from 1
  std::optional<Nanoseconds> idle;         ///< since the end of the last call that used this cache
  std::optional<Tokens> missed;            ///< tokens that the cache had held, and that were not read from it
  std::optional<Nanodollars> missed_cost;  ///< what these cost beyond what reading them would have cost

  std::optional<Tokens> cached;                ///< of the prompt, held by the provider when the call has ended
  std::optional<SystemTime> cache_expires_at;  ///< unless another call uses it; empty: nobody says
  std::optional<Nanodollars> at_stake;         ///< what the loss of it would cost the next call

  std::optional<Tokens> context_window;  ///< of the model
  std::optional<Tokens> price_cliff;     ///< a longer prompt than this has a higher price; empty: none above this one
  bool compacted = false;                ///< the conversation was replaced by something much shorter

  std::int64_t attempt = 0;            ///< so many times the same was tried before
  std::optional<SystemTime> retry_of;  ///< when the first of these began

  WasteKind waste_kind = WasteKind::None;
  std::optional<Nanodollars> waste;  ///< empty beside a kind: nobody says how much

  std::uint64_t system_key = 0;  ///< keyed hash of the system prompt; 0: none

  friend bool operator==(const CallWhy&, const CallWhy&) = default;
};

}  // namespace tabacus::analytics
