// One thing that the doctor has to say, and what to do about it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tabacus::app {

enum class Severity : std::uint8_t {
  Advice,   ///< good to know; nothing is lost by it now
  Trouble,  ///< calls are lost, fail or go past the meter; the doctor's exit code says so
};

struct Finding {
  Severity severity = Severity::Trouble;
  std::string_view topic;  ///< "settings", "proxy": for programs; stable
  std::string what;
  std::string fix;

  friend bool operator==(const Finding&, const Finding&) = default;
};

using Findings = std::vector<Finding>;

}  // namespace tabacus::app
