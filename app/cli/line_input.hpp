// Lines typed at a terminal, with history and completion by libedit, which only line_input.cpp includes; from anything
// else as they are. One per process: libedit is one.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tabacus::app {

/// What Ctrl-C gives in place of a line.
inline constexpr std::string_view kCancelled = "\x03";

class LineInput {
 public:
  /// `words` are what Tab completes.
  explicit LineInput(std::vector<std::string> words);
  LineInput(const LineInput&) = delete;
  LineInput& operator=(const LineInput&) = delete;
  ~LineInput();

  /// Empty: there are no more. kCancelled: the user gave up what was being typed.
  [[nodiscard]] std::optional<std::string> next(const char* prompt);
  /// To be found with the arrow keys.
  void remember(const std::string& line);

  [[nodiscard]] static bool is_terminal();
};

/// Of `words` those that begin with `prefix`, without regard to case.
[[nodiscard]] std::vector<std::string> completions(const std::vector<std::string>& words, const std::string& prefix);

}  // namespace tabacus::app
