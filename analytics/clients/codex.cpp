// Codex knows no variable for its base URL: `-c openai_base_url="..."` tells it, and a provider of the user's own is
// told by `-c model_providers.NAME.base_url="..."`. What comes later on its command line wins, so ours come first.
// The only file that knows toml++ here. Seen with 0.169.0.
#include <toml++/toml.h>

#include <fmt/format.h>

#include "analytics/clients/client_files.hpp"
#include "analytics/clients/programs.hpp"

namespace tabacus::analytics {
namespace {

constexpr std::string_view kOwnSlot = "codex-config";
constexpr std::size_t kMostProviders = 16;

struct CodexConfig {
  std::string openai_base_url;
  std::string model_provider;
  std::vector<std::pair<std::string, std::string>> providers;  ///< name and base URL
};

CodexConfig config_of(const Surroundings& surroundings, std::vector<std::string>* warnings) {
  CodexConfig config;
  const auto file = directory_of(surroundings, "CODEX_HOME", ".codex") / "config.toml";
  const auto text = surroundings.read(file);
  if (!text) return config;
  try {
    const toml::table table = toml::parse(*text);
    config.openai_base_url = table["openai_base_url"].value_or(std::string{});
    config.model_provider = table["model_provider"].value_or(std::string{});
    const toml::table* providers = table["model_providers"].as_table();
    if (providers == nullptr) return config;
    for (const auto& [name, node] : *providers) {
      const toml::table* provider = node.as_table();
      std::string url = provider != nullptr ? (*provider)["base_url"].value_or(std::string{}) : std::string{};
      if (!url.empty() && can_be_slot(name.str()) && config.providers.size() < kMostProviders)
        config.providers.emplace_back(name.str(), std::move(url));
    }
  } catch (const toml::parse_error& error) {
    if (warnings != nullptr)
      warnings->push_back(fmt::format("{} could not be read as TOML (line {}); base URLs in it are not seen",
                                      file.native(), error.source().begin.line));
  }
  return config;
}

std::string slot_of(std::string_view provider) { return fmt::format("codex.{}", provider); }

class CommandLine {
 public:
  void set(std::string_view key, std::string_view toml_value) {
    words_.emplace_back("-c");
    words_.push_back(fmt::format("{}={}", key, toml_value));
  }
  void set_text(std::string_view key, std::string_view text) { set(key, fmt::format("\"{}\"", text)); }
  void put_before(std::vector<std::string>& arguments) && {
    arguments.insert(arguments.begin(), words_.begin(), words_.end());
  }

 private:
  std::vector<std::string> words_;
};

}  // namespace

void find_codex(const Surroundings& surroundings, Findings& findings) {
  CodexConfig config = config_of(surroundings, &findings.warnings);
  if (!config.openai_base_url.empty())
    findings.base_urls.push_back({std::string{kOwnSlot}, "openai", "openai", std::move(config.openai_base_url)});
  for (auto& [name, url] : config.providers)
    findings.base_urls.push_back({slot_of(name), "openai", "openai", std::move(url)});
}

void wire_codex(const Surroundings& surroundings, const TabView& tab, Launch& launch) {
  const CodexConfig config = config_of(surroundings, nullptr);
  CommandLine line;
  std::string url;
  if (config.openai_base_url.empty() && tab.serves("codex"))
    url = tab.url_of("codex", "/v1");
  else if (!config.openai_base_url.empty() && tab.upstream_of(kOwnSlot) == config.openai_base_url)
    url = tab.url_of(kOwnSlot);
  if (!url.empty()) line.set_text("openai_base_url", url);
  for (const auto& [name, own] : config.providers)
    if (tab.upstream_of(slot_of(name)) == own)
      line.set_text(fmt::format("model_providers.{}.base_url", name), tab.url_of(slot_of(name)));
  // The built-in provider cannot be changed, so a twin of it takes its place.
  const bool is_built_in = config.model_provider.empty() || config.model_provider == "openai";
  if (is_switched_on(surroundings.variables, kCodexHttpVariable) && is_built_in && !url.empty()) {
    line.set("model_providers.openai_http",
             fmt::format(R"({{name="OpenAI",base_url="{}",wire_api="responses",requires_openai_auth=true,)"
                         R"(supports_websockets=false}})",
                         url));
    line.set_text("model_provider", "openai_http");
  }
  std::move(line).put_before(launch.arguments);
}

}  // namespace tabacus::analytics
