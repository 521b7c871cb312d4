// Remembers the last calls of each session and agent, to tell of the next what became of its cache and whether it was
// tried before. Bounded. Meter thread.
#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "analytics/metering/cache_cause.hpp"
#include "analytics/metering/cache_money.hpp"
#include "analytics/model/call.hpp"
#include "analytics/model/request_shape.hpp"
#include "base/result.hpp"
#include "base/sip_hash.hpp"

namespace tabacus::analytics {

class CallMemory {
 public:
  static constexpr std::size_t kMaxSavedBytes = 768 * 1024;

  explicit CallMemory(const HashKey& key) : key_{key} {}

  [[nodiscard]] const HashKey& key() const { return key_; }

  /// Calls from now on keep their bodies, in memory of `budget`.
  void keep_bodies(std::shared_ptr<BodyBudget> budget) { bodies_ = std::move(budget); }
  /// Null: they do not.
  [[nodiscard]] const std::shared_ptr<BodyBudget>& bodies() const { return bodies_; }

  /// Calls `found` with each secret in the text and what it is: "github-token".
  using SecretFinder =
      std::function<void(std::string_view text, const std::function<void(std::string_view, std::string_view)>& found)>;
  /// Is told what was found in a prompt of that tab, each secret once; the secret itself is not kept.
  using SecretListener = std::function<void(TabId tab, std::string_view kind)>;
  /// Prompts are looked through from now on.
  void watch_secrets(SecretFinder finder, SecretListener listener);
  void look_for_secrets(TabId tab, std::string_view prompt);

  /// Fills `call.why` of a call that has ended, and remembers it. `shape` is null where its prompt was not read.
  /// `told_attempt` is what the client itself says: so many tries came before this one.
  void explain(CallRecord& call, const std::shared_ptr<const RequestShape>& shape, const RegionalPrice& price,
               std::int64_t told_attempt);

  /// What is worth knowing after a restart: the threads and their calls, of the latest as many as make up
  /// kMaxSavedBytes. The oldest come first.
  [[nodiscard]] std::string saved() const;
  /// Takes up what `saved` gave, but for calls that ended a day before `now`. InvalidInput: it did not give that, or
  /// under another key; then nothing is taken.
  [[nodiscard]] Result<void> restore(std::string_view text, SystemTime now);

  /// Whether that name comes for the first time; only its hash is kept, as long as there is room.
  [[nodiscard]] bool is_first_of(std::string_view name);

 private:
  static constexpr std::size_t kMaxNames = 128 * 1024;  // more than a batch can have
  static constexpr std::size_t kMaxCalls = 6;  // of a thread: a session's side calls come between those that go on
  static constexpr std::size_t kMaxThreads = 256;
  static constexpr std::size_t kMaxBlocks = 512 * 1024;  // over all threads: 4 MiB of hashes
  static constexpr std::size_t kMaxFailed = 1024;

  struct Thread {
    std::vector<CachedCall> calls;  // oldest first
    std::list<std::uint64_t>::iterator recency;
  };
  struct Failed {
    std::uint64_t request = 0;
    TabId tab;
    std::int64_t attempt = 0;
    SystemTime first_at{};
    SystemTime ended_at{};
  };

  [[nodiscard]] std::uint64_t name_of(const CallRecord& call) const;
  [[nodiscard]] Thread& thread_of(std::uint64_t name);
  void remember(Thread& thread, CachedCall call);
  void make_room();
  void note_retry(CallRecord& call, std::uint64_t request, std::int64_t told_attempt);

  SecretFinder find_secrets_;  // empty: nobody wants to know
  SecretListener secret_found_;
  const HashKey key_;
  std::shared_ptr<BodyBudget> bodies_;
  std::unordered_map<std::uint64_t, Thread> threads_;
  std::list<std::uint64_t> recency_;  // latest first
  std::size_t blocks_ = 0;
  std::deque<Failed> failed_;  // oldest first
  std::unordered_set<std::uint64_t> names_;
  std::deque<std::uint64_t> names_in_order_;  // oldest first
};

}  // namespace tabacus::analytics
