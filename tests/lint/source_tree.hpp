// The hand-written C++ sources of the repository, for the lint tests.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace tabacus::lint {

struct SourceFile {
  std::string path;  ///< from the repository root: "analytics/wire/sse_parser.hpp"
  std::vector<std::string> lines;
};

struct Include {
  std::string target;  ///< between the quotes or brackets
  bool quoted;
};

/// Every .cpp and .hpp below the module folders, tests included.
[[nodiscard]] std::vector<SourceFile> source_files();
[[nodiscard]] std::vector<Include> includes_of(const SourceFile& file);
[[nodiscard]] std::filesystem::path repository_root();

}  // namespace tabacus::lint
