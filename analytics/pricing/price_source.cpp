#include "analytics/pricing/price_source.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace tabacus::analytics {
namespace {

struct HostRow {
  std::string_view host;  ///< whole name, or with a leading dot the end of one
  std::string_view provider;
  std::string_view region = {};
};

// The first row that matches holds.
constexpr std::array kHosts{
    HostRow{"api.anthropic.com", "anthropic"},
    HostRow{"api.openai.com", "openai"},
    HostRow{"us.api.openai.com", "openai", "us"},
    HostRow{"eu.api.openai.com", "openai", "eu"},
    HostRow{".api.openai.com", "openai"},
    HostRow{"chatgpt.com", "openai"},
    HostRow{"generativelanguage.googleapis.com", "gemini"},
    HostRow{"aiplatform.googleapis.com", "vertex"},
    HostRow{"-aiplatform.googleapis.com", "vertex"},
    HostRow{"cloudcode-pa.googleapis.com", "gemini"},
    HostRow{"api.deepseek.com", "deepseek"},
    HostRow{"api.moonshot.ai", "moonshot"},
    HostRow{"api.moonshot.cn", "moonshot"},
    HostRow{"api.kimi.com", "moonshot"},
    HostRow{"api.x.ai", "xai"},
    HostRow{"api.mistral.ai", "mistral"},
    HostRow{"codestral.mistral.ai", "mistral"},
    HostRow{"api.groq.com", "groq"},
    HostRow{"openrouter.ai", "openrouter"},
    HostRow{"dashscope.aliyuncs.com", "dashscope"},
    HostRow{"dashscope-intl.aliyuncs.com", "dashscope"},
    HostRow{"dashscope-us.aliyuncs.com", "dashscope"},
    HostRow{".openai.azure.com", "azure"},
    HostRow{".services.ai.azure.com", "azure"},
    HostRow{".cognitiveservices.azure.com", "azure"},
};

/// "bedrock-runtime.us-east-1.amazonaws.com": the region stands in the middle, and in the model's name.
bool is_bedrock(std::string_view host) {
  return (host.starts_with("bedrock-runtime.") || host.starts_with("bedrock-runtime-fips.")) &&
         (host.ends_with(".amazonaws.com") || host.ends_with(".amazonaws.com.cn"));
}

bool matches(const HostRow& row, std::string_view host) {
  const bool is_suffix = row.host.front() == '.' || row.host.front() == '-';
  return is_suffix ? host.ends_with(row.host) : host == row.host;
}

}  // namespace

PriceSource price_source(std::string_view upstream_host, bool upstream_is_loopback, std::string_view slot_provider) {
  const std::string host = to_lower_ascii(upstream_host);
  const auto row = std::ranges::find_if(kHosts, [&](const HostRow& entry) { return matches(entry, host); });
  if (!upstream_is_loopback && row != kHosts.end()) return {row->provider, PriceBasis::Host, row->region};
  if (!upstream_is_loopback && is_bedrock(host)) return {"bedrock", PriceBasis::Host, {}};
  if (!slot_provider.empty()) return {slot_provider, PriceBasis::Slot, {}};
  return {};
}

}  // namespace tabacus::analytics
