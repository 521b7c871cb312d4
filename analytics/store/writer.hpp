// Keeps finished calls: a thread of its own ("db") takes records from a bounded queue and commits them in batches. No
// trouble with the file, a lock, a full disk, damage, ever reaches the caller; it is a warning and a count in health().
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <variant>
#include <vector>

#include "analytics/model/budget.hpp"
#include "analytics/model/call_body.hpp"
#include "analytics/model/call_sink.hpp"
#include "analytics/model/retention.hpp"
#include "analytics/model/shell_command.hpp"
#include "analytics/model/tunnel.hpp"
#include "analytics/store/call_rows.hpp"
#include "base/bounded_queue.hpp"

namespace tabacus::analytics {

struct StoreOptions {
  std::filesystem::path file;
  /// At most: while calls are few, the pause between commits is as long as the last one took, and ten times what it
  /// took of a processor, so that followers learn of a call at once. With the commit itself, a killed process loses 250
  /// ms.
  std::chrono::milliseconds commit_every{200};
  std::chrono::milliseconds busy_timeout{200};     ///< per attempt, while another process holds the lock
  std::chrono::milliseconds retry_every{2000};     ///< after a full disk, a directory without write permission ...
  std::chrono::milliseconds close_deadline{2000};  ///< how long close() tries to commit what waits
  std::size_t queue_records = 4096;                ///< minutes of a busy machine's calls; a few megabytes
  Retention retention = {};
  /// Who hands calls on, by name; all others lose their place. Empty: they are left as they are.
  std::optional<std::vector<std::string>> followers = {};
  BodySink* bodies = nullptr;     ///< gets what calls have kept, once they are committed; outlives
  BudgetSums* budgets = nullptr;  ///< told what is stored of its accounts, on the db thread; outlives the writer
  std::chrono::milliseconds prune_after{30'000};     ///< when nothing has been written for so long since the start
  std::chrono::milliseconds prune_every{3'600'000};  ///< and again so long after all that was too old has gone
};

struct StoreHealth {
  std::vector<std::string> warnings;  ///< sentences for the user, oldest first
  std::string trouble;                ///< why nothing can be stored at present, also among the warnings; empty: it can
  std::int64_t calls_written = 0;     ///< committed by this writer
  /// Tunnels too: the queue was full, the row was refused, or close() ran out of time.
  std::int64_t calls_dropped = 0;
};

class StoreWriter final : public CallSink, public TunnelSink {
 public:
  /// Starts the db thread, which opens the file. Never fails: see health().
  [[nodiscard]] static std::unique_ptr<StoreWriter> open(StoreOptions options);
  ~StoreWriter() override;  ///< close()

  // Any thread; none of these blocks on the database.
  void on_finished(const CallRecord& call) override;
  void take_finished(CallRecord&& call) override;
  void on_tunnel_ended(const TunnelRecord& tunnel) override;
  void register_tab(TabRow row);
  void rename_tab(TabId tab, std::string title);
  void close_tab(TabId tab, SystemTime at);
  void command_ended(TabId tab, ShellCommand command);

  /// The account is a session's, a project's, a day's or a month's.
  void raise_budget(BudgetAccount account, Spending by, SystemTime at);
  /// Has StoreOptions::budgets told soon.
  void ask_for_sums();

  /// Waits until all that was handed over before is committed or given up. False: not within `timeout`.
  [[nodiscard]] bool flush(std::chrono::milliseconds timeout);
  [[nodiscard]] StoreHealth health() const;
  /// Takes nothing new, commits what waits, joins the thread. Idempotent; not from two threads at once.
  void close();

 private:
  struct TabRenamed {
    TabId tab;
    std::string title;
  };
  struct TabClosed {
    TabId tab;
    SystemTime at;
  };
  struct CommandRan {
    TabId tab;
    ShellCommand command;
  };
  struct BudgetRaised {
    BudgetAccount account;
    Spending by;
    SystemTime at;
  };
  struct SumsAsked {};
  struct Flush {
    std::shared_ptr<std::promise<void>> done;
  };
  struct Refused {};  // a row the database would not take stays in its batch as this
  /// A record is large, and items move: into the queue, as that grows, and out of it.
  using Call = std::unique_ptr<const CallRecord>;
  using Item = std::variant<Call, TunnelRecord, TabRow, TabRenamed, TabClosed, CommandRan, BudgetRaised, SumsAsked,
                            Flush, Refused>;
  struct Connection;

  explicit StoreWriter(StoreOptions options);
  void run();
  [[nodiscard]] static bool is_call(const Item& item);
  [[nodiscard]] static bool is_record(const Item& item);  // a call or a tunnel: its loss is counted
  [[nodiscard]] std::chrono::milliseconds patience() const;
  [[nodiscard]] std::chrono::milliseconds until_prune() const;
  void prune();
  void guarded(std::int64_t records, const std::function<void()>& work);
  void persist(std::vector<Item> batch);
  [[nodiscard]] static bool is_row(const Item& item);
  void note_committed(const Item& item);
  void tell_sums();
  [[nodiscard]] Result<void> write(std::vector<Item>& batch, std::size_t begin, std::size_t end);
  enum class Calls : std::uint8_t { Together, OneByOne };
  [[nodiscard]] Result<void> write_transaction(const std::vector<Item>& batch, std::size_t begin, std::size_t end,
                                               Calls calls, std::optional<std::size_t>& refused);
  [[nodiscard]] Result<void> forget_what_others_changed();
  [[nodiscard]] Result<void> write_item(const Item& item, Calls calls);
  [[nodiscard]] Result<void> write_call(const CallRecord& call, Calls calls);
  void hand_over_bodies();
  [[nodiscard]] Result<void> ensure_open();
  [[nodiscard]] bool try_again_after(const Error& error);
  void note_lock();
  [[nodiscard]] bool replace_damaged_file(const Error& error);
  [[nodiscard]] bool closing() const;
  enum class Pause : std::uint8_t { GoOn, GiveUp };
  [[nodiscard]] Pause pause(std::chrono::milliseconds duration);
  void set_trouble(std::string sentence);
  void drop(std::int64_t records);

  const StoreOptions options_;
  BoundedQueue<Item> queue_;
  std::atomic<std::int64_t> written_{0};
  std::atomic<std::int64_t> dropped_{0};

  mutable std::mutex mutex_;
  std::condition_variable closing_changed_;
  std::optional<std::chrono::steady_clock::time_point> give_up_at_;  // guarded by mutex_; set by close()
  std::vector<std::string> warnings_;                                // guarded by mutex_
  std::string trouble_;                                              // guarded by mutex_; ends when a commit succeeds

  std::unique_ptr<Connection> connection_;                                  // db thread
  BudgetBook committed_;                                                    // db thread; since the ledger was last told
  std::optional<std::chrono::steady_clock::time_point> locked_since_;       // db thread
  std::vector<std::pair<std::int64_t, std::shared_ptr<CallBody>>> bodies_;  // db thread: of the transaction at hand
  std::int64_t rows_until_prune_ = 0;                                       // db thread
  std::chrono::steady_clock::time_point pause_until_;                       // db thread; before the next commit
  std::chrono::steady_clock::time_point prune_at_;                          // db thread

  std::jthread thread_;  // last: it uses everything above
};

}  // namespace tabacus::analytics
