// Runs the program's commands in this process, over a seeded database, in UTC.
#pragma once

#include <gmock/gmock.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

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
  CliTest();
  ~CliTest() override;

  [[nodiscard]] std::filesystem::path directory() const;
  void seed() const;
  [[nodiscard]] static Ran run(const std::vector<std::string>& arguments);

  testing::TempDir temp_;
};

}  // namespace tabacus::app
