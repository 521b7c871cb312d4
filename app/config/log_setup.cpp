#include "app/config/log_setup.hpp"

#include "base/log.hpp"
#include "base/paths.hpp"

namespace tabacus::app {
namespace {

constexpr log::Category kLog{"log"};

}  // namespace

std::filesystem::path log_file(const std::filesystem::path& analytics_directory) {
  return analytics_directory / "tabacus.log";
}

void start_log(const Config& config, const std::filesystem::path& analytics_directory) {
  const auto level = log::level_of(config.analytics_log_level);
  if (!level) return;  // "off"
  auto made = make_private_directory(analytics_directory);
  if (made) made = log::to_file(log_file(analytics_directory), *level);
  if (!made) log::warn(kLog, "nothing is logged: {}", made.error().message);
}

}  // namespace tabacus::app
