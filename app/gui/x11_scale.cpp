#include "app/gui/x11_scale.hpp"

#include <dlfcn.h>

#include <charconv>

#include "base/text.hpp"

namespace tabacus::app {
namespace {

constexpr double kUsualDpi = 96;

/// The three functions of Xlib that are wanted, from the library SDL has open already.
struct Xlib {
  void* library = ::dlopen("libX11.so.6", RTLD_LAZY | RTLD_LOCAL);
  void* (*open)(const char*) = find<void*(const char*)>("XOpenDisplay");
  int (*close)(void*) = find<int(void*)>("XCloseDisplay");
  char* (*resources)(void*) = find<char*(void*)>("XResourceManagerString");

  template <typename Function>
  Function* find(const char* name) const {
    return library != nullptr ? reinterpret_cast<Function*>(::dlsym(library, name)) : nullptr;
  }
};

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
  const Xlib xlib;
  if (xlib.open == nullptr || xlib.close == nullptr || xlib.resources == nullptr) return 1;
  void* const display = xlib.open(nullptr);
  if (display == nullptr) return 1;
  const char* const text = xlib.resources(display);
  const auto dpi = text != nullptr ? dpi_of_resources(text) : std::nullopt;
  xlib.close(display);
  return dpi.value_or(kUsualDpi) / kUsualDpi;
}

}  // namespace tabacus::app
