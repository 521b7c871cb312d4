// What happens, as one JSON object per line: a picture first, then every call as it ends, once, and what runs when that
// changes. The caller's thread; whoever does not read holds up nobody else.
#include <chrono>

#include "analytics/api/reader.hpp"
#include "analytics/api/serve.hpp"
#include "analytics/serve/calls_watch.hpp"
#include "analytics/serve/json_value.hpp"

namespace tabacus::analytics {
namespace {

using serve::Json;

constexpr std::chrono::seconds kAskInstancesEvery{1};
constexpr std::size_t kSnapshotCalls = 50;
constexpr std::size_t kMostAtOnce = 500;

class Events {
 public:
  Events(const ServeOptions& options, const EventSink& sink) : options_{options}, sink_{sink} {}

  /// False: nobody reads any more.
  Result<bool> begin() {
    std::int64_t seq = 0;
    Json calls = Json::array();
    if (open()) {
      const auto last = store_->last_ended();
      if (!last) return fail(last.error());
      seq = *last;
      CallFilter filter;
      filter.limit = kSnapshotCalls;
      const auto newest = store_->calls(filter);
      if (!newest) return fail(newest.error());
      calls = serve::json_rows(*newest);
    }
    seq_ = seq;
    instances_ = instances();
    return tell({{"type", "snapshot"}, {"seq", seq}, {"calls", std::move(calls)}, {"instances", instances_}});
  }

  Result<bool> look() {
    if (!open()) return true;
    CallFilter filter;
    filter.limit = kMostAtOnce;
    const auto ended = store_->ended(seq_, filter);
    // A lock that lasts too long is no reason to end.
    if (!ended && (ended.error().code == ErrorCode::Conflict || ended.error().code == ErrorCode::TimedOut)) return true;
    if (!ended) return fail(ended.error());
    for (std::size_t row = 0; row < ended->rows.size(); ++row) {
      Json call = serve::json_row(*ended, row);
      seq_ = call["seq"].get<std::int64_t>();
      call.erase("seq");
      if (!tell({{"type", "call"}, {"seq", seq_}, {"call", std::move(call)}})) return false;
    }
    return true;
  }

  bool look_at_instances() {
    Json now = instances();
    if (now == instances_) return true;
    instances_ = std::move(now);
    return tell({{"type", "instances"}, {"instances", instances_}});
  }

 private:
  bool open() {
    if (store_) return true;
    auto opened = Reader::open(options_.directory);
    if (opened) store_ = std::move(*opened);
    return store_ != nullptr;
  }

  [[nodiscard]] Json instances() const {
    Json list = Json::array();
    if (!options_.instances) return list;
    for (const std::string& line : options_.instances())
      if (auto instance = serve::parse_json(line)) list.push_back(std::move(*instance));
    return list;
  }

  bool tell(Json event) {
    Json line = {{"schema_version", 1}};
    line.update(event);
    return sink_(serve::dump(line));
  }

  const ServeOptions& options_;
  const EventSink& sink_;
  std::unique_ptr<Reader> store_;
  std::int64_t seq_ = 0;
  Json instances_;
};

}  // namespace

Result<void> tell_events(const ServeOptions& options, EventsUntil until, const EventSink& sink) {
  Events events{options, sink};
  const auto begun = events.begin();
  if (!begun) return fail(begun.error());
  serve::CallsWatch watch{options.directory};
  auto next_instances = std::chrono::steady_clock::now() + kAskInstancesEvery;
  for (bool is_read = *begun; is_read && until == EventsUntil::NobodyReads;) {
    watch.wait();
    const auto looked = events.look();
    if (!looked) return fail(looked.error());
    is_read = *looked && sink({});
    if (!is_read || std::chrono::steady_clock::now() < next_instances) continue;
    is_read = events.look_at_instances();
    next_instances = std::chrono::steady_clock::now() + kAskInstancesEvery;
  }
  return {};
}

}  // namespace tabacus::analytics
