// What a benchmark of the serving side prints: a JSON line per figure, and whether it meets its bar.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

namespace tabacus::bench {

enum class Better : unsigned char { Less, More };

class ServeReport {
 public:
  /// Without a bar the figure is only told.
  void figure(std::string_view name, double value, std::optional<double> bar = {}, Better better = Better::Less);
  void left_out(std::string_view name, std::string_view why);
  [[nodiscard]] int misses() const { return misses_; }

 private:
  int misses_ = 0;
};

}  // namespace tabacus::bench
