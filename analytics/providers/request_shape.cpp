// Not by the tree of a parser: hashing needs the text itself, and requests are long. Sources of the members' names:
// docs.anthropic.com/en/api/messages, platform.openai.com/docs/api-reference, ai.google.dev/api/generate-content
// (2026-08); what invalidates a cache: docs.anthropic.com/en/docs/build-with-claude/prompt-caching.
#include "analytics/providers/request_shape.hpp"

#include <algorithm>
#include <array>
#include <cstring>

namespace tabacus::analytics {
namespace {

enum class Part : std::uint8_t { Tools, System, Messages, Settings, Mark, Wrapper, Other };

struct MemberRow {
  std::string_view name;
  Part part;
};

constexpr std::array kMembers{
    MemberRow{"tools", Part::Tools},
    MemberRow{"functions", Part::Tools},
    MemberRow{"system", Part::System},
    MemberRow{"instructions", Part::System},
    MemberRow{"systemInstruction", Part::System},
    MemberRow{"system_instruction", Part::System},
    MemberRow{"messages", Part::Messages},
    MemberRow{"input", Part::Messages},
    MemberRow{"contents", Part::Messages},
    MemberRow{"prompt", Part::Messages},
    MemberRow{"tool_choice", Part::Settings},
    MemberRow{"thinking", Part::Settings},
    MemberRow{"cache_control", Part::Mark},  // of the whole request: its last block is marked
    MemberRow{"request", Part::Wrapper},     // Code Assist
};

Part part_of(std::string_view member) {
  const auto found =
      std::find_if(kMembers.begin(), kMembers.end(), [&](const auto& row) { return row.name == member; });
  return found == kMembers.end() ? Part::Other : found->part;
}

bool is_space(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

/// Claude Code's first block of the system prompt: it differs in each call and is no part of what is cached.
constexpr std::string_view kBillingLine = "x-anthropic-billing-header:";

/// What is learnt of a block while it is hashed.
struct Block {
  std::uint64_t hash = 0;
  std::string_view role;
  std::string_view type;
  bool is_marked = false;
  bool is_billing_line = false;
};

/// Text on its way into a hash.
struct Pieces {
  SipHash& hash;
  const char* begin;        ///< from here on nothing is hashed yet
  bool owes_comma = false;  ///< it was met, but blanks came between it and what follows

  void flush_to(const char* end) {
    if (end > begin) hash.update(std::string_view{begin, static_cast<std::size_t>(end - begin)});
    begin = end;
  }
  /// Whether a comma counts is known from what follows it.
  void break_before_space(const char* space) {
    const bool after_comma = space > begin && space[-1] == ',';
    flush_to(after_comma ? space - 1 : space);
    owes_comma = owes_comma || after_comma;
  }
  void settle_comma() {
    if (owes_comma) hash.update(",");
    owes_comma = false;
  }
};

class ShapeReader {
 public:
  ShapeReader(std::string_view json, const HashKey& key)
      : at_{json.data()}, end_{json.data() + json.size()}, key_{key}, rest_{key}, settings_{key}, system_text_{key} {}

  std::optional<RequestShape> read() {
    if (!read_members() || (tools_.empty() && system_.empty() && messages_.empty())) return std::nullopt;
    return assemble();
  }

 private:
  struct Blocks {
    std::vector<std::uint64_t> hashes;
    std::size_t marked = 0;  // so many up to the last marked one
    [[nodiscard]] bool empty() const { return hashes.empty(); }
    [[nodiscard]] std::size_t size() const { return hashes.size(); }
  };

  bool read_members();
  bool read_member(std::string_view name);
  bool read_blocks(Part part);
  bool read_block(Part part);
  void keep(Part part, const Block& block);
  bool hash_value(SipHash& hash, Block& block);
  bool hash_token(Pieces& pieces, Block& block, std::size_t depth, std::string_view& name);
  bool leave_out_mark(Pieces& pieces, Block& block, const char* begin);
  bool skip_word();
  bool hash_string(SipHash& hash, std::string_view before, std::string_view after);
  bool read_mark();
  std::optional<std::string_view> string();
  RequestShape assemble();

  void skip_space() {
    while (at_ < end_ && is_space(*at_)) ++at_;
  }
  bool take(char c) {
    skip_space();
    if (at_ == end_ || *at_ != c) return false;
    ++at_;
    return true;
  }
  /// Whether a colon comes next: what was just read is a name.
  [[nodiscard]] bool was_name() const {
    const char* next = at_;
    while (next < end_ && is_space(*next)) ++next;
    return next < end_ && *next == ':';
  }

  const char* at_;
  const char* const end_;
  const HashKey key_;
  SipHash rest_;  // of the whole request
  SipHash settings_;
  SipHash system_text_;
  bool has_settings_ = false;
  bool in_wrapper_ = false;
  bool marks_all_ = false;
  Blocks tools_, system_, messages_;
  bool system_leads_ = true;  // among messages no other than the system's has come
  RequestShape shape_;
};

/// A string's text as it is written, without its quotes; empty where it has no end.
std::optional<std::string_view> ShapeReader::string() {
  const char* const begin = ++at_;
  for (;;) {
    const auto* quote = static_cast<const char*>(std::memchr(at_, '"', static_cast<std::size_t>(end_ - at_)));
    if (quote == nullptr) return std::nullopt;
    const char* backslash = quote;
    while (backslash > at_ && backslash[-1] == '\\') --backslash;
    at_ = quote + 1;
    if ((quote - backslash) % 2 == 0) return std::string_view{begin, static_cast<std::size_t>(quote - begin)};
  }
}

bool ShapeReader::read_members() {
  if (!take('{')) return false;
  if (take('}')) return true;
  do {
    skip_space();
    if (at_ == end_ || *at_ != '"') return false;
    const auto name = string();
    if (!name || !take(':')) return false;
    skip_space();
    if (!read_member(*name)) return false;
  } while (take(','));
  return take('}');
}

bool ShapeReader::read_member(std::string_view name) {
  const Part part = part_of(name);
  rest_.update(name);
  rest_.update(std::string_view{"\0", 1});
  if (part == Part::Tools || part == Part::System || part == Part::Messages) return read_blocks(part);
  if (part == Part::Wrapper && !in_wrapper_ && at_ < end_ && *at_ == '{') {
    in_wrapper_ = true;
    return read_members();
  }
  if (part == Part::Mark && at_ < end_ && *at_ == '{') {
    marks_all_ = true;
    return read_mark();
  }
  Block unused;
  if (part != Part::Settings) return hash_value(rest_, unused);
  has_settings_ = true;
  settings_.update(name);
  return hash_value(settings_, unused);
}

/// A member that stands there twice counts as it stands last.
bool ShapeReader::read_blocks(Part part) {
  Blocks& blocks = part == Part::Tools ? tools_ : part == Part::System ? system_ : messages_;
  blocks = {};
  if (part == Part::Tools) shape_.tool_count = 0;
  if (part == Part::System) shape_.leading = 0;
  if (part == Part::Messages) {
    shape_.message_count = 0;
    shape_.has_answers = false;
    system_leads_ = true;
  }
  if (at_ == end_ || *at_ != '[') return read_block(part);
  ++at_;
  if (take(']')) return true;
  do {
    skip_space();
    if (!read_block(part)) return false;
  } while (take(','));
  return take(']');
}

bool ShapeReader::read_block(Part part) {
  if (at_ == end_) return false;
  SipHash hash{key_};
  Block block;
  if (*at_ == '"') {
    const char* const text = at_ + 1;
    if (!hash_string(hash, R"({"type":"text","text":)", "}")) return false;
    block.is_billing_line = std::string_view{text, static_cast<std::size_t>(at_ - text)}.starts_with(kBillingLine);
  } else if (!hash_value(hash, block)) {
    return false;
  }
  block.hash = hash.finish();
  if (part != Part::System || !block.is_billing_line) keep(part, block);
  return true;
}

void ShapeReader::keep(Part part, const Block& block) {
  const bool is_system_role = block.role == "system" || block.role == "developer";
  bool leads = false;
  if (part == Part::Messages && block.type == "additional_tools") {
    part = Part::Tools;  // Codex
  } else if (part == Part::Messages) {
    system_leads_ = system_leads_ && is_system_role;
    leads = system_leads_;
    if (leads) part = Part::System;
  }
  if (part == Part::Tools) ++shape_.tool_count;
  if (part == Part::Messages) ++shape_.message_count;
  if (part == Part::Messages && (block.role == "assistant" || block.role == "model")) shape_.has_answers = true;
  rest_.update(block.hash);
  if (part == Part::System) system_text_.update(block.hash);
  if (tools_.size() + system_.size() + messages_.size() == RequestShape::kMaxBlocks) {
    shape_.is_cut = true;
    return;
  }
  Blocks& blocks = part == Part::Tools ? tools_ : part == Part::System ? system_ : messages_;
  blocks.hashes.push_back(block.hash);
  if (leads) ++shape_.leading;
  if (block.is_marked) blocks.marked = blocks.size();
}

bool ShapeReader::hash_string(SipHash& hash, std::string_view before, std::string_view after) {
  const char* const begin = at_;
  if (!string()) return false;
  hash.update(before);
  hash.update(std::string_view{begin, static_cast<std::size_t>(at_ - begin)});
  hash.update(after);
  return true;
}

/// Goes over one value. Hashed is its text in as long pieces as there are: without blanks between tokens, without
/// members that mark for the cache, and with a message's text in the form of a block of text.
bool ShapeReader::hash_value(SipHash& hash, Block& block) {
  Pieces pieces{hash, at_};
  std::string_view name;  // of the member at hand, of the outermost object
  std::size_t depth = 0;
  do {
    if (at_ < end_ && is_space(*at_)) {
      pieces.break_before_space(at_);
      skip_space();
      pieces.begin = at_;
    }
    if (at_ == end_) return false;
    const char c = *at_;
    if (c == '"') {
      if (!hash_token(pieces, block, depth, name)) return false;
    } else if (c == '{' || c == '[') {
      pieces.settle_comma();
      ++depth;
      ++at_;
    } else if (c == '}' || c == ']') {
      if (depth == 0) return false;
      pieces.owes_comma = false;
      --depth;
      ++at_;
    } else if (depth > 0) {
      pieces.settle_comma();
      ++at_;
    } else if (!skip_word()) {
      return false;
    }
  } while (depth > 0);
  pieces.flush_to(at_);
  return true;
}

/// A string and what it stands for: a name, or a value of the member `name`.
bool ShapeReader::hash_token(Pieces& pieces, Block& block, std::size_t depth, std::string_view& name) {
  const char* const begin = at_;
  const auto text = string();
  if (!text) return false;
  const bool is_name = depth > 0 && was_name();
  if (is_name && *text == "cache_control") return leave_out_mark(pieces, block, begin);
  pieces.settle_comma();
  if (depth != 1) return true;
  if (is_name) {
    name = *text;
  } else if (name == "content") {
    pieces.flush_to(begin);
    at_ = begin;
    if (!hash_string(pieces.hash, R"([{"type":"text","text":)", "}]")) return false;
    pieces.begin = at_;
  } else if (name == "role") {
    block.role = *text;
  } else if (name == "type") {
    block.type = *text;
  } else if (name == "text") {
    block.is_billing_line = text->starts_with(kBillingLine);
  }
  return true;
}

/// Behind the name of a "cache_control" that begins at `begin`. With it goes one of the commas around it.
bool ShapeReader::leave_out_mark(Pieces& pieces, Block& block, const char* begin) {
  const bool comma_in_piece = begin > pieces.begin && begin[-1] == ',';
  const bool comma_before = comma_in_piece || pieces.owes_comma;
  pieces.flush_to(comma_in_piece ? begin - 1 : begin);
  pieces.owes_comma = false;
  if (!take(':')) return false;
  skip_space();
  block.is_marked = block.is_marked || (at_ < end_ && *at_ == '{');
  if (!read_mark()) return false;
  skip_space();
  if (!comma_before && at_ < end_ && *at_ == ',') ++at_;
  pieces.begin = at_;
  return true;
}

bool ShapeReader::skip_word() {
  const char* const begin = at_;
  while (at_ < end_ && !is_space(*at_) && *at_ != ',' && *at_ != '}' && *at_ != ']') ++at_;
  return at_ > begin;
}

/// The value of a "cache_control": how long it asks to be kept. Anything but an object asks for nothing.
bool ShapeReader::read_mark() {
  if (at_ == end_) return false;
  const bool is_mark = *at_ == '{';
  std::size_t depth = 0;
  std::string_view name;
  bool hour = false;
  do {
    skip_space();
    if (at_ == end_) return false;
    const char c = *at_;
    if (c == '"') {
      const auto text = string();
      if (!text) return false;
      if (was_name())
        name = *text;
      else
        hour = hour || (name == "ttl" && *text == "1h");
    } else if (c == '{' || c == '[') {
      ++depth;
      ++at_;
    } else if (c == '}' || c == ']') {
      if (depth == 0) return false;
      --depth;
      ++at_;
    } else if (depth > 0) {
      ++at_;
    } else if (!skip_word()) {
      return false;
    }
  } while (depth > 0);
  if (is_mark) (hour ? shape_.asks_1h : shape_.asks_5m) = true;
  return true;
}

RequestShape ShapeReader::assemble() {
  RequestShape shape = std::move(shape_);
  shape.tools = tools_.size();
  shape.system = system_.size();
  shape.blocks = std::move(tools_.hashes);
  shape.blocks.insert(shape.blocks.end(), system_.hashes.begin(), system_.hashes.end());
  shape.blocks.insert(shape.blocks.end(), messages_.hashes.begin(), messages_.hashes.end());
  if (marks_all_)
    shape.breakpoint = shape.blocks.size();
  else if (messages_.marked > 0)
    shape.breakpoint = shape.tools + shape.system + messages_.marked;
  else if (system_.marked > 0)
    shape.breakpoint = shape.tools + system_.marked;
  else
    shape.breakpoint = tools_.marked;
  if (has_settings_) {
    shape.settings = settings_.finish();
    rest_.update(shape.settings);
  }
  if (!system_.empty()) shape.system_hash = system_text_.finish();
  shape.request = rest_.finish();
  return shape;
}

}  // namespace

std::optional<RequestShape> read_request_shape(std::string_view json, const HashKey& key) {
  return ShapeReader{json, key}.read();
}

}  // namespace tabacus::analytics
