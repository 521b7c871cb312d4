// Every name of std that a file uses comes with its header: the file includes it, or a header of the project does that
// the file includes. The presets that are built all day precompile the standard headers (cmake/precompiled.cmake),
// which hides a forgotten one from the compiler until somebody builds a release.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.hpp"
#include "tests/lint/source_tree.hpp"

namespace tabacus::lint {
namespace {

struct Header {
  std::string_view name;
  std::string_view declares;  ///< the first word behind "std::", for the names that one header has; blanks between
};

constexpr Header kHeaders[] = {
    {"algorithm",
     "all_of any_of binary_search clamp copy copy_n count_if equal equal_range find_if find_if_not for_each "
     "lower_bound max "
     "max_element min min_element minmax mismatch none_of nth_element partition partition_point remove_if reverse "
     "rotate "
     "search sort stable_partition stable_sort transform unique upper_bound"},
    {"array", "array to_array"},
    {"atomic", "atomic atomic_flag memory_order_acquire memory_order_relaxed memory_order_release"},
    {"bit", "bit_cast bit_ceil bit_width countl_zero countr_zero has_single_bit popcount"},
    {"charconv", "from_chars to_chars"},
    {"chrono", "chrono"},
    {"cmath",
     "abs atan2 ceil cos exp floor fmod hypot isfinite isnan llround log10 log2 lround pow round sin sqrt trunc"},
    {"condition_variable", "condition_variable condition_variable_any"},
    {"coroutine", "coroutine_handle suspend_always suspend_never"},
    {"cstdint", "int16_t int32_t int64_t int8_t intptr_t uint16_t uint32_t uint64_t uint8_t uintptr_t"},
    {"cstring", "memchr memcmp memcpy memmove memset strcmp strlen"},
    {"deque", "deque"},
    {"filesystem", "filesystem"},
    {"fstream", "ifstream ofstream"},
    {"functional", "function hash invoke ref reference_wrapper"},
    {"future", "async future promise"},
    {"iostream", "cerr cin cout"},
    {"limits", "numeric_limits"},
    {"list", "list"},
    {"map", "map multimap"},
    {"memory", "enable_shared_from_this make_shared make_unique shared_ptr unique_ptr weak_ptr"},
    {"mutex", "call_once lock_guard mutex once_flag scoped_lock unique_lock"},
    {"numeric", "accumulate gcd iota"},
    {"optional", "make_optional nullopt optional"},
    {"random", "mt19937 mt19937_64 random_device uniform_int_distribution"},
    {"ranges", "views"},
    {"set", "multiset set"},
    {"shared_mutex", "shared_lock shared_mutex"},
    {"span", "span"},
    {"sstream", "istringstream ostringstream stringstream"},
    {"stop_token", "stop_callback stop_source stop_token"},
    {"string", "getline stoi stoll string to_string"},
    {"string_view", "string_view"},
    {"thread", "jthread this_thread thread"},
    {"tuple", "make_tuple tie tuple"},
    {"type_traits", "conditional_t decay_t is_same_v remove_cvref_t"},
    {"unordered_map", "unordered_map"},
    {"unordered_set", "unordered_set"},
    {"utility", "exchange in_place pair swap"},
    {"variant", "get_if holds_alternative monostate variant visit"},
    {"vector", "vector"},
};

/// What a header is counted on to bring along: by the standard, or because of what it declares. A name that ends in a
/// slash stands for all headers below it.
constexpr Header kBringers[] = {
    {"algorithm", "utility cstdint"},
    {"array", "utility"},
    {"bit", "type_traits"},
    {"chrono", "cstdint limits sstream string string_view"},
    {"condition_variable", "mutex"},
    {"filesystem", "chrono memory string string_view"},
    {"fstream", "string"},
    {"functional", "tuple type_traits utility"},
    {"future", "atomic chrono condition_variable memory mutex thread"},
    {"iostream", "string"},
    {"map", "tuple utility"},
    {"memory", "cstdint tuple type_traits utility"},
    {"mutex", "chrono tuple"},
    {"optional", "type_traits utility"},
    {"random", "string vector"},
    {"ranges", "span utility"},
    {"set", "utility"},
    {"span", "array"},
    {"sstream", "string"},
    {"string", "cstdint string_view"},
    {"thread", "cstdint memory utility"},
    {"tuple", "utility"},
    {"unordered_map", "tuple utility"},
    {"unordered_set", "utility"},
    {"utility", "type_traits"},
    {"variant", "type_traits utility"},
    {"boost/", "algorithm array atomic chrono cstring functional limits memory mutex optional string tuple vector"},
    {"fmt/", "limits memory string vector"},
    {"gmock/", "functional limits map memory set sstream string tuple vector"},
    {"gtest/", "functional limits map memory set sstream string tuple vector"},
    {"nlohmann/json.hpp", "algorithm array functional limits map memory optional string vector"},
    {"simdjson.h", "algorithm atomic cmath cstring limits memory string vector"},
    {"tl/expected.hpp", "functional utility"},
};

using Words = std::set<std::string, std::less<>>;

bool is_word(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || c == '_'; }

/// A line without its comment and what stands between double quotes.
std::string code_of(std::string_view line) {
  std::string code;
  bool in_text = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (in_text && line[i] == '\\') {
      ++i;
      continue;
    }
    if (line[i] == '"') in_text = !in_text;
    if (!in_text && line.substr(i).starts_with("//")) break;
    if (!in_text) code += line[i];
  }
  return code;
}

/// The words behind each "std::".
Words names_of_std(const SourceFile& file) {
  constexpr std::string_view kStd = "std::";
  Words names;
  for (const std::string& line : file.lines) {
    const std::string code = code_of(line);
    for (std::size_t at = code.find(kStd); at != std::string::npos; at = code.find(kStd, at + 1)) {
      const auto begin = code.begin() + static_cast<std::ptrdiff_t>(at + kStd.size());
      names.emplace(begin, std::find_if_not(begin, code.end(), is_word));
    }
  }
  return names;
}

bool stands_for(std::string_view name, std::string_view header) {
  return name.ends_with('/') ? header.starts_with(name) : header == name;
}

class Tree {
 public:
  Tree() {
    for (const SourceFile& file : source_files()) includes_[file.path] = includes_of(file);
  }

  /// Standard headers that come with what the file includes.
  [[nodiscard]] Words headers_of(const std::string& path) const {
    Words seen;
    Words headers;
    collect(path, seen, headers);
    return headers;
  }

 private:
  void collect(const std::string& path, Words& seen, Words& headers) const {
    const auto file = includes_.find(path);
    if (file == includes_.end() || !seen.insert(path).second) return;
    for (const Include& include : file->second) {
      if (include.quoted)
        collect(include.target, seen, headers);
      else
        add(include.target, headers);
    }
  }
  static void add(std::string_view header, Words& headers) {
    if (!headers.emplace(header).second) return;
    for (const Header& bringer : kBringers)
      if (stands_for(bringer.name, header))
        for (const std::string_view brought : split(bringer.declares, ' ')) add(brought, headers);
  }

  std::map<std::string, std::vector<Include>, std::less<>> includes_;
};

std::vector<std::string> forgotten(const Words& names, const Words& headers) {
  std::vector<std::string> missing;
  for (const Header& header : kHeaders) {
    if (headers.contains(header.name)) continue;
    for (const std::string_view name : split(header.declares, ' '))
      if (names.contains(name)) missing.push_back("std::" + std::string{name} + " <" + std::string{header.name} + ">");
  }
  if (names.contains("ranges") && !headers.contains("algorithm") && !headers.contains("ranges"))
    missing.emplace_back("std::ranges <algorithm>");
  return missing;
}

TEST(StandardHeaders, AreIncludedByWhoUsesThem) {
  const Tree tree;
  for (const SourceFile& file : source_files())
    for (const std::string& name : forgotten(names_of_std(file), tree.headers_of(file.path)))
      ADD_FAILURE() << file.path << " uses " << name;
}

TEST(StandardHeaders, AreMissedWhereTheyAreMissing) {
  const SourceFile file{"x.cpp", {"const auto most = std::max(a, b);  // std::sort", "text = \"std::vector\";"}};
  EXPECT_EQ(forgotten(names_of_std(file), {}), std::vector<std::string>{"std::max <algorithm>"});
  EXPECT_TRUE(forgotten(names_of_std(file), {"algorithm"}).empty());
}

}  // namespace
}  // namespace tabacus::lint
