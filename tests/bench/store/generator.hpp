// Years of one busy person's calls, the same for the same seed: a few sessions at a time, each in a tab, a project and
// mostly of one model, some with sub-agents; prompts that grow, errors now and then.
#pragma once

#include <random>
#include <string>
#include <vector>

#include "analytics/model/call.hpp"

namespace tabacus::bench {

class Generator {
 public:
  /// `calls` in order of time, evenly over `days` up to `end`.
  Generator(std::uint64_t seed, std::int64_t calls, int days, SystemTime end);

  analytics::CallRecord next();

 private:
  struct Session {
    TabId tab;
    std::string id;
    std::string project;
    std::string branch;
    std::size_t model = 0;
    std::int64_t left = 0;
    std::int64_t prompt = 0;
    int agents = 0;
  };
  std::int64_t below(std::int64_t end) {
    return static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(end));
  }
  TabId new_tab();
  void begin(Session& session, std::size_t place);

  std::mt19937_64 random_;
  SystemTime at_;
  std::chrono::microseconds step_;
  std::vector<TabId> tabs_;
  std::vector<Session> sessions_;
  std::int64_t begun_ = 0;
};

}  // namespace tabacus::bench
