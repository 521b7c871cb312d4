// The parts of the benchmark of the serving side.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "tests/bench/serve/report.hpp"

namespace tabacus::bench {

struct Settings {
  std::string program;         ///< tabacus; unless named, the one that was built beside this
  std::filesystem::path work;  ///< a folder of the benchmark's own
  std::int64_t calls = 1'000'000;
  int streams = 1000;
  int pairs = 5;  ///< of runs with readers and without
};

/// Calls of the seeded generator, through the real writer. `followers` have their places at the beginning.
void fill_store(const std::filesystem::path& directory, std::int64_t calls, std::vector<std::string> followers);

void measure_questions(const Settings& settings, ServeReport& report);
void measure_sinks(const Settings& settings, ServeReport& report);
/// The live feed beside many streams, and what it costs them.
void measure_feed(const Settings& settings, ServeReport& report);

}  // namespace tabacus::bench
