#include "analytics/model/miss_sentence.hpp"

#include <fmt/format.h>

#include <array>

namespace tabacus::analytics {
namespace {

struct Cause {
  std::string_view name;
  std::string_view sentence;  ///< "{}" is where it begins to differ
};
constexpr std::array kCauses{
    Cause{"initial", "nothing like it was sent before"},
    Cause{"expired", "the cache had expired"},
    Cause{"tools_changed", "the tools changed, from number {} on"},
    Cause{"system_changed", "the system prompt changed, from block {} on"},
    Cause{"history_changed", "message {}, which had been sent before, changed"},
    Cause{"model_changed", "the model changed; each has a cache of its own"},
    Cause{"settings_changed", "tool choice or thinking changed"},
    Cause{"mark_moved", "less was marked for the cache than before"},
    Cause{"unknown", "nothing changed: the provider let go of it"},
};

}  // namespace

std::string miss_sentence(std::string_view cause, std::string_view at) {
  for (const Cause& known : kCauses)
    if (cause == known.name) return fmt::format(fmt::runtime(known.sentence), at);
  return std::string{cause};
}

}  // namespace tabacus::analytics
