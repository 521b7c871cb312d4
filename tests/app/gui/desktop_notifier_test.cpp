// Notes of the desktop against a service that shows none: on a bus of its own, so that nobody's desktop is touched.
#include "app/gui/alarms/desktop_notifier.hpp"

#include <dbus/dbus.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/paths.hpp"
#include "tests/support/process.hpp"
#include "tests/support/temp_dir.hpp"

namespace tabacus::app {
namespace {

using std::chrono::milliseconds;
using tabacus::testing::Process;
using tabacus::testing::TempDir;

constexpr const char* kInterface = "org.freedesktop.Notifications";

bool wait_for(const std::function<bool()>& done) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{20};
  while (!done() && std::chrono::steady_clock::now() < deadline) std::this_thread::sleep_for(milliseconds{5});
  return done();
}

struct Shown {
  std::string app;
  std::string summary;
  std::string body;
  std::string action;
};

/// Answers Notify as a desktop does and remembers what it was told.
class StubDesktop {
 public:
  StubDesktop() {
    bus_ = dbus_bus_get_private(DBUS_BUS_SESSION, nullptr);
    if (bus_ == nullptr) return;
    dbus_connection_set_exit_on_disconnect(bus_, 0);
    dbus_bus_request_name(bus_, kInterface, 0, nullptr);
  }
  ~StubDesktop() {
    if (bus_ == nullptr) return;
    dbus_connection_close(bus_);
    dbus_connection_unref(bus_);
  }
  [[nodiscard]] bool is_there() const { return bus_ != nullptr; }

  void serve() {
    dbus_connection_read_write(bus_, 5);
    while (DBusMessage* const message = dbus_connection_pop_message(bus_)) {
      if (dbus_message_is_method_call(message, kInterface, "Notify") != 0) answer(message);
      dbus_message_unref(message);
    }
  }
  void click(std::uint32_t note) {
    const char* const action = "default";
    DBusMessage* const signal = dbus_message_new_signal("/org/freedesktop/Notifications", kInterface, "ActionInvoked");
    dbus_message_append_args(signal, DBUS_TYPE_UINT32, &note, DBUS_TYPE_STRING, &action, DBUS_TYPE_INVALID);
    dbus_connection_send(bus_, signal, nullptr);
    dbus_connection_flush(bus_);
    dbus_message_unref(signal);
  }

  std::vector<Shown> shown;  // the first one's number is 1

 private:
  void answer(DBusMessage* message) {
    DBusMessageIter at;
    dbus_message_iter_init(message, &at);
    std::vector<std::string> texts;
    do {
      if (dbus_message_iter_get_arg_type(&at) == DBUS_TYPE_STRING) {
        const char* text = nullptr;
        dbus_message_iter_get_basic(&at, static_cast<void*>(&text));
        texts.emplace_back(text);
      } else if (dbus_message_iter_get_arg_type(&at) == DBUS_TYPE_ARRAY && texts.size() == 4) {
        DBusMessageIter inner;
        dbus_message_iter_recurse(&at, &inner);
        const char* text = "";
        if (dbus_message_iter_get_arg_type(&inner) == DBUS_TYPE_STRING)
          dbus_message_iter_get_basic(&inner, static_cast<void*>(&text));
        texts.emplace_back(text);
      }
    } while (dbus_message_iter_next(&at) != 0);
    ASSERT_EQ(texts.size(), 5u) << "app, icon, summary, body, first action";
    shown.push_back({texts[0], texts[2], texts[3], texts[4]});
    const auto number = static_cast<std::uint32_t>(shown.size());
    DBusMessage* const reply = dbus_message_new_method_return(message);
    dbus_message_append_args(reply, DBUS_TYPE_UINT32, &number, DBUS_TYPE_INVALID);
    dbus_connection_send(bus_, reply, nullptr);
    dbus_connection_flush(bus_);
    dbus_message_unref(reply);
  }

  DBusConnection* bus_ = nullptr;
};

/// A bus as long as the test lives, and its address in our environment.
class DesktopNotes : public ::testing::Test {
 protected:
  void SetUp() override {
    const std::string socket = "unix:path=" + (directory_.path() / "bus").native();
    daemon_ = std::make_unique<Process>(
        std::vector<std::string>{"dbus-daemon", "--session", "--nofork", "--nopidfile", "--address=" + socket});
    ASSERT_TRUE(wait_for([&] { return std::filesystem::exists(directory_.path() / "bus"); })) << "no dbus-daemon";
    ::setenv("DBUS_SESSION_BUS_ADDRESS", socket.c_str(), 1);
  }

  TempDir directory_;
  std::unique_ptr<Process> daemon_;
};

TEST_F(DesktopNotes, AreShownAndAClickTellsWhichPane) {
  StubDesktop desktop;
  ASSERT_TRUE(desktop.is_there());
  std::atomic<int> wakes = 0;
  DesktopNotifier notifier{[&] { ++wakes; }};
  const TabId first = TabId::mint();
  const TabId second = TabId::mint();
  notifier.show({first, "claude", "5 calls <failed> & more\033[31m"});
  notifier.show({second, "codex", "spent"});
  ASSERT_TRUE(wait_for([&] {
    desktop.serve();
    return desktop.shown.size() == 2;
  }));
  EXPECT_EQ(desktop.shown[0].app, "tabacus");
  EXPECT_EQ(desktop.shown[0].summary, "claude");
  EXPECT_EQ(desktop.shown[0].body.find('<'), std::string::npos) << "no markup of foreign text";
  EXPECT_EQ(desktop.shown[0].body.find('\033'), std::string::npos);
  EXPECT_EQ(desktop.shown[0].action, "default");
  EXPECT_TRUE(notifier.take_clicked().empty());

  std::vector<TabId> clicked;
  desktop.click(77);  // another program's
  desktop.click(2);
  ASSERT_TRUE(wait_for([&] {
    desktop.serve();
    for (const TabId pane : notifier.take_clicked()) clicked.push_back(pane);
    return !clicked.empty();
  }));
  EXPECT_EQ(clicked, std::vector{second});
  EXPECT_GE(wakes.load(), 1);
}

TEST_F(DesktopNotes, WithoutAServiceNothingHangs) {
  DesktopNotifier notifier{[] {}};
  notifier.show({TabId::mint(), "a", "b"});
  notifier.show({TabId::mint(), "a", "c"});
}

}  // namespace
}  // namespace tabacus::app
