// What a prompt was made of, as keyed hashes: enough to tell two prompts apart and where they begin to differ, and
// nothing to read. Values.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace tabacus::analytics {

struct RequestShape {
  /// A prompt of more blocks is compared by its first ones only: 32 KiB of hashes.
  static constexpr std::size_t kMaxBlocks = 4096;

  /// In the order in which providers cache: a hash for each tool, each block of the system prompt, each message.
  std::vector<std::uint64_t> blocks;
  std::size_t tools = 0;       ///< of `blocks`, the first so many
  std::size_t system = 0;      ///< of `blocks`, so many behind the tools
  std::size_t leading = 0;     ///< of `system`, the last so many stood at the head of the messages
  std::size_t breakpoint = 0;  ///< so many leading blocks end at the last one that is marked for the cache; 0: no mark
  bool is_cut = false;         ///< there were more than kMaxBlocks
  bool has_answers = false;    ///< the model has spoken in it: the conversation did not begin here
  bool has_unseen = false;     ///< answers that were not sent again stand in it as one block each, by their ids

  std::int64_t tool_count = 0;
  std::int64_t message_count = 0;  ///< without those of the system
  bool asks_5m = false;            ///< some mark asks for the short lifetime, or names none
  bool asks_1h = false;
  std::uint64_t settings = 0;  ///< tool choice and thinking, which bear on the cache of messages; 0: neither is there
  std::uint64_t system_hash = 0;  ///< of the system prompt as a whole; 0: there is none
  std::uint64_t request = 0;      ///< of everything: the same for a call that is tried again

  friend bool operator==(const RequestShape&, const RequestShape&) = default;
};

}  // namespace tabacus::analytics
