// Lines below the last ones of a terminal that are drawn anew: what runs at present, under what has ended. One thread.
#pragma once

#include <cstddef>
#include <iosfwd>
#include <string>
#include <vector>

namespace tabacus::app {

/// Takes its lines away when it ends.
class LiveLines {
 public:
  explicit LiveLines(std::ostream& out) : out_{out} {}
  LiveLines(const LiveLines&) = delete;
  LiveLines& operator=(const LiveLines&) = delete;
  ~LiveLines() { clear(); }

  /// Back to where the first one was drawn, nothing below: whatever is printed then stays above.
  void clear();
  /// They must be narrower than the terminal, which would wrap them.
  void draw(const std::vector<std::string>& lines);

 private:
  std::ostream& out_;
  std::size_t drawn_ = 0;
};

}  // namespace tabacus::app
