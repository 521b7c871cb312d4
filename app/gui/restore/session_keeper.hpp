// Keeps the file from which windows are opened again. One process keeps it: the first of those that run. Main thread.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "app/gui/restore/saved_session.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"
#include "base/unique_fd.hpp"

namespace tabacus::app {

class SessionKeeper {
 public:
  /// Null: another process keeps it. Io: the directory cannot be made or locked.
  [[nodiscard]] static Result<std::unique_ptr<SessionKeeper>> open(const std::filesystem::path& directory);

  struct Loaded {
    SavedSession session;  ///< without windows: there is none to open
    std::string problem = {};
  };
  /// A file that cannot be used is put aside, which `problem` tells.
  [[nodiscard]] Loaded load();

  /// Something that is saved may have changed.
  void note_change(SteadyTime now);
  /// When save() is to be called; empty: nothing changed.
  [[nodiscard]] std::optional<SteadyTime> due() const { return due_; }
  /// Replaces the file where it differs; with no windows, it goes. A failure is logged once.
  void save(const SavedSession& session);

 private:
  SessionKeeper(std::filesystem::path file, UniqueFd lock) : file_{std::move(file)}, lock_{std::move(lock)} {}

  const std::filesystem::path file_;
  const UniqueFd lock_;
  std::optional<SteadyTime> due_;
  std::string written_;
  bool has_failed_ = false;
};

}  // namespace tabacus::app
