// xterm_differential [--cases N] [--seed N] [--items N]: the engine against the xterm of this system. Random streams go
// to both, and after each both must show the same text in the same looks, stand at the same place, be in the same modes
// and have replied the same. A stream that tells them apart is cut down to the items that do, and shown.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.hpp"
#include "grammar.hpp"
#include "known_differences.hpp"
#include "observation.hpp"
#include "real_xterm.hpp"

namespace tabacus::xterm {
namespace {

constexpr terminal::Size kSize{26, 7};

struct Arguments {
  int cases = 2000;
  int items = 12;
  int seed = 1;
};

std::string joined(const std::vector<std::string>& items) {
  std::string bytes;
  for (const std::string& item : items) bytes += item;
  return bytes;
}

/// The same for streams that differ in numbers and letters only: one of them is told.
std::string shape_of(const std::vector<std::string>& items) {
  std::string shape;
  for (const std::string& item : items) {
    const bool is_text = !item.empty() && item[0] >= 'a' && item[0] <= 'z';
    for (const char c : is_text ? std::string{"a"} : item)
      if (c < '0' || c > '9') shape += c;
    shape += ' ';
  }
  return shape;
}

class Differential {
 public:
  Differential(RealXterm& xterm, const Arguments& arguments) : xterm_{xterm}, arguments_{arguments} {}

  Result<int> run() {
    if (auto named = check_known(); !named) return fail(named.error().code, named.error().message);
    for (int i = 0; i < arguments_.cases; ++i) {
      Grammar grammar{static_cast<std::uint64_t>(arguments_.seed + i), kSize};
      auto items = grammar.stream(arguments_.items);
      const auto found = difference(items);
      if (!found) return fail(found.error().code, found.error().message);
      if (found->empty()) continue;
      auto cut = cut_down(std::move(items));
      if (!cut) return fail(cut.error().code, cut.error().message);
      if (auto told = tell(arguments_.seed + i, *cut); !told) return fail(told.error().code, told.error().message);
    }
    return unknown_;
  }

  void summarize(std::chrono::milliseconds elapsed) const {
    for (const auto& [name, count] : by_name_) fmt::print("{:5} {}\n", count, name);
    fmt::print("{} streams, {} differ, {} of them in no way that is named; {} ms\n", arguments_.cases, different_,
               unknown_, elapsed.count());
  }

 private:
  Result<std::string> difference(const std::vector<std::string>& items) {
    const std::string bytes = joined(items);
    const auto theirs = observe_xterm(xterm_, bytes, kSize);
    if (!theirs) return fail(theirs.error().code, fmt::format("{}, after {}", theirs.error().message, visible(bytes)));
    return first_difference(observe_engine(bytes, kSize), *theirs, kSize);
  }

  /// Leaves out whatever the difference does without.
  Result<std::vector<std::string>> cut_down(std::vector<std::string> items) {
    for (std::size_t i = items.size(); i-- > 0;) {
      auto fewer = items;
      fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(i));
      const auto found = difference(fewer);
      if (!found) return fail(found.error().code, found.error().message);
      if (!found->empty()) items = std::move(fewer);
    }
    for (std::string& item : items) {
      while (item.size() > 1 && item[0] >= 'a' && item[0] <= 'z') {
        const std::string whole = item;
        item.pop_back();
        const auto found = difference(items);
        if (!found) return fail(found.error().code, found.error().message);
        if (!found->empty()) continue;
        item = whole;
        break;
      }
    }
    return items;
  }

  Result<void> tell(int seed, const std::vector<std::string>& items) {
    ++different_;
    const auto found = difference(items);
    if (!found) return fail(found.error().code, found.error().message);
    if (const KnownDifference* known = find_known(items)) {
      ++by_name_[std::string{known->name}];
      return {};
    }
    ++unknown_;
    if (!shapes_.insert(shape_of(items) + found->substr(0, found->find('\n'))).second) return {};
    fmt::print("seed {}: {}\n {}\n", seed, visible(fmt::format("{}", fmt::join(items, " "))), *found);
    std::fflush(stdout);
    return {};
  }

  /// Each that is named must still be one.
  Result<void> check_known() {
    for (const KnownDifference& known : known_differences()) {
      const auto found = difference({std::string{known.example}});
      if (!found) return fail(found.error().code, found.error().message);
      if (!found->empty()) continue;
      ++unknown_;
      fmt::print("{}: is none any more: {}\n", known.name, known.reason);
    }
    return {};
  }

  RealXterm& xterm_;
  const Arguments arguments_;
  std::map<std::string, int> by_name_;
  std::set<std::string> shapes_;  // of what was shown
  int different_ = 0;
  int unknown_ = 0;
};

std::optional<Arguments> parse(int count, char** words) {
  Arguments arguments;
  for (int i = 1; i < count; i += 2) {
    const std::string_view name = words[i];
    const auto value = i + 1 < count ? parse_int(words[i + 1]) : std::nullopt;
    if (!value || *value < 1) return std::nullopt;
    if (name == "--cases") {
      arguments.cases = static_cast<int>(*value);
    } else if (name == "--seed") {
      arguments.seed = static_cast<int>(*value);
    } else if (name == "--items") {
      arguments.items = static_cast<int>(*value);
    } else {
      return std::nullopt;
    }
  }
  return arguments;
}

int run(int count, char** words) {
  const auto arguments = parse(count, words);
  if (!arguments) {
    fmt::print(stderr, "usage: xterm_differential [--cases N] [--seed N] [--items N]\n");
    return 2;
  }
  auto xterm = RealXterm::start(kSize);
  if (!xterm) {
    fmt::print(stderr, "xterm_differential: {}\n", xterm.error().message);
    return 2;
  }
  const auto begin = std::chrono::steady_clock::now();
  Differential differential{*xterm, *arguments};
  const auto unknown = differential.run();
  const auto elapsed = std::chrono::steady_clock::now() - begin;
  differential.summarize(std::chrono::duration_cast<std::chrono::milliseconds>(elapsed));
  if (!unknown) {
    fmt::print(stderr, "xterm_differential: {}\n", unknown.error().message);
    return 2;
  }
  return *unknown == 0 ? 0 : 1;
}

}  // namespace
}  // namespace tabacus::xterm

int main(int argc, char** argv) { return tabacus::xterm::run(argc, argv); }
