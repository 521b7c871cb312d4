// The words of a kept text, for an index. Pure.
#pragma once

#include <string>
#include <string_view>

namespace tabacus::analytics {

/// JSON's escapes undone as far as they part or make words, and behind it what a stream of events says in pieces, put
/// together. The same text gives the same words.
[[nodiscard]] std::string search_text(std::string_view text);

/// What people look for as FTS5 takes it: these words, one behind the other.
[[nodiscard]] std::string search_phrase(std::string_view words);

}  // namespace tabacus::analytics
