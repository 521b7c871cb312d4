// Sources: the vendors' API references (2026-11).
#include "analytics/model/vendor.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace tabacus::analytics {
namespace {

constexpr std::array kVendors{
    Vendor{"api.anthropic.com", "anthropic", "anthropic"},
    Vendor{"api.openai.com", "openai", "openai"},
    Vendor{"us.api.openai.com", "openai", "openai", "us"},
    Vendor{"eu.api.openai.com", "openai", "openai", "eu"},
    Vendor{"*.api.openai.com", "openai", "openai"},
    Vendor{"chatgpt.com", "openai", "openai"},
    Vendor{"generativelanguage.googleapis.com", "gemini", "gemini"},
    Vendor{"cloudcode-pa.googleapis.com", "gemini", "gemini"},
    Vendor{"aiplatform.googleapis.com", "vertex", "gemini"},
    Vendor{"*-aiplatform.googleapis.com", "vertex", "gemini"},
    Vendor{"aiplatform.*.rep.googleapis.com", "vertex", "gemini"},
    Vendor{"bedrock-runtime*.amazonaws.com", "bedrock", "bedrock"},
    Vendor{"bedrock-runtime*.amazonaws.com.cn", "bedrock", "bedrock"},
    Vendor{"*.openai.azure.com", "azure", "openai"},
    Vendor{"*.services.ai.azure.com", "azure", "openai"},
    Vendor{"*.cognitiveservices.azure.com", "azure", "openai"},
    Vendor{"openrouter.ai", "openrouter", "openai"},
    Vendor{"api.deepseek.com", "deepseek", "openai"},
    Vendor{"api.moonshot.ai", "moonshot", "openai"},
    Vendor{"api.moonshot.cn", "moonshot", "openai"},
    Vendor{"api.kimi.com", "moonshot", "openai"},
    Vendor{"api.groq.com", "groq", "openai"},
    Vendor{"api.mistral.ai", "mistral", "openai"},
    Vendor{"codestral.mistral.ai", "mistral", "openai"},
    Vendor{"api.x.ai", "xai", "openai"},
    Vendor{"*.api.x.ai", "xai", "openai"},
    Vendor{"cli-chat-proxy.grok.com", "xai", "openai"},
    Vendor{"dashscope.aliyuncs.com", "dashscope", "openai"},
    Vendor{"dashscope-intl.aliyuncs.com", "dashscope", "openai"},
    Vendor{"dashscope-us.aliyuncs.com", "dashscope", "openai"},
    Vendor{"*.dashscope.aliyuncs.com", "dashscope", "openai"},
    Vendor{"api.z.ai", "zai", "openai"},
    Vendor{"open.bigmodel.cn", "zai", "openai"},
    Vendor{"api.minimax.io", "minimax", "openai"},
    Vendor{"api.minimaxi.com", "minimax", "openai"},
    Vendor{"api.minimax.chat", "minimax", "openai"},
    Vendor{"api.together.xyz", "together", "openai"},
    Vendor{"api.together.ai", "together", "openai"},
    Vendor{"api.fireworks.ai", "fireworks", "openai"},
    Vendor{"api.cohere.com", "cohere", "cohere"},
    Vendor{"api.cohere.ai", "cohere", "cohere"},
    Vendor{"router.huggingface.co", "huggingface", "openai"},
    Vendor{"api.cerebras.ai", "cerebras", "openai"},
    Vendor{"api.deepinfra.com", "deepinfra", "openai"},
    Vendor{"*.githubcopilot.com", "copilot", "openai"},
    Vendor{"ollama.com", "ollama", "ollama"},
};

bool matches(std::string_view pattern, std::string_view host) {
  const auto star = pattern.find('*');
  if (star == std::string_view::npos) return host == pattern;
  const std::string_view begin = pattern.substr(0, star);
  const std::string_view end = pattern.substr(star + 1);
  return host.size() > begin.size() + end.size() && host.starts_with(begin) && host.ends_with(end);
}

}  // namespace

std::span<const Vendor> vendors() { return kVendors; }

const Vendor* vendor_of_host(std::string_view host) {
  const std::string lower = to_lower_ascii(host);
  const auto found = std::ranges::find_if(kVendors, [&](const Vendor& row) { return matches(row.host, lower); });
  return found != kVendors.end() ? &*found : nullptr;
}

}  // namespace tabacus::analytics
