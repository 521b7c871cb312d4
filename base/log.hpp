// Categories, four levels, one sink. Never a header, a body, a key or what a user typed. Any thread.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.hpp"

namespace tabacus::log {

enum class Level : std::uint8_t { Error, Warn, Info, Debug };

/// "error", "warn", "info", "debug".
[[nodiscard]] std::string_view name_of(Level level);
[[nodiscard]] std::optional<Level> level_of(std::string_view name);

struct Category {
  std::string_view name;
};

/// A file larger than that becomes FILE.1, in place of the one before.
inline constexpr std::int64_t kMaxFileBytes = 4 * 1024 * 1024;

/// From now on all lines up to `most` go to the file (mode 0600) instead of stderr, which got warnings and errors only.
/// Several processes may share a file: whoever finds it full turns it, the others follow.
Result<void> to_file(const std::filesystem::path& file, Level most, std::int64_t max_bytes = kMaxFileBytes);
/// Back to the start.
void to_stderr();
[[nodiscard]] bool is_to_file();
/// Whether a line of that level goes anywhere.
[[nodiscard]] bool is_wanted(Level level);

/// While one lives, the lines of its thread are gathered, and written at once at its end: for a thread whose work comes
/// in short batches. Not nested.
class Together {
 public:
  Together();
  ~Together();
  Together(const Together&) = delete;
  Together& operator=(const Together&) = delete;

 private:
  std::string lines_;
};

/// "2026-11-21T08:15:30.125Z warn store[4711]: calls wait", with nothing in it that moves a terminal's cursor.
void write(Level level, const Category& category, std::string_view message);

template <typename... Args>
void write_formatted(Level level, const Category& category, fmt::format_string<Args...> format, Args&&... args) {
  if (is_wanted(level)) write(level, category, fmt::format(format, std::forward<Args>(args)...));
}

template <typename... Args>
void error(const Category& category, fmt::format_string<Args...> format, Args&&... args) {
  write_formatted(Level::Error, category, format, std::forward<Args>(args)...);
}
template <typename... Args>
void warn(const Category& category, fmt::format_string<Args...> format, Args&&... args) {
  write_formatted(Level::Warn, category, format, std::forward<Args>(args)...);
}
template <typename... Args>
void info(const Category& category, fmt::format_string<Args...> format, Args&&... args) {
  write_formatted(Level::Info, category, format, std::forward<Args>(args)...);
}
template <typename... Args>
void debug(const Category& category, fmt::format_string<Args...> format, Args&&... args) {
  write_formatted(Level::Debug, category, format, std::forward<Args>(args)...);
}

}  // namespace tabacus::log
