// Tells when a configuration file was written, replaced, made or removed, by inotify on its directory: editors replace
// files by renames. A thread of its own sleeps until then.
#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "base/result.hpp"
#include "base/unique_fd.hpp"

namespace tabacus::app {

class ConfigWatch {
 public:
  /// `on_change` runs on the watch's thread, once for a burst of changes; it must not block. A directory that is not
  /// there yet is watched for by its nearest parent. Io: the system has no watch left.
  [[nodiscard]] static Result<std::unique_ptr<ConfigWatch>> start(const std::filesystem::path& file,
                                                                  std::function<void()> on_change);
  ~ConfigWatch();
  ConfigWatch(const ConfigWatch&) = delete;
  ConfigWatch& operator=(const ConfigWatch&) = delete;

 private:
  ConfigWatch(std::filesystem::path file, std::function<void()> on_change, UniqueFd watch, UniqueFd stop);

  void run();
  /// True: what was read concerns the file.
  [[nodiscard]] bool take_events();
  void watch_directories();

  const std::filesystem::path file_;
  const std::function<void()> on_change_;
  const UniqueFd watch_;
  const UniqueFd stop_;
  std::jthread thread_;
};

}  // namespace tabacus::app
