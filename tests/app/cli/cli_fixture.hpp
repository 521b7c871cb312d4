// Runs the program's commands in this process, over a seeded database, in UTC.
#pragma once

#include <gmock/gmock.h>

#include <algorithm>

#include <cstdlib>
#include <ctime>
#include <sstream>

#include "app/cli/command.hpp"
#include "tests/support/seeded_database.hpp"
#include "tests/support/temp_dir.hpp"

namespace tabacus::app {

struct Ran {
  int code;
  std::string out;
  std::string err;
};

class CliTest : public ::testing::Test {
 protected:
  CliTest() {
    ::setenv("XDG_DATA_HOME", temp_.path().c_str(), 1);
    ::setenv("XDG_CONFIG_HOME", temp_.path().c_str(), 1);
    ::setenv("HOME", temp_.path().c_str(), 1);
    ::setenv("XDG_RUNTIME_DIR", temp_.path().c_str(), 1);
    ::setenv("COLUMNS", "200", 1);
    ::setenv("TZ", "UTC", 1);
    ::tzset();
  }

  [[nodiscard]] std::filesystem::path directory() const { return temp_.path() / "tabacus" / "analytics"; }
  void seed() const { testing::seed_database(directory()); }

  [[nodiscard]] static Ran run(const std::vector<std::string>& arguments) {
    const CommandList commands{cli_commands().begin(), cli_commands().end()};
    std::ostringstream out;
    std::ostringstream err;
    const int code = run_program(commands, arguments, out, err);
    return {code, out.str(), err.str()};
  }

  testing::TempDir temp_;
};

}  // namespace tabacus::app
