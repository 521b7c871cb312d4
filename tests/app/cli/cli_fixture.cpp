#include "tests/app/cli/cli_fixture.hpp"

#include <cstdlib>
#include <ctime>
#include <sstream>

namespace tabacus::app {

CliTest::CliTest() {
  ::setenv("XDG_DATA_HOME", temp_.path().c_str(), 1);
  ::setenv("XDG_CONFIG_HOME", temp_.path().c_str(), 1);
  ::setenv("HOME", temp_.path().c_str(), 1);
  ::setenv("XDG_RUNTIME_DIR", temp_.path().c_str(), 1);
  ::setenv("COLUMNS", "200", 1);
  ::setenv("TZ", "UTC", 1);
  ::tzset();
}

CliTest::~CliTest() = default;

std::filesystem::path CliTest::directory() const { return temp_.path() / "tabacus" / "analytics"; }

void CliTest::seed() const { testing::seed_database(directory()); }

Ran CliTest::run(const std::vector<std::string>& arguments) {
  const CommandList commands{cli_commands().begin(), cli_commands().end()};
  std::ostringstream out;
  std::ostringstream err;
  const int code = run_program(commands, arguments, out, err);
  return {code, out.str(), err.str()};
}

}  // namespace tabacus::app
