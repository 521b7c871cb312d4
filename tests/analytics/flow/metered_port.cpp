// metered_port UPSTREAM DIRECTORY [DESCRIPTORS]: one tab's port in a process of its own, with metering and recording
// on, so that tests can measure and stop it and take its descriptors away. Prints "PORT /PATH" and serves until it is
// killed.
#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>

#include "analytics/api/engine.hpp"
#include "base/text.hpp"

namespace {

using namespace tabacus;

void limit_descriptors(std::int64_t count) {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = static_cast<rlim_t>(count);
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace

int main(int argc, char** argv) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (argc < 3) return 2;
  if (argc > 3) limit_descriptors(parse_int(argv[3]).value_or(1024));
  const auto engine = analytics::Engine::open({argv[2], [] {}});
  if (!engine) return 1;
  analytics::TabOptions options{TabId::mint(), TabSessionId::mint(), "metered port", "/", {}};
  options.inherited.emplace_back("ANTHROPIC_BASE_URL", argv[1]);
  const auto endpoint = (*engine)->open_tab(options);
  if (!endpoint) return 1;
  for (const auto& [name, value] : endpoint->environment)
    if (name == "ANTHROPIC_BASE_URL")
      fmt::print("{} {}\n", endpoint->port, value.substr(value.find('/', sizeof("http://"))));
  std::fflush(stdout);
  for (;;) ::pause();
}
