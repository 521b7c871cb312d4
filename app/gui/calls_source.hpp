// The metered calls behind the analytics panel: read on a thread of their own, taken by main as values that do not
// change. What a call is in full is what the commands say of it.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "analytics/api/reader.hpp"
#include "app/cli/command.hpp"

namespace tabacus::app {

enum class CallScope : std::uint8_t { Tab, Session, All };

struct CallRow {
  std::int64_t id = 0;
  std::string clock;    ///< local time, "14:05:12"; with the date where it is not today
  std::string model;    ///< display-safe, as all text here
  std::string outcome;  ///< "ok", "error" ...
  std::string error;    ///< the provider's word
  std::string tab;
  std::optional<std::int64_t> status;
  std::optional<std::int64_t> prompt;
  std::optional<std::int64_t> cached;
  std::optional<std::int64_t> output;
  std::optional<std::int64_t> cost_nano;
  std::optional<std::int64_t> duration_ms;
  bool is_estimate = false;  ///< its tokens are not measured
};

/// Newest first.
struct CallRows {
  std::vector<CallRow> rows;
  std::string problem;  ///< why there are none; empty: none were made
};

/// Lines of text that a command, or a chart, answered with.
struct CallText {
  std::string title;
  std::vector<std::string> lines;  ///< display-safe
};

class CallsSource {
 public:
  static constexpr std::size_t kMostRows = 100'000;

  /// `tab` is whose calls CallScope::Tab and Session are about, as text. `on_change` runs on the source's thread.
  CallsSource(LoadedConfig config, std::filesystem::path directory, std::string tab, std::function<void()> on_change);
  ~CallsSource();
  CallsSource(const CallsSource&) = delete;
  CallsSource& operator=(const CallsSource&) = delete;

  // Main thread; none waits.
  void load(CallScope scope);
  /// Looks for calls that came since.
  void refresh();
  /// Has a command say something: {"show", "ID"}.
  void ask(std::string title, std::vector<std::string> command);
  /// Has `tell` say something; it is asked whether to go on by what it gets.
  using Telling = std::function<std::vector<std::string>(const std::function<bool()>& gives_up)>;
  void tell(std::string title, Telling tell);
  /// Sums as bars.
  void chart();
  [[nodiscard]] std::shared_ptr<const CallRows> rows() const;
  [[nodiscard]] std::shared_ptr<const CallText> text() const;

 private:
  struct Job {
    std::string name;
    std::function<void()> run;
  };

  void post(Job job);
  void run();
  [[nodiscard]] analytics::Reader* reader();
  /// False: there are no newer ones.
  bool read_rows(CallScope scope, bool only_newer);
  [[nodiscard]] bool wait_or_stop(std::chrono::milliseconds pause);
  void run_command(const std::string& title, const std::vector<std::string>& command);
  void draw_charts();
  void put(CallText text);

  const LoadedConfig config_;
  const SystemClock clock_;
  const std::filesystem::path directory_;
  const std::string tab_;
  const std::function<void()> on_change_;
  std::unique_ptr<analytics::Reader> reader_;  // the thread's alone
  CallScope scope_ = CallScope::Tab;           // likewise

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  // Guarded by mutex_.
  std::deque<Job> jobs_;
  std::shared_ptr<const CallRows> rows_ = std::make_shared<const CallRows>();
  std::shared_ptr<const CallText> text_ = std::make_shared<const CallText>();
  bool stops_ = false;

  std::jthread thread_;
};

}  // namespace tabacus::app
