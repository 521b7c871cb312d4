// Another program on the display, for tests of a real window under X11: drops files on it (XDND, version 5), holds what
// is selected, presses keys and buttons. usage: x11_client drop FILE... | hold TEXT | held | click X Y BUTTON TIMES |
// key NAME | windows | place | title | ask_and_go. X and Y count from the largest window's corner, which is taken for
// the one that is tested.
#include <X11/Xatom.h>
#include <X11/Xlib.h>
#include <X11/Xutil.h>
#include <X11/extensions/XTest.h>

#include <cctype>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

namespace {

using SteadyClock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr std::chrono::seconds kPatience{20};
constexpr long kXdndVersion = 5;

struct CloseDisplay {
  void operator()(Display* display) const { XCloseDisplay(display); }
};

class Client {
 public:
  explicit Client(Display* display)
      : display_{display}, own_{XCreateSimpleWindow(display, DefaultRootWindow(display), 0, 0, 1, 1, 0, 0, 0)} {}

  /// Waits for a window larger than `own_`; false when there is none in time. Of several, the one on top.
  bool find_window() {
    for (const auto until = SteadyClock::now() + kPatience; SteadyClock::now() < until;) {
      if (count_windows() > 0) return true;
      std::this_thread::sleep_for(milliseconds{50});
    }
    return false;
  }

  int count_windows() {
    int found = 0;
    Window root = 0;
    Window parent = 0;
    Window* children = nullptr;
    unsigned count = 0;
    XQueryTree(display_, DefaultRootWindow(display_), &root, &parent, &children, &count);
    for (unsigned i = 0; i < count; ++i) {
      XWindowAttributes look{};
      if (XGetWindowAttributes(display_, children[i], &look) == 0 || look.map_state != IsViewable) continue;
      if (look.width < 200) continue;
      ++found;
      window_ = children[i];
      x_ = look.x;
      y_ = look.y;
    }
    if (children != nullptr) XFree(children);
    return found;
  }

  /// "WIDTHxHEIGHT+X+Y".
  std::string place() {
    XWindowAttributes look{};
    if (XGetWindowAttributes(display_, window_, &look) == 0) return "gone";
    return std::to_string(look.width) + 'x' + std::to_string(look.height) + '+' + std::to_string(look.x) + '+' +
           std::to_string(look.y);
  }

  /// As window managers read it: _NET_WM_NAME, UTF-8 (Extended Window Manager Hints).
  std::string title() {
    Atom type = None;
    int format = 0;
    unsigned long length = 0;
    unsigned long left = 0;
    unsigned char* bytes = nullptr;
    const Atom utf8 = XInternAtom(display_, "UTF8_STRING", False);
    XGetWindowProperty(display_, window_, XInternAtom(display_, "_NET_WM_NAME", False), 0, 1024, False, utf8, &type,
                       &format, &length, &left, &bytes);
    const std::string text = bytes != nullptr ? reinterpret_cast<const char*>(bytes) : "";
    if (bytes != nullptr) XFree(bytes);
    return text;
  }

  /// True when the window took the files: XDND's XdndFinished came.
  bool drop(const std::string& uris) {
    XSetSelectionOwner(display_, atom("XdndSelection"), own_, CurrentTime);
    tell("XdndEnter", kXdndVersion << 24, static_cast<long>(atom("text/uri-list")));
    tell("XdndPosition", 0, (x_ + 20L) << 16 | (y_ + 20L), CurrentTime, static_cast<long>(atom("XdndActionCopy")));
    if (!serve_until("XdndStatus", uris)) return false;
    tell("XdndDrop", 0, CurrentTime);
    return serve_until("XdndFinished", uris);
  }

  /// Gives `text` to whoever asks for what is selected, until it is killed.
  bool hold(const std::string& text) {
    XSetSelectionOwner(display_, XA_PRIMARY, own_, CurrentTime);
    std::puts("held");
    std::fflush(stdout);
    return serve_until("", text);
  }

  /// What is selected, as text.
  std::optional<std::string> held() {
    XConvertSelection(display_, XA_PRIMARY, atom("UTF8_STRING"), atom("TEST_SELECTION"), own_, CurrentTime);
    for (const auto until = SteadyClock::now() + kPatience; SteadyClock::now() < until;) {
      const auto event = next_event();
      if (!event || event->type != SelectionNotify) continue;
      if (event->xselection.property == None) return std::nullopt;
      Atom type = 0;
      int format = 0;
      unsigned long items = 0;
      unsigned long left = 0;
      unsigned char* bytes = nullptr;
      XGetWindowProperty(display_, own_, event->xselection.property, 0, 1 << 16, True, AnyPropertyType, &type, &format,
                         &items, &left, &bytes);
      std::string text{reinterpret_cast<const char*>(bytes), items};
      XFree(bytes);
      return text;
    }
    return std::nullopt;
  }

  /// Asks for what is selected and is gone before the answer.
  void ask_and_go() {
    XConvertSelection(display_, XA_PRIMARY, atom("UTF8_STRING"), atom("TEST_SELECTION"), own_, CurrentTime);
    XDestroyWindow(display_, own_);
    XSync(display_, False);
  }

  void click(int x, int y, unsigned button, int times) {
    XTestFakeMotionEvent(display_, -1, x_ + x, y_ + y, CurrentTime);
    settle();
    for (int i = 0; i < times; ++i) {
      XTestFakeButtonEvent(display_, button, True, CurrentTime);
      XTestFakeButtonEvent(display_, button, False, CurrentTime);
    }
    settle();
  }

  void key(const char* name) {
    XSetInputFocus(display_, window_, RevertToPointerRoot, CurrentTime);
    settle();
    const KeyCode code = XKeysymToKeycode(display_, XStringToKeysym(name));
    XTestFakeKeyEvent(display_, code, True, CurrentTime);
    XTestFakeKeyEvent(display_, code, False, CurrentTime);
    settle();
  }

 private:
  [[nodiscard]] Atom atom(const char* name) const { return XInternAtom(display_, name, False); }

  void settle() const {
    XSync(display_, False);
    std::this_thread::sleep_for(milliseconds{100});
  }

  void tell(const char* message, long first, long second = 0, long third = 0, long fourth = 0) const {
    XEvent event{};
    event.xclient.type = ClientMessage;
    event.xclient.window = window_;
    event.xclient.message_type = atom(message);
    event.xclient.format = 32;
    const long words[] = {static_cast<long>(own_), first, second, third, fourth};
    for (int i = 0; i < 5; ++i) event.xclient.data.l[i] = words[i];
    XSendEvent(display_, window_, False, NoEventMask, &event);
    XFlush(display_);
  }

  [[nodiscard]] std::optional<XEvent> next_event() const {
    if (XPending(display_) == 0) {
      std::this_thread::sleep_for(milliseconds{10});
      return std::nullopt;
    }
    XEvent event{};
    XNextEvent(display_, &event);
    return event;
  }

  /// Answers requests for `data`; ends when the message comes. An empty message comes never.
  bool serve_until(std::string_view message, const std::string& data) {
    const auto until = SteadyClock::now() + kPatience;
    while (message.empty() || SteadyClock::now() < until) {
      const auto event = next_event();
      if (!event) continue;
      if (event->type == SelectionRequest) give(event->xselectionrequest, data);
      if (event->type == ClientMessage && event->xclient.message_type == atom(std::string{message}.c_str()))
        return true;
    }
    return false;
  }

  void give(const XSelectionRequestEvent& wanted, const std::string& data) const {
    XEvent answer{};
    answer.xselection.type = SelectionNotify;
    answer.xselection.requestor = wanted.requestor;
    answer.xselection.selection = wanted.selection;
    answer.xselection.target = wanted.target;
    answer.xselection.property = wanted.property;
    answer.xselection.time = wanted.time;
    if (wanted.target == atom("TARGETS")) {
      const Atom targets[] = {atom("UTF8_STRING"), atom("text/uri-list")};
      XChangeProperty(display_, wanted.requestor, wanted.property, XA_ATOM, 32, PropModeReplace,
                      reinterpret_cast<const unsigned char*>(targets), 2);
    } else {
      XChangeProperty(display_, wanted.requestor, wanted.property, wanted.target, 8, PropModeReplace,
                      reinterpret_cast<const unsigned char*>(data.data()), static_cast<int>(data.size()));
    }
    XSendEvent(display_, wanted.requestor, False, NoEventMask, &answer);
    XFlush(display_);
  }

  Display* display_;
  Window own_;
  Window window_ = 0;
  int x_ = 0;
  int y_ = 0;
};

/// RFC 3986: what is not unreserved is escaped.
std::string uri_of(std::string_view path) {
  std::string uri = "file://";
  for (const char c : path) {
    const bool is_plain =
        std::isalnum(static_cast<unsigned char>(c)) != 0 || std::string_view{"/-._~"}.find(c) != std::string_view::npos;
    char escaped[4];
    std::snprintf(escaped, sizeof escaped, "%%%02X", static_cast<unsigned char>(c));
    uri += is_plain ? std::string{c} : std::string{escaped};
  }
  return uri + "\r\n";
}

int run(Client& client, int argc, char** argv) {
  const std::string_view what = argc > 1 ? argv[1] : "";
  if (what == "windows") return std::printf("%d\n", client.count_windows()), 0;
  if (what == "hold" && argc == 3) return client.hold(argv[2]) ? 0 : 1;
  if (what == "held") {
    const auto text = client.held();
    if (text) std::puts(text->c_str());
    return text ? 0 : 1;
  }
  if (what == "ask_and_go") return client.ask_and_go(), 0;
  if (!client.find_window()) return std::fprintf(stderr, "x11_client: no window\n"), 1;
  if (what == "click" && argc == 6) {
    client.click(std::atoi(argv[2]), std::atoi(argv[3]), static_cast<unsigned>(std::atoi(argv[4])), std::atoi(argv[5]));
    return 0;
  }
  if (what == "title") return std::puts(client.title().c_str()), 0;
  if (what == "place") return std::puts(client.place().c_str()), 0;
  if (what == "key" && argc == 3) return client.key(argv[2]), 0;
  if (what != "drop" || argc < 3) return std::fprintf(stderr, "x11_client: see its first lines\n"), 2;
  std::string uris;
  for (int i = 2; i < argc; ++i) uris += uri_of(argv[i]);
  return client.drop(uris) ? 0 : 1;
}

/// A window may be destroyed between the question which there are and the one how it looks; Xlib's own handler would
/// end this program.
int ignore_gone_window(Display* /*display*/, XErrorEvent* error) {
  if (error->error_code == BadWindow || error->error_code == BadDrawable) return 0;
  std::fprintf(stderr, "x11_client: the display answered error %d to request %d\n", error->error_code,
               error->request_code);
  std::exit(1);
}

}  // namespace

int main(int argc, char** argv) {
  const std::unique_ptr<Display, CloseDisplay> display{XOpenDisplay(nullptr)};
  if (!display) return std::fprintf(stderr, "x11_client: no X11 display\n"), 1;
  XSetErrorHandler(ignore_gone_window);
  Client client{display.get()};
  return run(client, argc, argv);
}
