#include "analytics/serve/http/live_feed.hpp"

#include <pthread.h>

#include <algorithm>
#include <utility>

#include "analytics/serve/http/list_columns.hpp"
#include "analytics/serve/json_value.hpp"

namespace tabacus::analytics::serve {
namespace {

constexpr std::chrono::seconds kAskInstancesEvery{1};
constexpr std::size_t kSnapshotCalls = 200;
constexpr std::size_t kMostAtOnce = 500;

/// An event of a text/event-stream. `data` is one line. Source: HTML, section 9.2.6.
std::shared_ptr<const std::string> event_text(std::string_view name, std::optional<std::int64_t> id,
                                              std::string_view data) {
  std::string text = fmt::format("event: {}\n", name);
  if (id) text += fmt::format("id: {}\n", *id);
  return std::make_shared<const std::string>(text + fmt::format("data: {}\n\n", data));
}

}  // namespace

void FeedReader::push(std::shared_ptr<const std::string> text) {
  bytes_ += text->size();
  if (bytes_ > kMaxWaiting) return drop();
  waiting_.push_back(std::move(text));
  changed_.notify();
}

void FeedReader::drop() {
  dropped_ = true;
  waiting_.clear();
  changed_.notify();
}

net::Awaitable<std::shared_ptr<const std::string>> FeedReader::next(std::chrono::milliseconds patience) {
  if (waiting_.empty() && !dropped_) co_await changed_.wait_for(patience);
  std::shared_ptr<const std::string> text;
  if (!waiting_.empty()) {
    text = std::move(waiting_.front());
    waiting_.pop_front();
    bytes_ -= text->size();
  }
  co_return text;
}

LiveFeed::LiveFeed(net::IoThread& thread, const ServeOptions& options)
    : io_{thread}, options_{options}, watch_{options.directory} {
  thread_ = std::jthread{[this](const std::stop_token& stop) { run(stop); }};
  ::pthread_setname_np(thread_.native_handle(), "feed");
  if (options_.instances)
    instances_thread_ = std::jthread{[this](const std::stop_token& stop) { watch_instances(stop); }};
}

LiveFeed::~LiveFeed() { stop(); }

void LiveFeed::stop() {
  thread_.request_stop();
  instances_thread_.request_stop();
  wake_.notify_all();
  watch_.wake();
  if (thread_.joinable()) thread_.join();
  if (instances_thread_.joinable()) instances_thread_.join();
}

std::shared_ptr<FeedReader> LiveFeed::join(std::optional<std::int64_t> after) {
  auto reader = std::make_shared<FeedReader>(io_.executor());
  {
    const std::lock_guard lock{mutex_};
    newcomers_.push_back({reader, after});
    ++present_;
  }
  wake_.notify_all();
  watch_.wake();
  return reader;
}

void LiveFeed::leave(const std::shared_ptr<FeedReader>& reader) {
  reader->drop();
  std::erase(readers_, reader);
  const std::lock_guard lock{mutex_};
  std::erase_if(newcomers_, [&](const Newcomer& each) { return each.reader == reader; });
  --present_;
}

void LiveFeed::run(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    std::vector<Newcomer> newcomers;
    {
      std::unique_lock lock{mutex_};
      if (present_ == 0) is_following_ = false;
      wake_.wait(lock, stop, [&] { return present_ > 0; });
    }
    if (!stop.stop_requested()) watch_.wait();
    if (stop.stop_requested()) return;
    {
      const std::lock_guard lock{mutex_};
      newcomers.swap(newcomers_);
    }
    look();
    for (const Newcomer& newcomer : newcomers) welcome(newcomer);
  }
}

bool LiveFeed::open() {
  if (store_) return true;
  auto opened = Reader::open(options_.directory);
  if (opened) store_ = std::move(*opened);
  return store_ != nullptr;
}

void LiveFeed::look() {
  if (!open()) return;
  const auto last = store_->last_ended();
  if (!last) return;
  if (!is_following_ || *last < seq_) {  // the second: what was there has been cleared
    const bool was_cleared = is_following_;
    seq_ = *last;
    is_following_ = true;
    if (was_cleared) tell_all(snapshot());
    return;
  }
  for (Text& text : ended_between(seq_, *last)) tell_all(std::move(text));
  seq_ = *last;
}

std::vector<LiveFeed::Text> LiveFeed::ended_between(std::int64_t seq, std::int64_t last) {
  std::vector<Text> texts;
  CallFilter filter;
  filter.limit = kMostAtOnce;
  filter.columns = list_columns();
  while (seq < last) {
    auto ended = store_->ended(seq, filter);
    if (!ended) return texts;
    std::erase_if(ended->rows, [&](const auto& row) { return std::get<std::int64_t>(row.front()) > last; });
    if (ended->rows.empty()) return texts;
    seq = std::get<std::int64_t>(ended->rows.back().front());
    texts.push_back(event_text("calls", seq, table_json(*ended)));
  }
  return texts;
}

LiveFeed::Text LiveFeed::snapshot() {
  CallFilter filter;
  filter.limit = kSnapshotCalls;
  filter.columns = list_columns();
  const auto calls = store_ ? store_->calls(filter) : Result<Table>{Table{}};
  return event_text("snapshot", seq_, table_json(calls ? *calls : Table{}));
}

void LiveFeed::welcome(const Newcomer& newcomer) {
  std::vector<Text> texts;
  const auto oldest = store_ ? store_->sql("SELECT min(seq) FROM outbox", 1) : Result<Table>{Table{}};
  const auto* least = oldest && !oldest->rows.empty() ? std::get_if<std::int64_t>(&oldest->rows[0][0]) : nullptr;
  const bool is_known = newcomer.after && *newcomer.after <= seq_ &&
                        (*newcomer.after == seq_ || (least != nullptr && *newcomer.after >= *least - 1));
  if (is_known) {
    texts = ended_between(*newcomer.after, seq_);
  } else {
    texts.push_back(snapshot());
  }
  for (Text& text : texts) tell(newcomer.reader, std::move(text));
  io_.post([this, reader = newcomer.reader] {
    if (!reader->is_dropped()) readers_.push_back(reader);
  });
}

void LiveFeed::tell_all(Text text) {
  io_.post([this, text = std::move(text)] {
    for (const auto& reader : readers_) reader->push(text);
  });
}

void LiveFeed::tell(std::shared_ptr<FeedReader> reader, Text text) {
  io_.post([reader = std::move(reader), text = std::move(text)] {
    if (!reader->is_dropped()) reader->push(text);
  });
}

void LiveFeed::watch_instances(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    {
      std::unique_lock lock{mutex_};
      wake_.wait(lock, stop, [&] { return present_ > 0; });
    }
    if (stop.stop_requested()) return;
    Json list = Json::array();
    for (const std::string& line : options_.instances())
      if (auto instance = parse_json(line)) list.push_back(std::move(*instance));
    tell_all(event_text("instances", std::nullopt, dump(list)));
    std::unique_lock lock{mutex_};
    wake_.wait_for(lock, stop, kAskInstancesEvery, [] { return false; });
  }
}

}  // namespace tabacus::analytics::serve
