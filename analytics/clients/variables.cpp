#include "analytics/clients/variables.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace tabacus::analytics {

std::string_view value_of(const Variables& variables, std::string_view name) {
  const auto found =
      std::ranges::find(variables, name, [](const auto& variable) { return std::string_view{variable.first}; });
  return found != variables.end() ? std::string_view{found->second} : std::string_view{};
}

bool is_switched_on(const Variables& variables, std::string_view name) {
  constexpr std::array<std::string_view, 4> kOn{"1", "true", "yes", "on"};
  return std::ranges::find(kOn, to_lower_ascii(value_of(variables, name))) != kOn.end();
}

void set_variable(Variables& variables, std::string_view name, std::string_view value) {
  const auto found =
      std::ranges::find(variables, name, [](const auto& variable) { return std::string_view{variable.first}; });
  if (found != variables.end())
    found->second = value;
  else
    variables.emplace_back(name, value);
}

}  // namespace tabacus::analytics
