#include "app/gui/x11_scale.hpp"

#include <charconv>

#include "app/gui/xlib.hpp"
#include "base/text.hpp"

namespace tabacus::app {
namespace {

constexpr double kUsualDpi = 96;

}  // namespace

std::optional<double> dpi_of_resources(std::string_view resources) {
  for (const std::string_view line : split(resources, '\n')) {
    constexpr std::string_view kName = "Xft.dpi:";
    if (!line.starts_with(kName)) continue;
    const std::string_view value = trim(line.substr(kName.size()));
    double dpi = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), dpi);
    if (error == std::errc{} && end == value.data() + value.size() && dpi >= 24 && dpi <= 960) return dpi;
  }
  return std::nullopt;
}

double x11_scale() {
  auto* const open = find_in_xlib<void*(const char*)>("XOpenDisplay");
  auto* const close = find_in_xlib<int(void*)>("XCloseDisplay");
  auto* const resources_of = find_in_xlib<char*(void*)>("XResourceManagerString");
  if (open == nullptr || close == nullptr || resources_of == nullptr) return 1;
  void* const display = open(nullptr);
  if (display == nullptr) return 1;
  const char* const text = resources_of(display);
  const auto dpi = text != nullptr ? dpi_of_resources(text) : std::nullopt;
  close(display);
  return dpi.value_or(kUsualDpi) / kUsualDpi;
}

}  // namespace tabacus::app
