// Lines of tabacus.log and its predecessor: which of them are wanted, the last ones, and those to come. Pure but for
// LogFollower.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/log.hpp"
#include "base/result.hpp"
#include "base/unique_fd.hpp"

namespace tabacus::app {

struct LogFilter {
  log::Level most = log::Level::Debug;
  std::string tab;                   ///< beginning of a tab's id; empty: all
  std::optional<std::int64_t> call;  ///< a call_id: its lane is not looked at
};

/// A line that is none of ours passes only where nothing but the level is asked for.
[[nodiscard]] bool is_wanted(std::string_view line, const LogFilter& filter);

/// The last `count` wanted lines of FILE.1 and FILE, without '\n'. NotFound: there is neither.
[[nodiscard]] Result<std::vector<std::string>> last_lines(const std::filesystem::path& file, const LogFilter& filter,
                                                          std::size_t count);

/// Whole lines as they are added, across the file's turning.
class LogFollower {
 public:
  /// Begins at the file's end; where there is none yet, at its beginning.
  explicit LogFollower(std::filesystem::path file);
  /// What was added since, without '\n'.
  [[nodiscard]] std::vector<std::string> take();

 private:
  void read_on(std::vector<std::string>& lines);
  void open();
  [[nodiscard]] bool was_turned() const;

  const std::filesystem::path file_;
  UniqueFd fd_;
  std::string partial_;
};

}  // namespace tabacus::app
