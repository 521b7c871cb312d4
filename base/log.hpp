// Categories, four levels, one sink. Never a header, a body, a key or what a user typed. Any thread.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <filesystem>
#include <string_view>
#include <utility>

#include "base/result.hpp"

namespace tabacus::log {

enum class Level : std::uint8_t { Error, Warn, Info, Debug };

struct Category {
  std::string_view name;
};

/// Lines go to stderr (warnings and errors only) until a file is set; then all up to `most` go to the file.
Result<void> to_file(const std::filesystem::path& file, Level most);
void write(Level level, const Category& category, std::string_view message);

template <typename... Args>
void error(const Category& category, fmt::format_string<Args...> format, Args&&... args) {
  write(Level::Error, category, fmt::format(format, std::forward<Args>(args)...));
}
template <typename... Args>
void warn(const Category& category, fmt::format_string<Args...> format, Args&&... args) {
  write(Level::Warn, category, fmt::format(format, std::forward<Args>(args)...));
}
template <typename... Args>
void info(const Category& category, fmt::format_string<Args...> format, Args&&... args) {
  write(Level::Info, category, fmt::format(format, std::forward<Args>(args)...));
}
template <typename... Args>
void debug(const Category& category, fmt::format_string<Args...> format, Args&&... args) {
  write(Level::Debug, category, fmt::format(format, std::forward<Args>(args)...));
}

}  // namespace tabacus::log
