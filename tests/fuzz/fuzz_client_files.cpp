// Any bytes as the files of agent programs (settings.json, config.toml, opencode.json, models.json) and as what a user
// types behind their names: base URLs that are found have slots that can stand in a path, and a start keeps the words
// that it is not about.
#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analytics/clients/launch.hpp"
#include "base/assert.hpp"
#include "base/text.hpp"

namespace {

using namespace tabacus;
using namespace tabacus::analytics;

bool is_slot_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
}

void check(const ClientBaseUrl& found) {
  TABACUS_ASSERT(!found.slot.empty() && std::ranges::all_of(found.slot, is_slot_character), "a slot is a path segment");
  TABACUS_ASSERT(!found.provider.empty() && !found.dialect.empty() && !found.upstream.empty(), "a finding is whole");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text{reinterpret_cast<const char*>(data), size};
  Variables variables{{"HOME", "/home/ada"}, {"GEMINI_API_KEY", "k"}, {"TABACUS_CODEX_HTTP", "1"}};
  const auto read = [&text](const std::filesystem::path&) { return std::optional{text}; };
  std::string routes = "codex=https://api.openai.com/v1 opencode-google=https://g.example/v1beta";
  for (const ClientBaseUrl& found : find_base_urls({variables, "/project", read}).base_urls) {
    check(found);
    routes.append(" ").append(found.slot).append("=").append(found.upstream);
  }
  variables.emplace_back("TABACUS_TAB_URL", "http://127.0.0.1:4711/TOKEN");
  variables.emplace_back("TABACUS_ROUTES", routes);
  variables.emplace_back("TABACUS_PI_EXTENSION", "/data/pi.mjs");
  variables.emplace_back("OPENCODE_CONFIG_CONTENT", text);
  std::vector<std::string> words{"--settings", text, "--settings=" + text, "last"};
  for (const std::string_view word : split(std::string_view{text}.substr(0, 256), ' ')) words.emplace_back(word);
  words.emplace_back("end");
  for (const AgentProgram& row : agent_programs()) {
    const Launch launch = wire_launch(row.programs[0], words, {variables, "/project", read});
    TABACUS_ASSERT(!launch.arguments.empty() && launch.arguments.back() == "end", "the user's words come last");
    for (const auto& [name, value] : launch.set) TABACUS_ASSERT(!name.empty(), "a variable has a name");
  }
  return 0;
}
