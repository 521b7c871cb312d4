// pi knows no variable for its base URLs. An extension, which `-e` loads for one run, may give a provider another base
// URL; ours does so for the providers that TABACUS_PI_PROVIDERS names. Seen with 0.87.1.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "analytics/clients/client_files.hpp"
#include "analytics/clients/programs.hpp"
#include "base/text.hpp"

namespace tabacus::analytics {
namespace {

struct PiProvider {
  std::string_view name;
  std::string_view provider;
  std::string_view dialect;
  std::string_view upstream;
};

// Those whose models all have this one base URL, as in pi's own list.
constexpr std::array kProviders{
    PiProvider{"anthropic", "anthropic", "anthropic", "https://api.anthropic.com"},
    PiProvider{"openai", "openai", "openai", "https://api.openai.com/v1"},
    PiProvider{"openai-codex", "openai", "openai", "https://chatgpt.com/backend-api"},
    PiProvider{"google", "gemini", "gemini", "https://generativelanguage.googleapis.com/v1beta"},
    PiProvider{"deepseek", "deepseek", "openai", "https://api.deepseek.com"},
    PiProvider{"xai", "xai", "openai", "https://api.x.ai/v1"},
    PiProvider{"groq", "groq", "openai", "https://api.groq.com/openai/v1"},
    PiProvider{"moonshotai", "moonshot", "openai", "https://api.moonshot.ai/v1"},
    PiProvider{"moonshotai-cn", "moonshot", "openai", "https://api.moonshot.cn/v1"},
    PiProvider{"kimi-coding", "moonshot", "anthropic", "https://api.kimi.com/coding"},
};

constexpr std::array<std::string_view, 6> kSubcommands{"install", "remove", "uninstall", "update", "list", "config"};

std::string slot_of(std::string_view provider) { return fmt::format("pi.{}", provider); }

/// Providers to which models.json gives a base URL: those it names stay as it says.
std::map<std::string, std::string> named_in_models(const Surroundings& surroundings,
                                                   std::vector<std::string>* warnings) {
  std::map<std::string, std::string> named;
  const auto file = directory_of(surroundings, "PI_CODING_AGENT_DIR", ".pi/agent") / "models.json";
  const auto models = read_json_object(surroundings, file, warnings);
  const auto providers = models.is_object() ? models.find("providers") : models.end();
  if (!models.is_object() || providers == models.end() || !providers->is_object()) return named;
  for (const auto& [name, provider] : providers->items())
    if (std::string url = text_at(provider, {"baseUrl"}); !url.empty()) named[name] = std::move(url);
  return named;
}

}  // namespace

void find_pi(const Surroundings& surroundings, Findings& findings) {
  const auto named = named_in_models(surroundings, &findings.warnings);
  for (const PiProvider& row : kProviders) {
    const auto own = named.find(std::string{row.name});
    // An outer tab's, or a test's that stands in for the provider.
    const auto outer = upstream_in_text(value_of(surroundings.variables, kRoutesVariable), slot_of(row.name));
    std::string upstream{outer.empty() ? row.upstream : outer};
    if (own != named.end()) upstream = own->second;
    findings.base_urls.push_back({slot_of(row.name), row.provider, row.dialect, std::move(upstream)});
  }
}

void wire_pi(const Surroundings& surroundings, const TabView& tab, Launch& launch) {
  const std::string_view extension = value_of(surroundings.variables, kPiExtensionVariable);
  const bool is_subcommand =
      !launch.arguments.empty() && std::ranges::find(kSubcommands, launch.arguments.front()) != kSubcommands.end();
  if (extension.empty() || is_subcommand) return;
  const auto named = named_in_models(surroundings, nullptr);
  std::vector<std::string> wired;
  for (const PiProvider& row : kProviders) {
    const auto own = named.find(std::string{row.name});
    const bool as_found = own == named.end() || own->second == tab.upstream_of(slot_of(row.name));
    if (as_found && tab.serves(slot_of(row.name))) wired.emplace_back(row.name);
  }
  if (wired.empty()) return;
  launch.set.emplace_back("TABACUS_PI_PROVIDERS", join(wired, " "));
  launch.arguments.insert(launch.arguments.begin(), {"-e", std::string{extension}});
}

std::string_view pi_extension() {
  return R"(// Written by tabacus: sends pi's calls to the tab that it runs in, for this run only.
export default function (pi) {
  const tab = process.env.TABACUS_TAB_URL;
  const names = (process.env.TABACUS_PI_PROVIDERS ?? "").split(" ");
  if (tab) for (const name of names) if (name) pi.registerProvider(name, { baseUrl: `${tab}/pi.${name}` });
}
)";
}

}  // namespace tabacus::analytics
