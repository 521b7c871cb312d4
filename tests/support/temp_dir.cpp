#include "tests/support/temp_dir.hpp"

#include <cstdlib>
#include <string>
#include <system_error>

namespace tabacus::testing {

TempDir::TempDir() {
  std::string pattern = (std::filesystem::temp_directory_path() / "tabacus-test-XXXXXX").native();
  path_ = ::mkdtemp(pattern.data());
}

TempDir::~TempDir() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace tabacus::testing
