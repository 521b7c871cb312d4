#include "app/gui/x11_errors.hpp"

#include <atomic>

#include "app/gui/xlib.hpp"
#include "base/log.hpp"

namespace tabacus::app {
namespace {

constexpr log::Category kLog{"gui"};
// A program that errs for ever fills no log.
constexpr int kMostTold = 20;

/// XErrorEvent. Source: Xlib.h, whose layout is part of libX11.so.6.
struct XlibError {
  int type;
  void* display;
  unsigned long resource;
  unsigned long serial;
  unsigned char error;
  unsigned char request;
  unsigned char minor;
};

using ErrorHandler = int(void* display, XlibError* error);

int tell_error(void* /*display*/, XlibError* error) {
  static std::atomic<int> told{0};
  if (told.fetch_add(1, std::memory_order_relaxed) < kMostTold)
    log::warn(kLog, "the X11 display refused request {}.{} on {:#x} with error {}: passed over", error->request,
              error->minor, error->resource, error->error);
  return 0;
}

}  // namespace

void survive_x11_errors() {
  if (auto* set_handler = find_in_xlib<ErrorHandler*(ErrorHandler*)>("XSetErrorHandler")) set_handler(tell_error);
}

}  // namespace tabacus::app
