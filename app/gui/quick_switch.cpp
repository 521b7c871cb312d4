#include "app/gui/quick_switch.hpp"

#include <filesystem>
#include <string>
#include <string_view>

#include "app/control/client.hpp"
#include "app/control/runtime_directory.hpp"

namespace tabacus::app {
namespace {

// Without the ending of the sockets that answer what is asked of meters.
constexpr std::string_view kSocketName = "quick";
constexpr std::string_view kToggle = "toggle";
constexpr std::string_view kDone = "done";

}  // namespace

Result<void> QuickSwitch::ask_running() {
  const auto reply = ask(runtime_directory() / kSocketName, kToggle);
  if (!reply) return fail(reply.error());
  if (*reply != kDone) return fail(ErrorCode::Unsupported, "the quick window that runs is of another version; end it");
  return {};
}

Result<std::unique_ptr<QuickSwitch>> QuickSwitch::open(std::function<void()> wake) {
  const auto directory = make_runtime_directory();
  if (!directory) return fail(directory.error(), "listen for 'tabacus quick'");
  std::unique_ptr<QuickSwitch> opened{new QuickSwitch{std::move(wake)}};
  QuickSwitch& quick = *opened;
  auto server = ControlServer::start(*directory / kSocketName, [&quick](std::string_view line) {
    if (line != kToggle) return std::string{"no such request"};
    quick.asked_ = true;
    quick.wake_();
    return std::string{kDone};
  });
  if (!server) return fail(server.error(), "listen for 'tabacus quick'");
  quick.server_ = std::move(*server);
  return opened;
}

}  // namespace tabacus::app
