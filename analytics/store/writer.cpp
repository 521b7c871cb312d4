#include "analytics/store/writer.hpp"

#include <pthread.h>

#include <algorithm>

#include "analytics/store/budget_rows.hpp"
#include "analytics/store/calls_file.hpp"
#include "analytics/store/follower_rows.hpp"
#include "analytics/store/retention.hpp"
#include "analytics/store/schema_copy.hpp"
#include "base/cpu_time.hpp"
#include "base/log.hpp"

namespace tabacus::analytics {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr log::Category kLog{"store"};
constexpr std::size_t kRowsPerCommit = 500;
// Where more wait, in fewer commits: each writes the ends of the same indexes and the same sums again.
constexpr std::size_t kMostRowsPerCommit = 4000;
constexpr std::int64_t kRowsPerPrune = 1000;
constexpr milliseconds kLeastPause{10};  // what ends together is committed together
constexpr int kPauseForCommit = 10;      // a tenth of a processor's time at most, half of a disk's
constexpr std::size_t kFewRows = 8;      // more at once are a flood: followers get it in larger parts
constexpr std::size_t kMaxWarnings = 16;
constexpr milliseconds kRetryBusy{50};
constexpr milliseconds kRetryClosing{20};
constexpr milliseconds kBetweenPrunes{5};
// Shorter locks are another tabacus at work; nobody wants to read about those.
constexpr milliseconds kLockWorthTelling{3000};

template <typename... Functions>
struct Overloaded : Functions... {
  using Functions::operator()...;
};

}  // namespace

/// Statements die before their connection.
struct StoreWriter::Connection {
  Database database;
  std::unique_ptr<CallRows> rows;
  BudgetRows budgets;
  FileIdentity file;
  Statement data_version;
  std::int64_t seen_version = 0;  // of the database, as this connection last knew it
};

std::unique_ptr<StoreWriter> StoreWriter::open(StoreOptions options) {
  return std::unique_ptr<StoreWriter>{new StoreWriter{std::move(options)}};
}

StoreWriter::StoreWriter(StoreOptions options)
    : options_{std::move(options)}, queue_{options_.queue_records}, thread_{[this] { run(); }} {}

StoreWriter::~StoreWriter() { close(); }

void StoreWriter::on_finished(const CallRecord& call) { take_finished(CallRecord{call}); }

void StoreWriter::take_finished(CallRecord&& call) {
  if (!queue_.try_push(Item{std::make_unique<const CallRecord>(std::move(call))})) drop(1);
}

void StoreWriter::on_tunnel_ended(const TunnelRecord& tunnel) {
  if (!queue_.try_push(Item{tunnel})) drop(1);
}

// What is said of tabs weighs nothing: there are few, and a call without its tab's title is worth less.
void StoreWriter::register_tab(TabRow row) { static_cast<void>(queue_.try_push(Item{std::move(row)}, 0)); }
void StoreWriter::rename_tab(TabId tab, std::string title) {
  static_cast<void>(queue_.try_push(Item{TabRenamed{tab, std::move(title)}}, 0));
}
void StoreWriter::close_tab(TabId tab, SystemTime at) {
  static_cast<void>(queue_.try_push(Item{TabClosed{tab, at}}, 0));
}
void StoreWriter::command_ended(TabId tab, ShellCommand command) {
  static_cast<void>(queue_.try_push(Item{CommandRan{tab, std::move(command)}}, 0));
}

void StoreWriter::raise_budget(BudgetAccount account, Spending by, SystemTime at) {
  static_cast<void>(queue_.try_push(Item{BudgetRaised{std::move(account), by, at}}, 0));
  ask_for_sums();
}
void StoreWriter::ask_for_sums() {
  static_cast<void>(queue_.try_push(Item{SumsAsked{}}, 0));
  queue_.hurry();
}

bool StoreWriter::flush(milliseconds timeout) {
  auto done = std::make_shared<std::promise<void>>();
  if (!queue_.try_push(Item{Flush{done}}, 0)) return false;
  queue_.hurry();
  return done->get_future().wait_for(timeout) == std::future_status::ready;
}

StoreHealth StoreWriter::health() const {
  const std::lock_guard lock{mutex_};
  StoreHealth health{.warnings = warnings_, .trouble = trouble_, .calls_written = written_, .calls_dropped = dropped_};
  if (!trouble_.empty()) health.warnings.push_back(trouble_);
  return health;
}

void StoreWriter::close() {
  {
    const std::lock_guard lock{mutex_};
    if (!give_up_at_) give_up_at_ = steady_clock::now() + options_.close_deadline;
  }
  closing_changed_.notify_all();
  queue_.close();
  if (thread_.joinable()) thread_.join();
}

void StoreWriter::run() {
  ::pthread_setname_np(::pthread_self(), "db");
  // At once, so that trouble shows before the first call; what fails here is tried again with the first batch.
  guarded(0, [this] {
    if (auto opened = ensure_open(); !opened) static_cast<void>(try_again_after(opened.error()));
  });
  prune_at_ = steady_clock::now() + options_.prune_after;
  for (;;) {
    const bool is_last = queue_.closed();
    queue_.await_first(until_prune());
    std::vector<Item> batch = queue_.pop_batch(patience(), kRowsPerCommit, milliseconds{0});
    if (!batch.empty())
      guarded(std::ranges::count_if(batch, is_record), [this, &batch] { persist(std::move(batch)); });
    else if (is_last)
      break;
    else
      guarded(0, [this] { prune(); });
  }
  connection_.reset();
}

/// What is left of the pause by now: a call that ends long after the one before is not held up for that one's sake.
milliseconds StoreWriter::patience() const {
  const auto left = std::chrono::ceil<milliseconds>(pause_until_ - steady_clock::now());
  return std::min(options_.commit_every, std::max(left, kLeastPause));
}

milliseconds StoreWriter::until_prune() const {
  const auto left = std::chrono::ceil<milliseconds>(prune_at_ - steady_clock::now());
  return std::max(left, kBetweenPrunes);
}

/// One batch, while nothing else is to be done. Trouble is not worth a word: it shows when the next call is written.
void StoreWriter::prune() {
  if (steady_clock::now() < prune_at_ || closing()) return;
  const auto more =
      ensure_open() ? prune_some(connection_->database, options_.retention, SystemClock{}.wall()) : Result<bool>{false};
  if (!more && more.error().code != ErrorCode::Conflict)
    log::warn(kLog, "what is too old was not taken: {}", more.error().message);
  // Another process that holds the lock may be pruning as well.
  if (more && *more) return;
  drop_old_schema_copies(options_.file, SystemClock{}.wall());
  prune_at_ = steady_clock::now() + options_.prune_every;
}

/// Memory may run out over a batch: that loses the batch, not the program.
void StoreWriter::guarded(std::int64_t records, const std::function<void()>& work) {
  try {
    work();
  } catch (const std::exception& thrown) {
    log::error(kLog, "a batch was given up: {}", thrown.what());
    drop(records);
    connection_.reset();
  }
}

/// Holds the batch until it is stored or given up. Meanwhile the queue fills behind it; its bound is what limits
/// memory.
void StoreWriter::persist(std::vector<Item> batch) {
  const auto count_in = [&batch](std::size_t begin, std::size_t end, bool (*counts)(const Item&)) {
    return std::count_if(batch.begin() + static_cast<std::ptrdiff_t>(begin),
                         batch.begin() + static_cast<std::ptrdiff_t>(end), counts);
  };
  std::size_t begin = std::ranges::any_of(batch, is_row) ? 0 : batch.size();
  while (begin < batch.size()) {
    const std::size_t end = std::min(begin + kMostRowsPerCommit, batch.size());
    const auto began = steady_clock::now();
    const Nanoseconds computed = thread_cpu_time();
    if (auto wrote = write(batch, begin, end); !wrote) {
      if (try_again_after(wrote.error())) continue;
      drop(count_in(begin, batch.size(), is_record));
      break;
    }
    // Where many streams run, a commit waits for its turns of a processor much longer than it computes.
    const auto ended = steady_clock::now();
    pause_until_ =
        ended + (batch.size() > kFewRows
                     ? Nanoseconds{options_.commit_every}
                     : std::max<Nanoseconds>(ended - began, kPauseForCommit * (thread_cpu_time() - computed)));
    written_ += count_in(begin, end, is_call);
    hand_over_bodies();
    std::for_each(batch.begin() + static_cast<std::ptrdiff_t>(begin), batch.begin() + static_cast<std::ptrdiff_t>(end),
                  [this](const Item& item) { note_committed(item); });
    set_trouble({});
    locked_since_.reset();
    begin = end;
  }
  tell_sums();
  for (const Item& item : batch)
    if (const auto* flush = std::get_if<Flush>(&item)) flush->done->set_value();
}

void StoreWriter::note_committed(const Item& item) {
  if (options_.budgets == nullptr) return;
  if (const auto* raised = std::get_if<BudgetRaised>(&item)) committed_[raised->account].raised += raised->by;
  const auto* call = std::get_if<Call>(&item);
  if (call == nullptr) return;
  const Spending spending = spending_of(**call, options_.budgets->money());
  for (BudgetAccount& account : accounts_of(**call))
    if (account.scope != BudgetScope::Tab) committed_[std::move(account)].spent += spending;
}

/// What is not told now is told after the next commit: the ledger goes on with what it knows.
void StoreWriter::tell_sums() {
  if (options_.budgets == nullptr || !ensure_open()) return;
  BudgetBook stored;
  for (const BudgetAccount& account : options_.budgets->wanted()) {
    const auto sums = connection_->budgets.read(account, options_.budgets->money());
    if (!sums) {
      log::warn(kLog, "what was spent could not be read: {}", sums.error().message);
      return;
    }
    stored.emplace(account, *sums);
  }
  options_.budgets->learned(stored, std::exchange(committed_, {}));
}

/// A row that the database refuses for its content must not hold up the others: it is left out, and counted. Of calls
/// that are written together nobody knows which one it was.
Result<void> StoreWriter::write(std::vector<Item>& batch, std::size_t begin, std::size_t end) {
  if (auto opened = ensure_open(); !opened) return opened;
  for (Calls calls = Calls::Together;;) {
    std::optional<std::size_t> refused;
    auto wrote = write_transaction(batch, begin, end, calls, refused);
    if (!wrote) connection_->rows->forget_ids();  // of rows that the rollback took away
    if (!wrote && wrote.error().code == ErrorCode::Unsupported && calls == Calls::Together) {
      calls = Calls::OneByOne;
      continue;
    }
    if (!refused) return wrote;
    log::warn(kLog, "a row was refused: {}", wrote.error().message);
    drop(is_record(batch[*refused]) ? 1 : 0);
    batch[*refused] = Refused{};
  }
}

Result<void> StoreWriter::write_transaction(const std::vector<Item>& batch, std::size_t begin, std::size_t end,
                                            Calls calls, std::optional<std::size_t>& refused) {
  auto transaction = Transaction::begin(connection_->database);
  if (!transaction) return fail(transaction.error());
  if (auto known = forget_what_others_changed(); !known) return known;
  bodies_.clear();
  for (std::size_t i = begin; i < end; ++i) {
    auto wrote = write_item(batch[i], calls);
    if (wrote) continue;
    if (wrote.error().code == ErrorCode::Unsupported) refused = i;
    return wrote;
  }
  if (auto written = connection_->rows->write_pending(); !written) return written;
  const auto rows = static_cast<std::int64_t>(end - begin);
  const bool prunes = rows_until_prune_ <= rows;
  if (prunes)
    if (auto pruned = connection_->rows->prune_outbox(); !pruned) return pruned;
  if (auto committed = transaction->commit(); !committed) return committed;
  // Only now: what is rolled back was not pruned.
  rows_until_prune_ = prunes ? kRowsPerPrune : rows_until_prune_ - rows;
  return {};
}

/// Another process may have erased rows whose ids are remembered here. Inside the transaction nobody can.
Result<void> StoreWriter::forget_what_others_changed() {
  const auto version = connection_->data_version.bind().run_for_integer();
  if (!version) return fail(version.error());
  if (*version != connection_->seen_version) connection_->rows->forget_ids();
  connection_->seen_version = version->value_or(0);
  return {};
}

Result<void> StoreWriter::write_item(const Item& item, Calls calls) {
  CallRows& rows = *connection_->rows;
  return std::visit(Overloaded{
                        [this, calls](const Call& call) { return write_call(*call, calls); },
                        [&rows](const TunnelRecord& tunnel) { return rows.insert(tunnel); },
                        [&rows](const TabRow& row) { return rows.put_tab(row); },
                        [&rows](const TabRenamed& tab) { return rows.rename_tab(tab.tab, tab.title); },
                        [&rows](const TabClosed& tab) { return rows.close_tab(tab.tab, tab.at); },
                        [&rows](const CommandRan& ran) { return rows.insert(ran.tab, ran.command); },
                        [this](const BudgetRaised& raised) {
                          return connection_->budgets.raise(raised.account, raised.by, raised.at);
                        },
                        [](const SumsAsked&) { return Result<void>{}; },
                        [](const Flush&) { return Result<void>{}; },
                        [](const Refused&) { return Result<void>{}; },
                    },
                    item);
}

Result<void> StoreWriter::write_call(const CallRecord& call, Calls calls) {
  CallRows& rows = *connection_->rows;
  const auto id = calls == Calls::Together ? rows.gather(call) : rows.insert(call);
  if (!id) return fail(id.error());
  if (call.body && options_.bodies != nullptr) bodies_.emplace_back(*id, call.body);
  return {};
}

/// Of calls that are committed: their ids hold.
void StoreWriter::hand_over_bodies() {
  for (auto& [call_id, body] : bodies_) options_.bodies->on_stored(call_id, std::move(body));
  bodies_.clear();
}

/// Also opens again when the file was deleted or moved: rows in a file without a name are lost rows.
Result<void> StoreWriter::ensure_open() {
  if (connection_ && identity_of(options_.file) == connection_->file) return {};
  connection_.reset();
  auto database = open_calls_file(options_.file, options_.busy_timeout);
  if (!database) return fail(database.error());
  const auto identity = identity_of(options_.file);
  if (!identity)
    return fail(ErrorCode::Conflict, fmt::format("{} vanished while it was opened", options_.file.native()));
  auto connection = std::make_unique<Connection>(Connection{std::move(*database), nullptr, {}, *identity, {}, 0});
  auto data_version = connection->database.prepare("PRAGMA data_version");
  if (!data_version) return fail(data_version.error());
  connection->data_version = std::move(*data_version);
  auto rows = CallRows::prepare(connection->database);
  if (!rows) return fail(rows.error());
  connection->rows = std::move(*rows);
  auto budgets = BudgetRows::prepare(connection->database);
  if (!budgets) return fail(budgets.error());
  connection->budgets = std::move(*budgets);
  if (options_.followers)
    if (auto settled = settle_followers(connection->database, *options_.followers); !settled) return settled;
  connection_ = std::move(connection);
  return {};
}

/// Tells the user what stands in the way and waits. False: closing, and no further attempt is worth its time.
bool StoreWriter::try_again_after(const Error& error) {
  switch (error.code) {
    case ErrorCode::Conflict:
      note_lock();
      return pause(kRetryBusy) == Pause::GoOn;
    case ErrorCode::InvalidInput:
      if (replace_damaged_file(error)) return true;
      break;
    default:
      set_trouble(fmt::format("calls cannot be stored: {}", error.message));
  }
  connection_.reset();
  if (closing()) return false;  // what may be mended in seconds or hours is not waited for now
  return pause(options_.retry_every) == Pause::GoOn;
}

void StoreWriter::note_lock() {
  const auto now = steady_clock::now();
  if (!locked_since_) locked_since_ = now;
  if (now - *locked_since_ >= kLockWorthTelling)
    set_trouble(fmt::format("another process holds {}; calls wait in memory", options_.file.native()));
}

/// True: there is a sound file now, or none, so that the next attempt may succeed.
bool StoreWriter::replace_damaged_file(const Error& error) {
  const auto damaged = connection_ ? std::optional{connection_->file} : identity_of(options_.file);
  connection_.reset();
  if (!damaged) return true;
  const auto aside = move_aside(options_.file, *damaged, SystemClock{}.wall());
  if (!aside) {
    set_trouble(fmt::format("{}; and it cannot be moved aside: {}", error.message, aside.error().message));
    return false;
  }
  if (!*aside) return true;
  std::string sentence = fmt::format("{} was damaged. It is kept as {}, and a new one was begun",
                                     options_.file.native(), (**aside).native());
  log::warn(kLog, "{} ({})", sentence, error.message);
  const std::lock_guard lock{mutex_};
  if (warnings_.size() < kMaxWarnings) warnings_.push_back(std::move(sentence));
  return true;
}

bool StoreWriter::is_call(const Item& item) { return std::holds_alternative<Call>(item); }

bool StoreWriter::is_record(const Item& item) { return is_call(item) || std::holds_alternative<TunnelRecord>(item); }

bool StoreWriter::is_row(const Item& item) {
  return !std::holds_alternative<SumsAsked>(item) && !std::holds_alternative<Flush>(item);
}

bool StoreWriter::closing() const {
  const std::lock_guard lock{mutex_};
  return give_up_at_.has_value();
}

StoreWriter::Pause StoreWriter::pause(milliseconds duration) {
  std::unique_lock lock{mutex_};
  if (!give_up_at_) {
    closing_changed_.wait_for(lock, duration, [this] { return give_up_at_.has_value(); });
    return Pause::GoOn;  // one more attempt, also when this was cut short
  }
  closing_changed_.wait_for(lock, std::min(duration, kRetryClosing));
  return steady_clock::now() < *give_up_at_ ? Pause::GoOn : Pause::GiveUp;
}

void StoreWriter::set_trouble(std::string sentence) {
  const std::lock_guard lock{mutex_};
  if (trouble_ == sentence) return;
  if (!sentence.empty()) log::warn(kLog, "{}", sentence);
  trouble_ = std::move(sentence);
}

void StoreWriter::drop(std::int64_t records) {
  if (records > 0 && dropped_.fetch_add(records) == 0)
    log::warn(kLog, "calls are dropped: the database cannot take them");
}

}  // namespace tabacus::analytics
