// Who may include whom: reads the table "Who may include whom" of docs/ARCHITECTURE.md and holds every #include of
// the tree against it. A wall that moves is moved there, in the same commit.
#include <gmock/gmock.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/paths.hpp"
#include "base/text.hpp"
#include "tests/lint/source_tree.hpp"

namespace tabacus::lint {
namespace {

/// One row of the table: a folder, the project paths and the third-party headers it may name.
struct Rule {
  std::vector<std::string> may_include;  ///< folders or single headers
  std::vector<std::string> third_party;  ///< prefixes of bracketed includes, '@file' appended where one file only may
};

using Rules = std::map<std::string, Rule>;

std::vector<std::string> cells_of(std::string_view line) {
  std::vector<std::string> cells;
  for (const std::string_view cell : split(line, '|')) cells.emplace_back(trim(cell));
  return cells;
}

/// The words in back quotes of a table cell.
std::vector<std::string> quoted_words(std::string_view cell) {
  std::vector<std::string> words;
  bool inside = false;
  for (const std::string_view piece : split(cell, '`')) {
    if (inside) words.emplace_back(piece);
    inside = !inside;
  }
  return words;
}

Rules load_rules() {
  Rules rules;
  const std::string text = read_file(repository_root() / "docs/ARCHITECTURE.md").value_or("");
  bool in_table = false;
  for (const std::string_view line : split(text, '\n')) {
    if (line.starts_with("| folder | may include |")) in_table = true;
    if (!in_table) continue;
    if (!line.starts_with("|")) break;
    const auto cells = cells_of(line);
    if (cells.size() < 5) continue;
    const auto folders = quoted_words(cells[1]);
    for (const std::string& folder : folders) rules[folder] = {quoted_words(cells[2]), quoted_words(cells[3])};
  }
  return rules;
}

/// The rule of the deepest folder listed above `path`; null when none is.
const std::pair<const std::string, Rule>* rule_for(const Rules& rules, const std::string& path) {
  const std::pair<const std::string, Rule>* found = nullptr;
  for (const auto& entry : rules)
    if ((path == entry.first || path.starts_with(entry.first + "/")) &&
        (found == nullptr || entry.first.size() > found->first.size()))
      found = &entry;
  return found;
}

bool is_below(const std::string& path, const std::string& folder_or_file) {
  return path == folder_or_file || path.starts_with(folder_or_file + "/");
}

bool project_include_allowed(const Rules& rules, const std::string& folder, const Rule& rule,
                             const std::string& target) {
  const auto* owner = rule_for(rules, target);
  if (owner != nullptr && owner->first == folder) return true;
  return std::ranges::any_of(rule.may_include, [&](const std::string& allowed) {
    if (!is_below(target, allowed)) return false;
    // A listed folder covers its subfolders only while those have no row of their own.
    return target == allowed || owner == nullptr || owner->first == allowed;
  });
}

/// Headers of third parties, by the first part of their name. Standard and POSIX headers are free everywhere.
const std::set<std::string>& third_party_roots() {
  static const std::set<std::string> kRoots{
      "CLI",     "GL",      "SDL2",     "SDL.h",   "boost",        "brotli",    "ft2build.h", "fontconfig",
      "hb.h",    "hb-ft.h", "nlohmann", "openssl", "simdjson.h",   "sqlite3.h", "toml++",     "utf8proc.h",
      "vterm.h", "zlib.h",  "zstd.h",   "SDL.h",   "SDL_opengl.h", "GLES3",     "freetype"};
  return kRoots;
}

std::string root_of(const std::string& header) { return header.substr(0, header.find('/')); }

bool third_party_allowed(const Rule& rule, const std::string& path, const std::string& header) {
  return std::ranges::any_of(rule.third_party, [&](const std::string& allowed) {
    const auto at = allowed.find('@');
    if (at != std::string::npos && !is_below(path, allowed.substr(at + 1))) return false;
    const std::string prefix = allowed.substr(0, at);
    return header == prefix || header.starts_with(prefix + "/");
  });
}

bool is_test(const std::string& path) { return path.starts_with("tests/"); }

TEST(Layers, EveryFolderStandsInTheTable) {
  const Rules rules = load_rules();
  ASSERT_GT(rules.size(), 10u) << "the table of docs/ARCHITECTURE.md was not found";
  for (const SourceFile& file : source_files()) {
    if (is_test(file.path)) continue;
    EXPECT_NE(rule_for(rules, file.path), nullptr) << file.path;
  }
}

TEST(Layers, EveryProjectIncludeFollowsTheTable) {
  const Rules rules = load_rules();
  for (const SourceFile& file : source_files()) {
    const auto* rule = is_test(file.path) ? nullptr : rule_for(rules, file.path);
    if (rule == nullptr) continue;
    for (const Include& include : includes_of(file)) {
      if (!include.quoted) continue;
      EXPECT_TRUE(project_include_allowed(rules, rule->first, rule->second, include.target))
          << file.path << " may not include " << include.target;
    }
  }
}

TEST(Layers, EveryThirdPartyIncludeFollowsTheTable) {
  const Rules rules = load_rules();
  for (const SourceFile& file : source_files()) {
    const auto* rule = is_test(file.path) ? nullptr : rule_for(rules, file.path);
    if (rule == nullptr) continue;
    for (const Include& include : includes_of(file)) {
      if (include.quoted || !third_party_roots().contains(root_of(include.target))) continue;
      EXPECT_TRUE(third_party_allowed(rule->second, file.path, include.target))
          << file.path << " may not include <" << include.target << ">";
    }
  }
}

// The rules themselves, on a table small enough to see.
TEST(Layers, ADeeperRowIsNotOpenedByItsParent) {
  const Rules rules{{"base", {}}, {"a", {{"base"}, {}}}, {"a/b", {{"base"}, {}}}, {"c", {{"a"}, {}}}};
  EXPECT_TRUE(project_include_allowed(rules, "c", rules.at("c"), "a/x.hpp"));
  EXPECT_FALSE(project_include_allowed(rules, "c", rules.at("c"), "a/b/x.hpp"));
  EXPECT_FALSE(project_include_allowed(rules, "c", rules.at("c"), "base/x.hpp"));
  EXPECT_TRUE(project_include_allowed(rules, "c", rules.at("c"), "c/y.hpp"));
}

}  // namespace
}  // namespace tabacus::lint
