// The clients of the soak: a crowd of concurrent calls, each of which checks every byte that it gets. One thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "analytics/wire/http1_body.hpp"
#include "tests/bench/proxy/targets.hpp"

namespace tabacus::soak {

/// What a call is there to do.
enum class Part : std::uint8_t {
  Whole,  ///< read to the end
  Slow,   ///< the same, a few bytes at a time
  Abort,  ///< go away in the middle
  Dead,   ///< its upstream refuses: an answer of 502 is due
};

/// How a call ended, for the comparison with the database.
struct Ended {
  Part part = Part::Whole;
  std::int64_t at_ns = 0;
  std::int64_t events = 0;
};

struct Tally {
  std::map<std::int64_t, Ended> ended;  ///< by number; the calls that must be in the database
  std::vector<std::string> faults;      ///< wrong bytes, wrong ends
  std::int64_t whole = 0, slow = 0, aborted = 0, refused = 0;
  std::int64_t killed = 0;  ///< lost their connection to the killed proxy
  std::int64_t bytes = 0;
};

class Players {
 public:
  Players(int count, std::uint32_t seed);
  ~Players();

  /// Calls go there from now on; below its `websocket_path` nobody listens upstream. Those that run on the previous
  /// target are forgiven for losing it.
  void use(const bench::Target& target);
  /// Nobody is there for now: no new calls.
  void pause();
  /// Plays for about that long. With `begins` false no new calls are begun.
  void play(std::chrono::milliseconds time, bool begins = true);
  [[nodiscard]] bool all_ended() const;

  Tally tally;

 private:
  struct Player;

  void begin(std::size_t who);
  void read(std::size_t who, std::size_t at_most);
  void take(Player& player, std::string_view bytes);
  void take_head(Player& player);
  void lost(Player& player);
  void finish(Player& player);
  void fault(const Player& player, std::string_view what);

  std::vector<Player> players_;
  UniqueFd epoll_;
  std::mt19937 random_;
  bench::Target target_;
  int generation_ = 0;
  bool open_ = false;
  std::int64_t last_id_ = 0;
  std::vector<char> buffer_;
};

}  // namespace tabacus::soak
