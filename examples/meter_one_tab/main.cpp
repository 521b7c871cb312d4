// Meters one command: meter_one_tab DIRECTORY COMMAND. Links nothing but tabacus::analytics.
#include <cstdio>
#include <cstdlib>

#include "analytics/api/engine.hpp"

using namespace tabacus;

int main(int argc, char** argv) {
  if (argc != 3) return std::fprintf(stderr, "usage: meter_one_tab DIRECTORY COMMAND\n"), 2;
  const auto engine = analytics::Engine::open({argv[1], [] { std::fputs("stats changed\n", stderr); }});
  if (!engine) return std::fprintf(stderr, "%s\n", engine.error().message.c_str()), 1;

  analytics::TabOptions tab{TabId::mint(), TabSessionId::mint(), "example", ".", {}};
  for (const char* name : {"ANTHROPIC_BASE_URL", "OPENAI_BASE_URL", "GOOGLE_GEMINI_BASE_URL"})
    if (const char* url = std::getenv(name)) tab.inherited.emplace_back(name, url);
  const auto endpoint = (*engine)->open_tab(tab);
  if (!endpoint) return std::fprintf(stderr, "%s\n", endpoint.error().message.c_str()), 1;
  for (const auto& [name, value] : endpoint->environment) setenv(name.c_str(), value.c_str(), 1);

  const int status = std::system(argv[2]);
  (*engine)->close_tab(tab.tab);
  (*engine)->close();  // what ran is recorded now
  if (const auto stats = (*engine)->stats(tab.tab))
    std::printf("%lld calls, %lld tokens out, $%.6f\n", static_cast<long long>(stats->calls),
                static_cast<long long>(stats->output.count()), static_cast<double>(stats->cost.count()) / 1e9);
  return status == 0 ? 0 : 1;
}
