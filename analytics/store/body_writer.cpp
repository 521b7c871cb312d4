#include "analytics/store/body_writer.hpp"

#include <pthread.h>

#include <algorithm>

#include "analytics/store/bodies_file.hpp"
#include "analytics/store/body_retention.hpp"
#include "analytics/store/body_rows.hpp"
#include "analytics/store/calls_file.hpp"
#include "base/log.hpp"
#include "base/paths.hpp"

namespace tabacus::analytics {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr log::Category kLog{"bodies"};
constexpr std::size_t kQueuedCalls = 1024;  // what they hold in memory is bounded by their BodyBudget
constexpr std::size_t kCallsPerCommit = 16;
constexpr std::size_t kMaxWarnings = 8;
constexpr int kPrunesAtOnce = 8;

std::int64_t size_of(const PreparedCall& call) {
  std::size_t bytes = sizeof call;
  for (const PreparedSide* side : {&call.request, &call.response})
    bytes += side->head.text.size() + side->size() + side->pieces.size() * sizeof(MaskedText) +
             side->arrivals.size() * sizeof(CallBody::Arrival);
  return static_cast<std::int64_t>(bytes);
}

}  // namespace

/// Statements die before their connection.
struct BodyWriter::Connection {
  UniqueFd claim;
  Database database;
  std::unique_ptr<BodyRows> rows;
  FileIdentity file;
  Statement data_version;
  std::int64_t seen_version = 0;
};

std::unique_ptr<BodyWriter> BodyWriter::open(BodyWriterOptions options) {
  return std::unique_ptr<BodyWriter>{new BodyWriter{std::move(options)}};
}

BodyWriter::BodyWriter(BodyWriterOptions options)
    : options_{std::move(options)}, masker_{options_.key}, queue_{kQueuedCalls}, thread_{[this] { run(); }} {}

BodyWriter::~BodyWriter() { close(); }

void BodyWriter::on_stored(std::int64_t call_id, std::shared_ptr<const CallBody> body) {
  if (!queue_.try_push(Item{Kept{call_id, std::move(body)}})) drop(1);
}

bool BodyWriter::flush(milliseconds timeout) {
  auto done = std::make_shared<std::promise<void>>();
  if (!queue_.try_push(Item{Flush{done}}, 0)) return false;
  queue_.hurry();
  return done->get_future().wait_for(timeout) == std::future_status::ready;
}

BodyHealth BodyWriter::health() const {
  const std::lock_guard lock{mutex_};
  BodyHealth health{.trouble = trouble_, .warnings = warnings_, .kept = kept_, .dropped = dropped_};
  if (!trouble_.empty()) health.warnings.push_back(trouble_);
  return health;
}

std::shared_ptr<const PreparedCall> BodyWriter::recent(std::int64_t call_id) const {
  const std::lock_guard lock{mutex_};
  const auto found = std::ranges::find(ring_, call_id, &InRing::call_id);
  return found != ring_.end() ? found->call : nullptr;
}

void BodyWriter::close() {
  {
    const std::lock_guard lock{mutex_};
    if (!give_up_at_) give_up_at_ = steady_clock::now() + options_.close_deadline;
  }
  queue_.close();
  if (thread_.joinable()) thread_.join();
}

void BodyWriter::run() {
  ::pthread_setname_np(::pthread_self(), "bodies");
  if (!options_.file.empty())
    guarded(0, [this] {
      if (auto opened = ensure_open(); !opened) note_trouble(opened.error());
    });
  prune_at_ = steady_clock::now();
  for (;;) {
    const bool is_last = queue_.closed();
    const std::vector<Item> batch = queue_.pop_batch(options_.commit_every, kCallsPerCommit, options_.prune_every);
    if (batch.empty() && is_last) break;
    const auto calls =
        std::ranges::count_if(batch, [](const Item& item) { return std::holds_alternative<Kept>(item); });
    guarded(calls, [&] { keep(batch); });
    guarded(0, [this] { prune(); });
    for (const Item& item : batch)
      if (const auto* flush = std::get_if<Flush>(&item)) flush->done->set_value();
  }
  connection_.reset();
}

/// Memory may run out over a batch, or a library throw: that loses the batch.
void BodyWriter::guarded(std::int64_t calls, const std::function<void()>& work) {
  try {
    work();
  } catch (const std::exception& thrown) {
    log::error(kLog, "bodies were given up: {}", thrown.what());
    drop(calls);
    connection_.reset();
  }
}

void BodyWriter::keep(const std::vector<Item>& batch) {
  if (options_.file.empty()) {
    for (const Item& item : batch)
      if (const auto* kept = std::get_if<Kept>(&item)) put_into_ring(kept->call_id, prepare(*kept->body, masker_));
    return;
  }
  std::vector<Item> part;
  for (const Item& item : batch) {
    if (std::holds_alternative<Kept>(item)) part.push_back(item);
    if (part.size() < kCallsPerCommit && &item != &batch.back()) continue;
    const auto calls = static_cast<std::int64_t>(part.size());
    if (const auto written = write(part); written) {
      kept_ += calls;
    } else {
      drop(calls);
      note_trouble(written.error());
    }
    part.clear();
  }
}

void BodyWriter::put_into_ring(std::int64_t call_id, PreparedCall call) {
  auto made = std::make_shared<const PreparedCall>(std::move(call));
  const std::int64_t bytes = size_of(*made);
  const std::lock_guard lock{mutex_};
  ring_.push_back({call_id, std::move(made), bytes});
  ring_bytes_ += bytes;
  ++kept_;
  for (; ring_bytes_ > options_.memory_bytes && ring_.size() > 1; ring_.pop_front()) ring_bytes_ -= ring_.front().bytes;
}

Result<void> BodyWriter::write(const std::vector<Item>& batch) {
  if (batch.empty()) return {};
  if (is_late()) return fail(ErrorCode::TimedOut, "tabacus ended before they were kept");
  if (auto opened = ensure_open(); !opened) return opened;
  std::vector<std::pair<std::int64_t, PreparedCall>> made;  // outside of the lock that a transaction holds
  for (const Item& item : batch) {
    const Kept& kept = std::get<Kept>(item);
    made.emplace_back(kept.call_id, prepare(*kept.body, masker_));
  }
  auto transaction = Transaction::begin(connection_->database);
  if (!transaction) return fail(transaction.error());
  const auto version = connection_->data_version.bind().run_for_integer();
  if (!version) return fail(version.error());
  if (*version != connection_->seen_version) connection_->rows->forget_ids();
  connection_->seen_version = version->value_or(0);
  Result<void> written;
  for (std::size_t i = 0; i < made.size() && written; ++i)
    written = connection_->rows->insert(made[i].first, made[i].second);
  if (written) written = transaction->commit();
  if (!written) {
    connection_->rows->forget_ids();  // of rows that the rollback takes away
    return written;
  }
  const std::lock_guard lock{mutex_};
  trouble_.clear();
  return {};
}

/// Also opens again when the file was deleted or moved. What failed a moment ago is not tried again at once.
Result<void> BodyWriter::ensure_open() {
  if (connection_ && identity_of(options_.file) == connection_->file) return {};
  connection_.reset();
  if (not_open_ && steady_clock::now() < try_again_at_) return fail(*not_open_);
  auto opened = open_file();
  not_open_ = opened ? std::nullopt : std::optional{opened.error()};
  try_again_at_ = steady_clock::now() + options_.retry_every;
  return opened;
}

Result<void> BodyWriter::open_file() {
  auto made = make_private_directory(options_.file.parent_path());
  if (!made) return made;
  auto claim = claim_bodies(options_.file.parent_path());
  if (!claim) return fail(claim.error());
  auto database = open_bodies_file(options_.file, options_.busy_timeout);
  if (!database) return fail(database.error());
  if (auto set = set_body_search(*database, options_.search); !set) return set;
  const auto identity = identity_of(options_.file);
  if (!identity) return fail(ErrorCode::Conflict, fmt::format("{} vanished", options_.file.native()));
  auto connection =
      std::make_unique<Connection>(Connection{std::move(*claim), std::move(*database), nullptr, *identity, {}, 0});
  auto data_version = connection->database.prepare("PRAGMA data_version");
  if (!data_version) return fail(data_version.error());
  connection->data_version = std::move(*data_version);
  auto rows = BodyRows::prepare(connection->database, options_.key);
  if (!rows) return fail(rows.error());
  connection->rows = std::move(*rows);
  connection_ = std::move(connection);
  return {};
}

void BodyWriter::note_trouble(const Error& error) {
  const auto damaged = error.code == ErrorCode::InvalidInput ? identity_of(options_.file) : std::nullopt;
  connection_.reset();
  const auto aside = damaged ? move_aside(options_.file, *damaged, SystemClock{}.wall())
                             : Result<std::optional<std::filesystem::path>>{};
  const std::lock_guard lock{mutex_};
  if (aside && *aside) {
    not_open_.reset();
    log::warn(kLog, "{} was damaged ({})", options_.file.native(), error.message);
    if (warnings_.size() < kMaxWarnings)
      warnings_.push_back(fmt::format("{} was damaged. It is kept as {}, and a new one was begun",
                                      options_.file.native(), (**aside).native()));
    return;
  }
  std::string sentence = fmt::format("bodies cannot be kept: {}", error.message);
  if (trouble_ == sentence) return;
  log::warn(kLog, "{}", sentence);
  trouble_ = std::move(sentence);
}

/// Some batches at once while it is more than is to be kept; the rest with the next bodies.
void BodyWriter::prune() {
  const auto now = steady_clock::now();
  if (!connection_ || now < prune_at_ || is_late()) return;
  for (int i = 0; i < kPrunesAtOnce; ++i) {
    const auto more = prune_bodies(connection_->database, *connection_->rows, options_.retention, SystemClock{}.wall());
    if (!more) {
      if (more.error().code != ErrorCode::Conflict) note_trouble(more.error());
      break;
    }
    if (!*more) {
      prune_at_ = now + std::min<milliseconds>(options_.prune_every, milliseconds{2000});
      return;
    }
  }
}

bool BodyWriter::is_late() const {
  const std::lock_guard lock{mutex_};
  return give_up_at_ && steady_clock::now() >= *give_up_at_;
}

void BodyWriter::drop(std::int64_t calls) {
  if (calls > 0 && dropped_.fetch_add(calls) == 0) log::warn(kLog, "bodies are dropped: they cannot be kept");
}

}  // namespace tabacus::analytics
