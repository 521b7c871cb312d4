// The API families we understand. A slot of the base URL decides alone; without one, the upstream's host does.
#include <algorithm>
#include <array>

#include "analytics/providers/provider.hpp"
#include "base/text.hpp"

namespace tabacus::analytics {

extern const Provider kAnthropic, kOpenAi, kGemini;

std::span<const Provider* const> providers() {
  static constexpr std::array<const Provider*, 3> kAll{&kAnthropic, &kOpenAi, &kGemini};
  return kAll;
}

const Provider* provider_of_slot(std::string_view slot) {
  for (const Provider* provider : providers())
    if (provider->slot == slot) return provider;
  return nullptr;
}

const Provider* provider_of_host(std::string_view host) {
  for (const Provider* provider : providers())
    if (std::ranges::any_of(provider->hosts, [&](std::string_view own) { return equals_ignore_case(own, host); }))
      return provider;
  return nullptr;
}

const Provider* family_of(const CallTarget& target) {
  return target.slot.empty() ? provider_of_host(target.host) : provider_of_slot(target.slot);
}

const Provider* claim(const CallTarget& target) {
  const Provider* provider = family_of(target);
  return provider != nullptr && provider->claims(target) ? provider : nullptr;
}

}  // namespace tabacus::analytics
