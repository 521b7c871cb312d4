// The API families we understand. A slot of the base URL speaks first; without one, the upstream's host does.
#include <algorithm>
#include <array>

#include "analytics/model/vendor.hpp"
#include "analytics/providers/provider.hpp"

namespace tabacus::analytics {

extern const Provider kAnthropic, kOpenAi, kGemini, kBedrock, kOllama, kCohere, kDashScope;

std::span<const Provider* const> providers() {
  static constexpr std::array kAll{&kAnthropic, &kOpenAi, &kGemini, &kBedrock, &kOllama, &kCohere, &kDashScope};
  return kAll;
}

const Provider* provider_of_slot(std::string_view slot) {
  for (const Provider* provider : providers())
    if (provider->slot == slot) return provider;
  return nullptr;
}

const Provider* provider_of_host(std::string_view host) {
  const Vendor* vendor = vendor_of_host(host);
  return vendor != nullptr ? provider_of_slot(vendor->dialect) : nullptr;
}

const Provider* family_of(const CallTarget& target) {
  return target.slot.empty() ? provider_of_host(target.host) : provider_of_slot(target.slot);
}

const Provider* claim(const CallTarget& target) {
  const Provider* family = family_of(target);
  if (family != nullptr && family->claims(target)) return family;
  if (family == nullptr && !target.slot.empty()) return nullptr;
  const auto found = std::ranges::find_if(providers(), [&](const Provider* other) { return other->claims(target); });
  return found != providers().end() ? *found : nullptr;
}

}  // namespace tabacus::analytics
