#include "tests/bench/serve/report.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <string>

namespace tabacus::bench {

void ServeReport::figure(std::string_view name, double value, std::optional<double> bar, Better better) {
  const bool passes = !bar || (better == Better::Less ? value <= *bar : value >= *bar);
  misses_ += passes ? 0 : 1;
  fmt::print(R"({{"bench":"serve","figure":"{}","value":{:.3f},"bar":{},"passes":{}}})"
             "\n",
             name, value, bar ? fmt::format("{}", *bar) : "null", bar ? fmt::format("{}", passes) : "null");
  std::fflush(stdout);
}

void ServeReport::left_out(std::string_view name, std::string_view why) {
  fmt::print(R"({{"bench":"serve","figure":"{}","value":null,"left_out":"{}"}})"
             "\n",
             name, why);
  std::fflush(stdout);
}

}  // namespace tabacus::bench
