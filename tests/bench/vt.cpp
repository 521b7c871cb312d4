// How fast bytes become cells: our Terminal against pure libvterm (its State alone without callbacks, and its Screen),
// each fed the same bytes in pieces of 64 KiB. One JSON line per workload; thread CPU time, best of some rounds.
#include <fmt/format.h>
#include <vterm.h>

#include <algorithm>
#include <cstdint>
#include <ctime>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "terminal/host.hpp"
#include "terminal/terminal.hpp"
#include "tests/bench/vt_workloads.hpp"

namespace tabacus::terminal {
namespace {

constexpr Size kSize{120, 40};
constexpr std::size_t kWorkloadBytes = 8 * 1024 * 1024;
constexpr std::size_t kPiece = 64 * 1024;
constexpr int kRounds = 3;

class Deaf : public Host {
 public:
  void reply(std::string_view) override {}
  void title_changed(std::string_view) override {}
  void bell() override {}
  void copy_to_clipboard(std::string_view) override {}
  void working_directory_changed(std::string_view) override {}
};

double seconds_of_thread() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

/// Megabytes a second of the best round; `open` makes something that is fed by calling it.
template <typename Open>
double rate(const std::string& bytes, Open open) {
  double best = std::numeric_limits<double>::infinity();
  for (int round = 0; round < kRounds; ++round) {
    auto feed = open();
    const double start = seconds_of_thread();
    for (std::size_t at = 0; at < bytes.size(); at += kPiece) feed(std::string_view{bytes}.substr(at, kPiece));
    best = std::min(best, seconds_of_thread() - start);
  }
  return static_cast<double>(bytes.size()) / best / 1e6;
}

double rate_of_terminal(const std::string& bytes) {
  static Deaf host;
  return rate(bytes, [] {
    return [terminal = std::make_shared<Terminal>(kSize, host)](std::string_view piece) { terminal->feed(piece); };
  });
}

enum class Layer { State, Screen };

/// Does nothing, so that only parsing and state are measured; missing ones would be called when it scrolls.
constexpr VTermStateCallbacks quiet_callbacks() {
  VTermStateCallbacks callbacks{};
  callbacks.putglyph = [](VTermGlyphInfo*, VTermPos, void*) { return 1; };
  callbacks.scrollrect = [](VTermRect, int, int, void*) { return 1; };
  callbacks.erase = [](VTermRect, int, void*) { return 1; };
  return callbacks;
}

double rate_of_libvterm(const std::string& bytes, Layer layer) {
  return rate(bytes, [layer] {
    std::shared_ptr<VTerm> vterm{vterm_new(kSize.rows, kSize.columns), vterm_free};
    vterm_set_utf8(vterm.get(), 1);
    if (layer == Layer::State) {
      static const VTermStateCallbacks kNothing = quiet_callbacks();
      VTermState* const state = vterm_obtain_state(vterm.get());
      vterm_state_set_callbacks(state, &kNothing, nullptr);
      vterm_state_reset(state, 1);
    } else {
      VTermScreen* const screen = vterm_obtain_screen(vterm.get());
      vterm_screen_set_damage_merge(screen, VTERM_DAMAGE_SCROLL);
      vterm_screen_reset(screen, 1);
    }
    return [vterm](std::string_view piece) { vterm_input_write(vterm.get(), piece.data(), piece.size()); };
  });
}

void report(std::string_view workload, const std::string& bytes) {
  const double ours = rate_of_terminal(bytes);
  const double state = rate_of_libvterm(bytes, Layer::State);
  // Its Screen is so slow on scrolling that a sixteenth of the bytes must do.
  const double screen = rate_of_libvterm(bytes.substr(0, bytes.size() / 16), Layer::Screen);
  fmt::print(
      "{{\"bench\":\"vt\",\"workload\":\"{}\",\"tabacus_mb_s\":{:.1f},\"libvterm_state_mb_s\":{:.1f},"
      "\"libvterm_screen_mb_s\":{:.1f},\"ratio_to_state\":{:.1f},\"ratio_to_screen\":{:.1f}}}\n",
      workload, ours, state, screen, ours / state, ours / screen);
}

}  // namespace
}  // namespace tabacus::terminal

/// All workloads, or those named.
int main(int argc, char** argv) {
  using namespace tabacus::terminal;
  const std::vector<std::string_view> wanted(argv + 1, argv + argc);
  for (const tabacus::bench::Workload& workload : tabacus::bench::workloads())
    if (wanted.empty() || std::find(wanted.begin(), wanted.end(), workload.name) != wanted.end())
      report(workload.name, bytes_of(workload, kWorkloadBytes));
}
