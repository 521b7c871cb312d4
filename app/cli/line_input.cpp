#include "app/cli/line_input.hpp"

#include <editline/readline.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <cstring>
#include <iostream>

#include "base/text.hpp"

namespace tabacus::app {
namespace {

/// libedit asks through a function without context.
std::vector<std::string>& known_words() {
  static std::vector<std::string> words;
  return words;
}

/// The n-th match, on the heap as libedit frees it; null behind the last.
char* nth_completion(const char* prefix, int nth) {
  static std::vector<std::string> found;
  if (nth == 0) found = completions(known_words(), prefix);
  const auto at = static_cast<std::size_t>(nth);
  return at < found.size() ? ::strdup(found[at].c_str()) : nullptr;
}

char** complete(const char* prefix, int, int) {
  rl_attempted_completion_over = 1;  // no file names
  return rl_completion_matches(prefix, nth_completion);
}

volatile std::sig_atomic_t was_interrupted = 0;

/// While it lives an interrupt ends the reading of a line and nothing else.
class InterruptsEndTheLine {
 public:
  InterruptsEndTheLine() {
    was_interrupted = 0;
    struct sigaction noting {};
    noting.sa_handler = [](int) { was_interrupted = 1; };
    ::sigaction(SIGINT, &noting, &earlier_);
  }
  InterruptsEndTheLine(const InterruptsEndTheLine&) = delete;
  InterruptsEndTheLine& operator=(const InterruptsEndTheLine&) = delete;
  ~InterruptsEndTheLine() { ::sigaction(SIGINT, &earlier_, nullptr); }

 private:
  struct sigaction earlier_ {};
};

}  // namespace

std::vector<std::string> completions(const std::vector<std::string>& words, const std::string& prefix) {
  std::vector<std::string> found;
  const std::string lower = to_lower_ascii(prefix);
  for (const std::string& word : words)
    if (to_lower_ascii(word).starts_with(lower)) found.push_back(word);
  return found;
}

LineInput::LineInput(std::vector<std::string> words) {
  known_words() = std::move(words);
  rl_attempted_completion_function = complete;
}

LineInput::~LineInput() { rl_attempted_completion_function = nullptr; }

bool LineInput::is_terminal() { return ::isatty(STDIN_FILENO) != 0; }

std::optional<std::string> LineInput::next(const char* prompt) {
  if (!is_terminal()) {
    std::string line;
    return std::getline(std::cin, line) ? std::optional{line} : std::nullopt;
  }
  const InterruptsEndTheLine guard;
  char* typed = ::readline(prompt);
  if (was_interrupted != 0) {
    std::free(typed);
    std::cout << '\n' << std::flush;
    return std::string{kCancelled};
  }
  if (typed == nullptr) return std::nullopt;
  std::string line{typed};
  std::free(typed);
  return line;
}

void LineInput::remember(const std::string& line) {
  if (is_terminal()) ::add_history(line.c_str());
}

}  // namespace tabacus::app
