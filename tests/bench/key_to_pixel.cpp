// From a key to its pixel, of any terminal's window under X11: presses a key by the XTEST extension and looks at the
// line where its echo stands until that differs. The terminal must have been started with `cat` in it, whose line the
// kernel edits: each letter is followed by a backspace. Prints one JSON line; usage: bench_key_to_pixel NAME [KEYS].
// With --chords it presses chords such as "Control+Shift+t" instead, one after the other.
#include <X11/Xlib.h>
#include <X11/Xutil.h>
#include <X11/extensions/XTest.h>
#include <X11/keysym.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace {

using SteadyClock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds kPatience{10'000};
constexpr milliseconds kMostForAKey{1'000};
constexpr milliseconds kBetweenKeys{23};  // no multiple of a refresh, so that keys fall anywhere in one

struct CloseDisplay {
  void operator()(Display* display) const { XCloseDisplay(display); }
};
struct DestroyImage {
  void operator()(XImage* image) const { XDestroyImage(image); }
};
using Image = std::unique_ptr<XImage, DestroyImage>;

/// Rows [top, top + height) of the window.
struct Band {
  int top = 0;
  int height = 0;
};

class TerminalWindow {
 public:
  explicit TerminalWindow(Display* display) : display_{display} {}

  /// The largest window that is on the screen; false when there is none in time.
  bool find_window() {
    const auto until = SteadyClock::now() + kPatience;
    while (SteadyClock::now() < until) {
      Window root = 0;
      Window parent = 0;
      Window* children = nullptr;
      unsigned count = 0;
      XQueryTree(display_, DefaultRootWindow(display_), &root, &parent, &children, &count);
      for (unsigned i = 0; i < count; ++i) {
        XWindowAttributes look{};
        if (XGetWindowAttributes(display_, children[i], &look) == 0 || look.map_state != IsViewable) continue;
        if (look.width * look.height <= width_ * height_) continue;
        window_ = children[i];
        width_ = look.width;
        height_ = look.height;
      }
      if (children != nullptr) XFree(children);
      if (width_ > 200) return true;
      std::this_thread::sleep_for(milliseconds{50});
    }
    return false;
  }

  void focus() {
    XSetInputFocus(display_, window_, RevertToPointerRoot, CurrentTime);
    XSync(display_, False);
  }

  void press(KeySym key, bool down) {
    XTestFakeKeyEvent(display_, XKeysymToKeycode(display_, key), down ? True : False, CurrentTime);
    XFlush(display_);
  }

  [[nodiscard]] Band whole() const { return {0, height_}; }
  [[nodiscard]] Image look(Band band) const {
    return Image{XGetImage(display_, window_, 0, band.top, static_cast<unsigned>(width_),
                           static_cast<unsigned>(band.height), AllPlanes, ZPixmap)};
  }

  /// Waits until two looks with a pause between them are alike.
  void wait_until_quiet() const {
    const auto until = SteadyClock::now() + kPatience;
    for (Image before = look(whole()); SteadyClock::now() < until;) {
      std::this_thread::sleep_for(milliseconds{300});
      Image now = look(whole());
      if (!first_difference(*before, *now)) return;
      before = std::move(now);
    }
  }

  /// Rows in which two pictures differ.
  static std::optional<Band> first_difference(const XImage& a, const XImage& b) {
    std::optional<Band> band;
    for (int y = 0; y < a.height; ++y) {
      const auto* row = a.data + static_cast<std::ptrdiff_t>(y) * a.bytes_per_line;
      const auto* other = b.data + static_cast<std::ptrdiff_t>(y) * b.bytes_per_line;
      if (std::equal(row, row + a.bytes_per_line, other)) continue;
      if (!band) band = Band{y, 1};
      band->height = y - band->top + 1;
    }
    return band;
  }

 private:
  Display* display_;
  Window window_ = 0;
  int width_ = 0;
  int height_ = 0;
};

KeySym keysym(std::string_view name) {
  if (name == "Control") return XK_Control_L;
  if (name == "Shift") return XK_Shift_L;
  if (name == "Alt") return XK_Alt_L;
  return XStringToKeysym(std::string{name}.c_str());
}

void press_chord(TerminalWindow& screen, std::string_view chord) {
  std::vector<KeySym> keys;
  for (std::size_t at = 0; at <= chord.size();) {
    const std::size_t end = std::min(chord.find('+', at), chord.size());
    keys.push_back(keysym(chord.substr(at, end - at)));
    at = end + 1;
  }
  for (const KeySym key : keys) screen.press(key, true);
  std::ranges::reverse(keys);
  for (const KeySym key : keys) screen.press(key, false);
  std::this_thread::sleep_for(milliseconds{200});
}

/// Milliseconds until the band looks different; nothing when it never did.
std::optional<double> time_key(TerminalWindow& screen, KeySym key, Band band) {
  const Image before = screen.look(band);
  const auto start = SteadyClock::now();
  screen.press(key, true);
  screen.press(key, false);
  while (SteadyClock::now() - start < kMostForAKey) {
    const Image now = screen.look(band);
    if (TerminalWindow::first_difference(*before, *now))
      return std::chrono::duration<double, std::milli>(SteadyClock::now() - start).count();
  }
  return std::nullopt;
}

int measure(TerminalWindow& screen, const std::string& name, int keys) {
  screen.wait_until_quiet();
  const Image before = screen.look(screen.whole());
  if (!time_key(screen, XK_a, screen.whole())) return fmt::print(stderr, "{}: no key showed\n", name), 1;
  std::this_thread::sleep_for(milliseconds{200});
  const auto band = TerminalWindow::first_difference(*before, *screen.look(screen.whole()));
  if (!band) return fmt::print(stderr, "{}: no key stayed\n", name), 1;
  press_chord(screen, "BackSpace");
  std::vector<double> times;
  int lost = 0;
  for (int i = 0; i < keys; ++i) {
    std::this_thread::sleep_for(kBetweenKeys);
    const auto time = time_key(screen, i % 2 == 0 ? XK_a : XK_BackSpace, *band);
    time ? times.push_back(*time) : void(++lost);
  }
  if (times.empty()) return fmt::print(stderr, "{}: no key showed\n", name), 1;
  std::ranges::sort(times);
  fmt::print(
      R"({{"bench":"window","case":"key_to_pixel","terminal":"{}","median_ms":{:.2f},"p99_ms":{:.2f},"keys":{},"lost":{}}})"
      "\n",
      name, times[times.size() / 2], times[times.size() * 99 / 100], times.size(), lost);
  return 0;
}

/// A window may be destroyed between the question which there are and the one how it looks; Xlib's own handler would
/// end this program.
int ignore_gone_window(Display* /*display*/, XErrorEvent* error) {
  if (error->error_code == BadWindow || error->error_code == BadDrawable) return 0;
  fmt::print(stderr, "bench_key_to_pixel: the display answered error {} to request {}\n", error->error_code,
             error->request_code);
  std::exit(1);
}

}  // namespace

int main(int argc, char** argv) {
  const std::unique_ptr<Display, CloseDisplay> display{XOpenDisplay(nullptr)};
  if (!display) return fmt::print(stderr, "bench_key_to_pixel: no X11 display\n"), 1;
  XSetErrorHandler(ignore_gone_window);
  TerminalWindow screen{display.get()};
  if (!screen.find_window()) return fmt::print(stderr, "bench_key_to_pixel: no window\n"), 1;
  screen.focus();
  if (argc > 1 && std::string_view{argv[1]} == "--chords") {
    for (int i = 2; i < argc; ++i) press_chord(screen, argv[i]);
    return 0;
  }
  return measure(screen, argc > 1 ? argv[1] : "terminal", argc > 2 ? std::atoi(argv[2]) : 200);
}
