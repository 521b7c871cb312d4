// THE LIST of slots and base URL variables. Sources: the clients' own bundles and documentation (2026-11).
#include "analytics/clients/slots.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace tabacus::analytics {
namespace {

bool is_region(std::string_view text) {
  return !text.empty() && text.size() <= 32 &&
         std::ranges::all_of(text, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; });
}

/// Google's three kinds of host: the global one, the two multi-regions, the regions.
std::string vertex_host(std::string_view region) {
  if (!is_region(region)) return {};
  if (region == "global") return "https://aiplatform.googleapis.com";
  if (region == "us" || region == "eu") return fmt::format("https://aiplatform.{}.rep.googleapis.com", region);
  return fmt::format("https://{}-aiplatform.googleapis.com", region);
}

/// With a key and a location the SDKs disagree on which of the two counts: then it cannot be told.
std::string vertex_gemini(const Variables& variables) {
  if (!is_switched_on(variables, "GOOGLE_GENAI_USE_VERTEXAI")) return {};
  const std::string_view location = value_of(variables, "GOOGLE_CLOUD_LOCATION");
  if (value_of(variables, "GOOGLE_API_KEY").empty()) return vertex_host(location);
  return location.empty() ? vertex_host("global") : std::string{};
}

/// One URL cannot lead to two regions: a model with a region of its own keeps the whole from being wired.
std::string vertex_claude(const Variables& variables) {
  if (!is_switched_on(variables, "CLAUDE_CODE_USE_VERTEX")) return {};
  const bool by_model =
      std::ranges::any_of(variables, [](const auto& variable) { return variable.first.starts_with("VERTEX_REGION_"); });
  const std::string host = by_model ? std::string{} : vertex_host(value_of(variables, "CLOUD_ML_REGION"));
  return host.empty() ? host : host + "/v1";
}

std::string bedrock(const Variables& variables) {
  if (!is_switched_on(variables, "CLAUDE_CODE_USE_BEDROCK")) return {};
  if (!value_of(variables, "ANTHROPIC_SMALL_FAST_MODEL_AWS_REGION").empty()) return {};
  std::string_view region = value_of(variables, "AWS_REGION");
  if (region.empty()) region = value_of(variables, "AWS_DEFAULT_REGION");
  return is_region(region) ? fmt::format("https://bedrock-runtime.{}.amazonaws.com", region) : std::string{};
}

/// A signature (SigV4) covers the Host it was made for: such a request would be refused behind any other base URL.
bool is_unsigned_bedrock(const Variables& variables) {
  return !value_of(variables, "AWS_BEARER_TOKEN_BEDROCK").empty() ||
         is_switched_on(variables, "CLAUDE_CODE_SKIP_BEDROCK_AUTH");
}

bool is_anthropic_copilot(const Variables& variables) {
  return value_of(variables, "COPILOT_PROVIDER_TYPE") == "anthropic";
}
bool is_openai_copilot(const Variables& variables) { return !is_anthropic_copilot(variables); }

/// Kimi Code takes its model from variables once this one names it.
std::string kimi_model(const Variables& variables) {
  const std::string_view type = value_of(variables, "KIMI_MODEL_PROVIDER_TYPE");
  const bool is_kimi = (type.empty() || type == "kimi") && !value_of(variables, "KIMI_MODEL_NAME").empty();
  return is_kimi ? "https://api.moonshot.ai/v1" : std::string{};
}

bool is_anthropic_kimi(const Variables& variables) {
  return value_of(variables, "KIMI_MODEL_PROVIDER_TYPE") == "anthropic";
}
bool is_openai_kimi(const Variables& variables) { return !is_anthropic_kimi(variables); }

// The first three are the ones whose programs disagree on where the version stands; below them each variable has
// programs of one habit only. OLLAMA_HOST is not here: a server binds to it, so only client commands get it, by their
// shim.
constexpr std::array kSlots{
    Slot{.name = "anthropic",
         .variable = "ANTHROPIC_BASE_URL",
         .provider = "anthropic",
         .dialect = "anthropic",
         .upstream = "https://api.anthropic.com",
         .own_paths = PathRule::Dialect},
    Slot{.name = "openai",
         .variable = "OPENAI_BASE_URL",
         .suffix = "/v1",
         .provider = "openai",
         .dialect = "openai",
         .upstream = "https://api.openai.com/v1",
         .own_paths = PathRule::Dialect,
         .sibling = "OPENAI_API_BASE"},
    Slot{.name = "gemini",
         .variable = "GOOGLE_GEMINI_BASE_URL",
         .provider = "gemini",
         .dialect = "gemini",
         .upstream = "https://generativelanguage.googleapis.com",
         .own_paths = PathRule::Dialect},
    Slot{.name = "openai-base",
         .variable = "OPENAI_API_BASE",
         .suffix = "/v1",
         .provider = "openai",
         .dialect = "openai",
         .upstream = "https://api.openai.com/v1",
         .own_paths = PathRule::Dialect,
         .sibling = "OPENAI_BASE_URL"},
    Slot{.name = "bedrock",
         .variable = "ANTHROPIC_BEDROCK_BASE_URL",
         .provider = "bedrock",
         .dialect = "bedrock",
         .upstream_in = bedrock,
         .applies = is_unsigned_bedrock},
    Slot{.name = "vertex-anthropic",
         .variable = "ANTHROPIC_VERTEX_BASE_URL",
         .provider = "vertex",
         .dialect = "anthropic",
         .upstream_in = vertex_claude},
    Slot{.name = "vertex",
         .variable = "GOOGLE_VERTEX_BASE_URL",
         .provider = "vertex",
         .dialect = "gemini",
         .upstream_in = vertex_gemini},
    Slot{.name = "code-assist",
         .variable = "CODE_ASSIST_ENDPOINT",
         .provider = "gemini",
         .dialect = "gemini",
         .upstream = "https://cloudcode-pa.googleapis.com"},
    Slot{.name = "deepseek",
         .variable = "DEEPSEEK_BASE_URL",
         .provider = "deepseek",
         .dialect = "openai",
         .upstream = "https://api.deepseek.com"},
    Slot{.name = "xai",
         .variable = "XAI_BASE_URL",
         .suffix = "/v1",
         .provider = "xai",
         .dialect = "openai",
         .upstream = "https://api.x.ai/v1"},
    Slot{.name = "openrouter",
         .variable = "OPENROUTER_BASE_URL",
         .suffix = "/v1",
         .provider = "openrouter",
         .dialect = "openai",
         .upstream = "https://openrouter.ai/api/v1"},
    // What these lead to depends on the account's region or on the program: wired where the user has set them.
    Slot{.name = "grok", .variable = "GROK_CLI_CHAT_PROXY_BASE_URL", .provider = "xai", .dialect = "openai"},
    Slot{.name = "kimi", .variable = "KIMI_BASE_URL", .provider = "moonshot", .dialect = "openai"},
    Slot{.name = "kimi-model",
         .variable = "KIMI_MODEL_BASE_URL",
         .provider = "moonshot",
         .dialect = "openai",
         .upstream_in = kimi_model,
         .applies = is_openai_kimi},
    Slot{.name = "kimi-model-anthropic",
         .variable = "KIMI_MODEL_BASE_URL",
         .provider = "moonshot",
         .dialect = "anthropic",
         .applies = is_anthropic_kimi},
    Slot{.name = "moonshot", .variable = "MOONSHOT_BASE_URL", .provider = "moonshot", .dialect = "openai"},
    Slot{.name = "groq", .variable = "GROQ_BASE_URL", .provider = "groq", .dialect = "openai"},
    Slot{.name = "mistral", .variable = "MISTRAL_BASE_URL", .provider = "mistral", .dialect = "openai"},
    Slot{.name = "together", .variable = "TOGETHER_BASE_URL", .provider = "together", .dialect = "openai"},
    Slot{.name = "fireworks", .variable = "FIREWORKS_BASE_URL", .provider = "fireworks", .dialect = "openai"},
    Slot{.name = "cerebras", .variable = "CEREBRAS_BASE_URL", .provider = "cerebras", .dialect = "openai"},
    Slot{.name = "zai", .variable = "ZAI_BASE_URL", .provider = "zai", .dialect = "openai"},
    Slot{.name = "azure", .variable = "AZURE_OPENAI_ENDPOINT", .provider = "azure", .dialect = "openai"},
    Slot{.name = "cohere", .variable = "CO_API_URL", .provider = "cohere", .dialect = "cohere"},
    Slot{.name = "dashscope", .variable = "DASHSCOPE_HTTP_BASE_URL", .provider = "dashscope", .dialect = "dashscope"},
    Slot{.name = "codebuddy", .variable = "CODEBUDDY_BASE_URL", .provider = "codebuddy", .dialect = "openai"},
    Slot{.name = "copilot",
         .variable = "COPILOT_PROVIDER_BASE_URL",
         .provider = "copilot",
         .dialect = "openai",
         .applies = is_openai_copilot},
    Slot{.name = "copilot-anthropic",
         .variable = "COPILOT_PROVIDER_BASE_URL",
         .provider = "copilot",
         .dialect = "anthropic",
         .applies = is_anthropic_copilot},
    // Of clients that take no variable; what they have set themselves is found in their own files.
    Slot{.name = "codex",
         .suffix = "/v1",
         .provider = "openai",
         .dialect = "openai",
         .upstream = "https://api.openai.com/v1"},
    Slot{.name = "opencode-google",
         .suffix = "/v1beta",
         .provider = "gemini",
         .dialect = "gemini",
         .upstream = "https://generativelanguage.googleapis.com/v1beta"},
    // Where requests of a ChatGPT login go that come by one of OpenAI's slots.
    Slot{.name = "chatgpt",
         .suffix = "/v1",
         .provider = "openai",
         .dialect = "openai",
         .upstream = "https://chatgpt.com/backend-api/codex"},
};

}  // namespace

std::span<const Slot> slots() { return kSlots; }

const Slot* find_slot(std::string_view name) {
  const auto found = std::ranges::find(kSlots, name, &Slot::name);
  return found != kSlots.end() ? &*found : nullptr;
}

bool ProviderChoice::takes(std::string_view provider, std::string_view slot) const {
  const auto names = [&](const std::string& word) { return word == provider || word == slot; };
  if (std::ranges::any_of(except, names)) return false;
  return only.empty() || std::ranges::any_of(only, names);
}

}  // namespace tabacus::analytics
