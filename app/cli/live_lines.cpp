#include "app/cli/live_lines.hpp"

#include <fmt/format.h>

#include <ostream>

namespace tabacus::app {

void LiveLines::clear() {
  if (drawn_ == 0) return;
  out_ << fmt::format("\x1b[{}A\x1b[J", drawn_);
  out_.flush();
  drawn_ = 0;
}

void LiveLines::draw(const std::vector<std::string>& lines) {
  clear();
  for (const std::string& line : lines) out_ << line << '\n';
  out_.flush();
  drawn_ = lines.size();
}

}  // namespace tabacus::app
