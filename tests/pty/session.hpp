// A program run behind a pseudo terminal to its end, and all it printed.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <utility>

#include "pty/child.hpp"
#include "pty/environment.hpp"
#include "pty/pty.hpp"
#include "pty/pump.hpp"

namespace tabacus::pty::testing {

/// Collects output; `on_text` sees everything printed so far, after each piece.
class Recorder final : public PumpHandler {
 public:
  void on_output(std::string_view bytes) override {
    text += bytes;
    if (on_text) on_text();
  }
  void on_wake() override {
    ++wakes;
    if (when_woken) when_woken();
  }
  void on_alarm() override {
    ++alarms;
    if (when_alarmed) when_alarmed();
  }
  void on_exit(const ExitStatus& status) override {
    exited = true;
    exit = status;
  }

  std::string text;
  std::function<void()> on_text, when_woken, when_alarmed;
  int wakes = 0;
  int alarms = 0;
  bool exited = false;
  ExitStatus exit;
};

inline SpawnOptions shell_script(std::string script) {
  SpawnOptions options;
  options.program = "/bin/sh";
  options.arguments = {"sh", "-c", std::move(script)};
  options.environment = child_environment(own_environment(), "0.0", {});
  return options;
}

inline Result<Pump> start(const SpawnOptions& options) {
  auto terminal = Pty::open(options.size);
  if (!terminal) return fail(terminal.error());
  auto child = Child::spawn(*terminal, options);
  if (!child) return fail(child.error());
  return Pump::create(std::move(*terminal), std::move(*child));
}

/// Runs to the end; fails the test by an empty exit when the program does not start.
inline Recorder run_to_end(const SpawnOptions& options) {
  Recorder recorder;
  auto pump = start(options);
  if (pump)
    pump->run(recorder);
  else
    recorder.text = pump.error().message;
  return recorder;
}

}  // namespace tabacus::pty::testing
