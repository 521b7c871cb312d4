// What the windows onto stored calls cost and how soon they answer:
//   bench_serve [--program TABACUS] [--calls N] [--streams N] [--pairs N] [feed] [questions] [sinks]
// One JSON line per figure; exit code 1 where one misses its bar. Started by itself as the streams' upstream:
//   bench_serve upstream CERTIFICATE KEY
#include <sys/resource.h>

#include <algorithm>
#include <string_view>

#include "base/text.hpp"
#include "tests/bench/proxy/socket.hpp"
#include "tests/bench/proxy/upstream.hpp"
#include "tests/bench/serve/parts.hpp"
#include "tests/support/temp_dir.hpp"

int main(int count, char** words) {
  using namespace tabacus;
  using namespace tabacus::bench;
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
  const std::vector<std::string_view> arguments{words + 1, words + count};
  if (arguments.size() == 3 && arguments[0] == "upstream")
    run_upstream(std::string{arguments[1]}, std::string{arguments[2]});

  const testing::TempDir work;
  std::error_code failed;
  const auto self = std::filesystem::read_symlink("/proc/self/exe", failed);
  Settings settings{.program = self.parent_path().parent_path() / "tabacus", .work = work.path()};
  std::vector<std::string_view> parts;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string_view word = arguments[i];
    if (!word.starts_with("--")) {
      parts.push_back(word);
      continue;
    }
    if (++i == arguments.size()) give_up("read the arguments");
    const auto number = parse_int(arguments[i]);
    if (word == "--program") settings.program = arguments[i];
    if (word == "--calls" && number) settings.calls = *number;
    if (word == "--streams" && number) settings.streams = static_cast<int>(*number);
    if (word == "--pairs" && number) settings.pairs = static_cast<int>(*number);
  }
  const auto wanted = [&](std::string_view part) {
    return parts.empty() || std::ranges::find(parts, part) != parts.end();
  };
  ServeReport report;
  if (wanted("feed")) measure_feed(settings, report);
  if (wanted("questions")) measure_questions(settings, report);
  if (wanted("sinks")) measure_sinks(settings, report);
  return report.misses() == 0 ? 0 : 1;
}
