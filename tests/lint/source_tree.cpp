#include "tests/lint/source_tree.hpp"

#include <algorithm>
#include <array>

#include "base/paths.hpp"
#include "base/text.hpp"

namespace tabacus::lint {
namespace {

namespace fs = std::filesystem;

constexpr std::array kTopFolders{"base", "pty", "fonts", "terminal", "render", "analytics", "app", "examples", "tests"};

bool is_source(const fs::path& file) { return file.extension() == ".cpp" || file.extension() == ".hpp"; }

SourceFile load(const fs::path& file) {
  SourceFile source{fs::relative(file, repository_root()).generic_string(), {}};
  const std::string text = read_file(file).value_or("");
  for (const std::string_view line : split(text, '\n')) source.lines.emplace_back(line);
  return source;
}

}  // namespace

fs::path repository_root() { return TABACUS_SOURCE_DIR; }

std::vector<SourceFile> source_files() {
  std::vector<SourceFile> files;
  for (const char* folder : kTopFolders) {
    if (!fs::exists(repository_root() / folder)) continue;
    for (const auto& entry : fs::recursive_directory_iterator{repository_root() / folder})
      if (entry.is_regular_file() && is_source(entry.path())) files.push_back(load(entry.path()));
  }
  std::ranges::sort(files, {}, &SourceFile::path);
  return files;
}

std::vector<Include> includes_of(const SourceFile& file) {
  std::vector<Include> includes;
  for (const std::string_view line : file.lines) {
    std::string_view rest = trim(line);
    if (!rest.starts_with('#')) continue;
    rest = trim(rest.substr(1));
    if (!rest.starts_with("include")) continue;
    rest = trim(rest.substr(7));
    if (rest.empty() || (rest[0] != '"' && rest[0] != '<')) continue;
    const auto end = rest.find(rest[0] == '"' ? '"' : '>', 1);
    if (end != std::string_view::npos) includes.push_back({std::string{rest.substr(1, end - 1)}, rest[0] == '"'});
  }
  return includes;
}

}  // namespace tabacus::lint
