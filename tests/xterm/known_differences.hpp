// Where the engine and xterm part, and why it does. Named, so that what a run finds beside them is news.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tabacus::xterm {

struct KnownDifference {
  std::string_view name;
  std::string_view example;  ///< bytes that show it
  std::string_view reason;
  /// Whether items that were cut down to what differs show this.
  bool (*explains)(const std::vector<std::string>& items);
};

[[nodiscard]] std::span<const KnownDifference> known_differences();
/// The first that explains it; none: nullptr.
[[nodiscard]] const KnownDifference* find_known(const std::vector<std::string>& items);

}  // namespace tabacus::xterm
