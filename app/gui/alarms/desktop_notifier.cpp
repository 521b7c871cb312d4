#include "app/gui/alarms/desktop_notifier.hpp"

#include <dbus/dbus.h>
#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <optional>
#include <system_error>
#include <utility>

#include "base/log.hpp"
#include "base/utf8.hpp"

namespace tabacus::app {
namespace {

constexpr log::Category kLog{"notes"};
constexpr const char* kName = "org.freedesktop.Notifications";
constexpr const char* kPath = "/org/freedesktop/Notifications";
constexpr int kAnswerMs = 3000;
constexpr std::size_t kMostTextBytes = 500;
constexpr std::size_t kMostShown = 100;  // that can still be clicked

struct Unref {
  void operator()(DBusMessage* message) const { dbus_message_unref(message); }
};
using Message = std::unique_ptr<DBusMessage, Unref>;

/// The body of a note is markup.
std::string escaped(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c == '<')
      result += "&lt;";
    else if (c == '>')
      result += "&gt;";
    else if (c == '&')
      result += "&amp;";
    else
      result += c;
  }
  return result;
}

void append_text(DBusMessageIter& at, const std::string& text) {
  const char* const words = text.c_str();
  dbus_message_iter_append_basic(&at, DBUS_TYPE_STRING, &words);
}

/// Notify(app, replaces, icon, summary, body, actions, hints, timeout), of the specification's 1.2.
Message notify_call(const DesktopNote& note) {
  Message call{dbus_message_new_method_call(kName, kPath, kName, "Notify")};
  if (!call) return nullptr;
  DBusMessageIter at;
  DBusMessageIter inner;
  dbus_message_iter_init_append(call.get(), &at);
  const std::uint32_t replaces = 0;
  const std::int32_t timeout_ms = -1;  // as the desktop likes
  append_text(at, "tabacus");
  dbus_message_iter_append_basic(&at, DBUS_TYPE_UINT32, &replaces);
  append_text(at, "utilities-terminal");
  append_text(at, std::string{cut_utf8(display_safe(note.title), kMostTextBytes)});
  append_text(at, escaped(cut_utf8(display_safe(note.text), kMostTextBytes)));
  dbus_message_iter_open_container(&at, DBUS_TYPE_ARRAY, "s", &inner);
  append_text(inner, "default");
  append_text(inner, "Show");
  dbus_message_iter_close_container(&at, &inner);
  dbus_message_iter_open_container(&at, DBUS_TYPE_ARRAY, "{sv}", &inner);
  dbus_message_iter_close_container(&at, &inner);
  dbus_message_iter_append_basic(&at, DBUS_TYPE_INT32, &timeout_ms);
  return call;
}

/// Asked without one, libdbus starts a bus of its own, which would stay.
bool has_session_bus() {
  if (std::getenv("DBUS_SESSION_BUS_ADDRESS") != nullptr) return true;
  const char* const runtime = std::getenv("XDG_RUNTIME_DIR");
  std::error_code ignored;
  return runtime != nullptr && std::filesystem::exists(std::filesystem::path{runtime} / "bus", ignored);
}

std::optional<std::uint32_t> first_number(DBusMessage* message) {
  DBusMessageIter at;
  if (dbus_message_iter_init(message, &at) == 0 || dbus_message_iter_get_arg_type(&at) != DBUS_TYPE_UINT32)
    return std::nullopt;
  std::uint32_t number = 0;
  dbus_message_iter_get_basic(&at, &number);
  return number;
}

}  // namespace

/// A connection of our own, which others' use of the library does not meet.
class DesktopNotifier::Bus {
 public:
  static std::unique_ptr<Bus> open() {
    if (!has_session_bus()) return nullptr;
    DBusError error;
    dbus_threads_init_default();
    dbus_error_init(&error);
    DBusConnection* const connection = dbus_bus_get_private(DBUS_BUS_SESSION, &error);
    if (connection == nullptr) {
      dbus_error_free(&error);
      return nullptr;
    }
    dbus_connection_set_exit_on_disconnect(connection, 0);
    dbus_bus_add_match(connection, "type='signal',interface='org.freedesktop.Notifications',member='ActionInvoked'",
                       nullptr);
    return std::unique_ptr<Bus>{new Bus{connection}};
  }
  ~Bus() {
    dbus_connection_close(connection_);
    dbus_connection_unref(connection_);
  }
  Bus(const Bus&) = delete;
  Bus& operator=(const Bus&) = delete;

  [[nodiscard]] bool is_open() const { return dbus_connection_get_is_connected(connection_) != 0; }
  [[nodiscard]] int descriptor() const {
    int fd = -1;
    return dbus_connection_get_unix_fd(connection_, &fd) != 0 ? fd : -1;
  }
  /// False: nobody took it.
  bool show(const DesktopNote& note) {
    const Message call = notify_call(note);
    DBusError error;
    dbus_error_init(&error);
    const Message answer{call ? dbus_connection_send_with_reply_and_block(connection_, call.get(), kAnswerMs, &error)
                              : nullptr};
    dbus_error_free(&error);
    const auto number = answer ? first_number(answer.get()) : std::nullopt;
    if (!number) return false;
    if (shown_.size() >= kMostShown) shown_.erase(shown_.begin());
    shown_[*number] = note.pane;
    return true;
  }
  /// The panes of notes that were clicked.
  [[nodiscard]] std::vector<TabId> read() {
    std::vector<TabId> clicked;
    dbus_connection_read_write(connection_, 0);
    while (const Message message{dbus_connection_pop_message(connection_)}) {
      if (dbus_message_is_signal(message.get(), kName, "ActionInvoked") == 0) continue;
      const auto number = first_number(message.get());
      const auto note = number ? shown_.find(*number) : shown_.end();
      if (note == shown_.end()) continue;  // another program's
      clicked.push_back(note->second);
      shown_.erase(note);
    }
    return clicked;
  }

 private:
  explicit Bus(DBusConnection* connection) : connection_{connection} {}

  DBusConnection* const connection_;
  std::map<std::uint32_t, TabId> shown_;  // by the number that the desktop gave it
};

DesktopNotifier::DesktopNotifier(std::function<void()> on_click)
    : on_click_{std::move(on_click)}, wake_{::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)} {}

DesktopNotifier::~DesktopNotifier() {
  {
    const std::lock_guard lock{mutex_};
    stops_ = true;
  }
  const std::uint64_t one = 1;
  if (wake_) [[maybe_unused]]
    const auto written = ::write(wake_.get(), &one, sizeof one);
}

void DesktopNotifier::show(DesktopNote note) {
  {
    const std::lock_guard lock{mutex_};
    if (!wake_ || notes_.size() >= kMostWaiting) return;
    notes_.push_back(std::move(note));
  }
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = ::write(wake_.get(), &one, sizeof one);
  if (thread_.joinable()) return;
  thread_ = std::jthread{[this] { run(); }};
  ::pthread_setname_np(thread_.native_handle(), "notes");
}

std::vector<TabId> DesktopNotifier::take_clicked() {
  const std::lock_guard lock{mutex_};
  return std::exchange(clicked_, {});
}

std::vector<DesktopNote> DesktopNotifier::take_notes() {
  const std::lock_guard lock{mutex_};
  return std::exchange(notes_, {});
}

void DesktopNotifier::clicked(TabId pane) {
  {
    const std::lock_guard lock{mutex_};
    clicked_.push_back(pane);
  }
  on_click_();
}

void DesktopNotifier::run() {
  std::unique_ptr<Bus> bus;
  bool has_complained = false;
  while (true) {
    std::array<pollfd, 2> fds{{{wake_.get(), POLLIN, 0}, {bus ? bus->descriptor() : -1, POLLIN, 0}}};
    ::poll(fds.data(), fds.size(), -1);
    std::uint64_t wakes = 0;
    [[maybe_unused]] const auto read = ::read(wake_.get(), &wakes, sizeof wakes);
    {
      const std::lock_guard lock{mutex_};
      if (stops_) return;
    }
    for (const DesktopNote& note : take_notes()) {
      if (!bus || !bus->is_open()) bus = Bus::open();
      if (bus && bus->show(note)) continue;
      if (!std::exchange(has_complained, true))
        log::warn(kLog, "alarms are not shown as notes: {}",
                  bus ? "nobody on the session bus shows any" : "there is no session bus");
    }
    if (!bus) continue;
    for (const TabId pane : bus->read()) clicked(pane);
    if (!bus->is_open()) bus.reset();
  }
}

}  // namespace tabacus::app
