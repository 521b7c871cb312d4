#include "analytics/metering/saved_memory.hpp"

#include <cstring>
#include <memory>
#include <utility>

namespace tabacus::analytics {
namespace {

constexpr std::string_view kMagic = "tabacus calls 1\n";
constexpr std::size_t kSealBytes = 8;
constexpr std::size_t kMaxModelBytes = 256;

class Out {
 public:
  void number(std::uint64_t value) {
    for (int shift = 0; shift < 64; shift += 8) text_ += static_cast<char>(value >> shift & 0xFF);
  }
  void signed_number(std::int64_t value) { number(static_cast<std::uint64_t>(value)); }
  void bytes(std::string_view text) {
    number(text.size());
    text_ += text;
  }
  void raw(std::string_view text) { text_ += text; }
  [[nodiscard]] const std::string& text() const { return text_; }
  std::string take() && { return std::move(text_); }

 private:
  std::string text_;
};

/// Gives zeros once the text has ended, and says so.
class In {
 public:
  explicit In(std::string_view text) : text_{text} {}

  std::uint64_t number() {
    if (text_.size() < 8) return fail();
    std::uint64_t value = 0;
    for (std::size_t i = 8; i-- > 0;) value = value << 8 | static_cast<unsigned char>(text_[i]);
    text_.remove_prefix(8);
    return value;
  }
  std::int64_t signed_number() { return static_cast<std::int64_t>(number()); }
  /// A number of things of at least `bytes_each` that still follow.
  std::size_t count(std::size_t bytes_each) {
    const std::uint64_t value = number();
    return value <= text_.size() / bytes_each ? static_cast<std::size_t>(value) : fail();
  }
  std::string bytes(std::size_t most) {
    const std::size_t size = count(1);
    if (size > most) fail();
    if (has_failed_) return {};
    std::string taken{text_.substr(0, size)};
    text_.remove_prefix(size);
    return taken;
  }
  [[nodiscard]] bool is_whole() const { return !has_failed_ && text_.empty(); }
  [[nodiscard]] bool has_failed() const { return has_failed_; }

 private:
  std::size_t fail() {
    has_failed_ = true;
    text_ = {};
    return 0;
  }
  std::string_view text_;
  bool has_failed_ = false;
};

constexpr std::uint64_t kCut = 1, kUnseen = 2, kAsks5m = 4, kAsks1h = 8, kAnswers = 16;

void put(Out& out, const RequestShape& shape) {
  out.number(shape.blocks.size());
  for (const std::uint64_t block : shape.blocks) out.number(block);
  for (const std::size_t size : {shape.tools, shape.system, shape.leading, shape.breakpoint}) out.number(size);
  out.number((shape.is_cut ? kCut : 0) | (shape.has_unseen ? kUnseen : 0) | (shape.asks_5m ? kAsks5m : 0) |
             (shape.asks_1h ? kAsks1h : 0) | (shape.has_answers ? kAnswers : 0));
  out.signed_number(shape.tool_count);
  out.signed_number(shape.message_count);
  for (const std::uint64_t hash : {shape.settings, shape.system_hash, shape.request}) out.number(hash);
}

RequestShape take_shape(In& in) {
  RequestShape shape;
  shape.blocks.resize(in.count(8));
  for (std::uint64_t& block : shape.blocks) block = in.number();
  for (std::size_t* size : {&shape.tools, &shape.system, &shape.leading, &shape.breakpoint}) *size = in.number();
  const std::uint64_t flags = in.number();
  shape.is_cut = (flags & kCut) != 0;
  shape.has_unseen = (flags & kUnseen) != 0;
  shape.asks_5m = (flags & kAsks5m) != 0;
  shape.asks_1h = (flags & kAsks1h) != 0;
  shape.has_answers = (flags & kAnswers) != 0;
  shape.tool_count = in.signed_number();
  shape.message_count = in.signed_number();
  for (std::uint64_t* hash : {&shape.settings, &shape.system_hash, &shape.request}) *hash = in.number();
  return shape;
}

/// Later code takes parts of the blocks by these.
bool is_sound(const RequestShape& shape) {
  const std::size_t size = shape.blocks.size();
  return size <= RequestShape::kMaxBlocks && shape.tools <= size && shape.system <= size - shape.tools &&
         shape.leading <= shape.system && shape.breakpoint <= size;
}

void put(Out& out, const CachedCall& call) {
  out.bytes(std::string_view{call.model}.substr(0, kMaxModelBytes));
  out.signed_number(call.cached.count());
  out.signed_number(call.prompt.count());
  out.signed_number(call.life.shortest.count());
  out.signed_number(call.life.longest.count());
  out.number(call.life.is_promised ? 1 : 0);
  out.signed_number(to_epoch_us(call.ended_at));
  put(out, *call.shape);
}

CachedCall take_call(In& in) {
  CachedCall call;
  call.model = in.bytes(kMaxModelBytes);
  call.cached = Tokens{in.signed_number()};
  call.prompt = Tokens{in.signed_number()};
  call.life.shortest = Nanoseconds{in.signed_number()};
  call.life.longest = Nanoseconds{in.signed_number()};
  call.life.is_promised = in.number() != 0;
  call.ended_at = from_epoch_us(in.signed_number());
  call.shape = std::make_shared<const RequestShape>(take_shape(in));
  return call;
}

}  // namespace

std::size_t saved_bytes(const CachedCall& call) {
  constexpr std::size_t kFixed = 18 * sizeof(std::uint64_t);
  return kFixed + kMaxModelBytes + call.shape->blocks.size() * sizeof(std::uint64_t);
}

std::string saved_text(std::span<const SavedThread> threads, const HashKey& key) {
  Out out;
  out.raw(kMagic);
  out.number(threads.size());
  for (const SavedThread& thread : threads) {
    out.number(thread.name);
    out.number(thread.calls.size());
    for (const CachedCall& call : thread.calls) put(out, call);
  }
  out.number(sip_hash(key, out.text()));
  return std::move(out).take();
}

Result<std::vector<SavedThread>> parse_saved(std::string_view text, const HashKey& key) {
  const auto refuse = [](std::string_view what) {
    return fail(ErrorCode::InvalidInput, fmt::format("read what was remembered of calls: {}", what));
  };
  if (text.size() < kMagic.size() + kSealBytes || !text.starts_with(kMagic)) return refuse("it is no such file");
  const std::string_view sealed = text.substr(0, text.size() - kSealBytes);
  if (In{text.substr(sealed.size())}.number() != sip_hash(key, sealed)) return refuse("its seal is not ours");
  In in{sealed.substr(kMagic.size())};
  std::vector<SavedThread> threads(in.count(16));
  for (SavedThread& thread : threads) {
    thread.name = in.number();
    const std::size_t calls = in.count(8);
    for (std::size_t i = 0; i < calls && !in.has_failed(); ++i) {
      thread.calls.push_back(take_call(in));
      if (!is_sound(*thread.calls.back().shape)) return refuse("a prompt in it has more parts than blocks");
    }
  }
  if (!in.is_whole()) return refuse("it is not whole");
  return threads;
}

}  // namespace tabacus::analytics
