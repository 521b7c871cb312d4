#include "app/cli/pager.hpp"

#include <sys/wait.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <ostream>

#include "app/cli/text_table.hpp"

namespace tabacus::app {
namespace {

constexpr int kShellFoundNothing = 127;

/// Lines without the escape sequences that colour them.
std::size_t shown_width(std::string_view line) {
  std::string text;
  while (!line.empty()) {
    const std::size_t escape = line.find('\x1b');
    text += line.substr(0, escape);
    if (escape == std::string_view::npos) break;
    const std::size_t end = line.find('m', escape);
    if (end == std::string_view::npos) break;
    line.remove_prefix(end + 1);
  }
  return width_of(text);
}

}  // namespace

std::string pager_command() {
  for (const char* name : {"TABACUS_PAGER", "PAGER"})
    if (const char* value = std::getenv(name); value != nullptr)
      return std::string_view{value} == "cat" ? std::string{} : std::string{value};
  return "less";
}

bool is_longer_than_screen(std::string_view text, std::size_t width, std::size_t height) {
  std::size_t lines = 1;  // the prompt that follows
  while (!text.empty() && lines <= height) {
    const std::size_t end = text.find('\n');
    const std::size_t cells = shown_width(text.substr(0, end));
    lines += 1 + (cells == 0 ? 0 : (cells - 1) / width);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return lines > height;
}

void page(const std::string& command, std::string_view text, std::ostream& out) {
  ::setenv("LESS", "FRX", /*overwrite=*/0);
  ::setenv("LV", "-c", /*overwrite=*/0);
  out.flush();
  // Who leaves the pager early closes its input; that is no failure.
  struct sigaction ignore {};
  struct sigaction earlier {};
  ignore.sa_handler = SIG_IGN;
  ::sigaction(SIGPIPE, &ignore, &earlier);
  std::FILE* pager = ::popen(command.c_str(), "w");
  if (pager != nullptr) std::fwrite(text.data(), 1, text.size(), pager);
  const int status = pager != nullptr ? ::pclose(pager) : -1;
  ::sigaction(SIGPIPE, &earlier, nullptr);
  if (pager == nullptr || (WIFEXITED(status) && WEXITSTATUS(status) == kShellFoundNothing)) out << text;
}

}  // namespace tabacus::app
