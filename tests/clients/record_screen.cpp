// Runs a program behind a pseudo terminal of 100x30 with our engine as the terminal that answers it, types what a
// script says, and writes every byte that the program printed to a file: the recordings in
// tests/fixtures/vt_recordings. usage: record_screen FILE SCRIPT COMMAND [ARGUMENT...]; SCRIPT: lines of "MILLISECONDS
// TEXT", TEXT with \r, \e, \xHH escaped, or "MILLISECONDS size COLUMNSxROWS"; milliseconds count from the line before.
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <optional>
#include <string>
#include <vector>

#include "pty/pump.hpp"
#include "terminal/terminal.hpp"

namespace tabacus {
namespace {

struct Step {
  std::chrono::milliseconds after{};
  std::string text;
  std::optional<pty::WindowSize> size;
};

std::string unescaped(std::string_view text) {
  std::string bytes;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char next = i + 1 < text.size() ? text[i + 1] : '\0';
    if (text[i] != '\\' || next == '\0') {
      bytes += text[i];
    } else if (next == 'x') {
      bytes += static_cast<char>(std::stoi(std::string{text.substr(i + 2, 2)}, nullptr, 16));
      i += 3;
    } else {
      bytes += next == 'r' ? '\r' : next == 'e' ? '\x1B' : next;
      ++i;
    }
  }
  return bytes;
}

std::vector<Step> read_script(const char* path) {
  std::vector<Step> steps;
  std::ifstream file{path};
  for (std::string line; std::getline(file, line);) {
    const std::size_t space = line.find(' ');
    if (space == std::string::npos) continue;
    Step step{std::chrono::milliseconds{std::stoi(line)}, unescaped(line.substr(space + 1)), std::nullopt};
    int columns = 0;
    int rows = 0;
    if (std::sscanf(line.c_str() + space, " size %dx%d", &columns, &rows) == 2) {
      step.size = pty::WindowSize{};
      step.size->columns = static_cast<std::uint16_t>(columns);
      step.size->rows = static_cast<std::uint16_t>(rows);
      step.text.clear();
    }
    steps.push_back(std::move(step));
  }
  return steps;
}

terminal::TerminalOptions options_of() {
  terminal::TerminalOptions options;
  options.name_and_version = "tabacus 0.1.0";
  return options;
}

class Recorder final : public pty::PumpHandler, terminal::Host {
 public:
  Recorder(pty::Pump& pump, std::vector<Step> steps, const char* path)
      : pump_{pump}, steps_{std::move(steps)}, file_{path, std::ios::binary} {
    arm();
  }

  void on_output(std::string_view bytes) override {
    file_.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    written_ += bytes.size();
    terminal_.feed(bytes);
  }
  void on_wake() override {}
  void on_alarm() override {
    const Step& step = steps_[next_++];
    if (step.size) {
      std::fprintf(stderr, "resize %zu:%dx%d\n", written_, step.size->columns, step.size->rows);
      terminal_.resize({step.size->columns, step.size->rows});
      [[maybe_unused]] const auto resized = pump_.resize(*step.size);
    }
    write(step.text);
    arm();
  }
  void on_exit(const pty::ExitStatus& status) override {
    std::fprintf(stderr, "%s, %zu bytes\n", pty::describe(status).c_str(), written_);
  }

  void reply(std::string_view bytes) override { write(bytes); }
  void title_changed(std::string_view) override {}
  void bell() override {}
  void copy_to_clipboard(std::string_view) override {}
  void working_directory_changed(std::string_view) override {}

 private:
  void write(std::string_view bytes) {
    if (!bytes.empty()) [[maybe_unused]]
      const auto written = pump_.write(bytes);
  }
  /// After the last step the program has a second to end by itself.
  void arm() {
    if (next_ == steps_.size()) {
      pump_.stop();
    } else {
      pump_.set_alarm(std::chrono::steady_clock::now() + steps_[next_].after);
    }
  }

  pty::Pump& pump_;
  std::vector<Step> steps_;
  std::size_t next_ = 0;
  std::ofstream file_;
  std::size_t written_ = 0;
  terminal::Terminal terminal_{{100, 30}, *this, options_of()};
};

int run(const char* file, const char* script, std::vector<std::string> command) {
  auto steps = read_script(script);
  if (steps.empty()) return std::fprintf(stderr, "record_screen: the script %s has no steps\n", script), 2;
  pty::SpawnOptions options;
  options.program = command.front();
  options.arguments = std::move(command);
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text{*entry};
    const std::size_t equals = text.find('=');
    if (equals != std::string_view::npos)
      options.environment.push_back({std::string{text.substr(0, equals)}, std::string{text.substr(equals + 1)}});
  }
  options.size.columns = 100;
  options.size.rows = 30;
  auto terminal = pty::Pty::open(options.size);
  if (!terminal) return std::fprintf(stderr, "%s\n", terminal.error().message.c_str()), 1;
  auto child = pty::Child::spawn(*terminal, options);
  if (!child) return std::fprintf(stderr, "%s\n", child.error().message.c_str()), 1;
  auto pump = pty::Pump::create(std::move(*terminal), std::move(*child));
  if (!pump) return std::fprintf(stderr, "%s\n", pump.error().message.c_str()), 1;
  Recorder recorder{*pump, std::move(steps), file};
  pump->run(recorder);
  return 0;
}

}  // namespace
}  // namespace tabacus

int main(int argc, char** argv) {
  if (argc < 4) return std::fprintf(stderr, "usage: record_screen FILE SCRIPT COMMAND [ARGUMENT...]\n"), 2;
  return tabacus::run(argv[1], argv[2], {argv + 3, argv + argc});
}
