#include "app/gui/editor.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>

#include "base/text.hpp"

namespace tabacus::app {
namespace {

/// Those that take "file:line:column"; all others are told "+line file", as vi was first.
constexpr std::array<std::string_view, 4> kColonEditors{"hx", "helix", "subl", "micro"};
constexpr std::array<std::string_view, 4> kGotoEditors{"code", "codium", "cursor", "windsurf"};

std::string with_place(const std::string& file, int line, int column) {
  if (line <= 0) return file;
  return column > 0 ? fmt::format("{}:{}:{}", file, line, column) : fmt::format("{}:{}", file, line);
}

}  // namespace

std::string editor_program(const std::string& configured) {
  if (!configured.empty()) return configured;
  for (const char* variable : {"VISUAL", "EDITOR"})
    if (const char* value = std::getenv(variable); value != nullptr && value[0] != '\0') return value;
  return "vi";
}

std::vector<std::string> editor_command(std::string_view editor, const std::string& file, int line, int column) {
  std::vector<std::string> words;
  for (const std::string_view word : split(editor, ' '))
    if (!word.empty()) words.emplace_back(word);
  if (words.empty()) words.emplace_back("vi");
  const std::string name = std::filesystem::path{words.front()}.filename();
  if (std::ranges::find(kGotoEditors, name) != kGotoEditors.end()) {
    words.emplace_back("--goto");
    words.push_back(with_place(file, line, column));
  } else if (std::ranges::find(kColonEditors, name) != kColonEditors.end()) {
    words.push_back(with_place(file, line, column));
  } else {
    if (line > 0) words.push_back(fmt::format("+{}", line));
    words.push_back(file);
  }
  return words;
}

}  // namespace tabacus::app
