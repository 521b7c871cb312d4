// A parser to nodes and a compiler from nodes to a program.
#include "terminal/regex.hpp"

#include <fmt/format.h>

#include <optional>
#include <string>
#include <utility>

namespace tabacus::terminal {
namespace {

constexpr std::size_t kMaxInstructions = 20'000;
constexpr int kMaxRepeat = 1000;
constexpr int kMaxDepth = 50;
constexpr int kEndless = -1;

/// The sets behind \d, \w and \s; their upper case letters are the opposite.
std::optional<CharacterSet> named_set(char32_t letter) {
  const bool is_negated = letter < U'a';
  switch (letter | 0x20) {
    case U'd':
      return CharacterSet{{{U'0', U'9'}}, is_negated};
    case U'w':
      return CharacterSet{{{U'0', U'9'}, {U'a', U'z'}, {U'A', U'Z'}, {U'_', U'_'}, {0x80, 0x10FFFF}}, is_negated};
    case U's':
      return CharacterSet{{{U' ', U' '}, {U'\t', U'\r'}}, is_negated};
    default:
      return std::nullopt;
  }
}

enum class NodeKind : std::uint8_t { Set, Any, Start, End, WordEdge, Sequence, Choice, Repeat };

struct Node {
  NodeKind kind;
  CharacterSet set = {};
  std::vector<Node> children = {};
  int least = 1;
  int most = 1;
  bool is_lazy = false;
};

class RegexParser {
 public:
  explicit RegexParser(std::u32string_view pattern) : rest_{pattern} {}

  std::optional<Node> parse() {
    auto node = choice(0);
    if (node && !rest_.empty()) error_ = "a ) without its (";
    return error_.empty() ? std::move(node) : std::nullopt;
  }
  [[nodiscard]] const std::string& error() const { return error_; }

 private:
  std::optional<Node> fail_with(std::string_view what) {
    if (error_.empty()) error_ = what;
    return std::nullopt;
  }
  [[nodiscard]] bool next_is(char32_t c) const { return !rest_.empty() && rest_.front() == c; }
  bool take(char32_t c) {
    if (!next_is(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }
  char32_t take_any() {
    const char32_t c = rest_.front();
    rest_.remove_prefix(1);
    return c;
  }

  std::optional<Node> choice(int depth) {
    if (depth > kMaxDepth) return fail_with("groups in groups beyond 50");
    Node all{NodeKind::Choice};
    do {
      auto branch = sequence(depth);
      if (!branch) return std::nullopt;
      all.children.push_back(std::move(*branch));
    } while (take(U'|'));
    return all;
  }

  std::optional<Node> sequence(int depth) {
    Node all{NodeKind::Sequence};
    while (!rest_.empty() && !next_is(U'|') && !next_is(U')')) {
      auto node = atom(depth);
      if (!node || !repeats(*node)) return std::nullopt;
      all.children.push_back(std::move(*node));
    }
    return all;
  }

  std::optional<Node> atom(int depth) {
    const char32_t c = take_any();
    switch (c) {
      case U'(': {
        if (take(U'?') && !take(U':')) return fail_with("(? that is not (?:");
        auto group = choice(depth + 1);
        if (group && !take(U')')) return fail_with("a ( without its )");
        return group;
      }
      case U'[':
        return bracket();
      case U'.':
        return Node{NodeKind::Any};
      case U'^':
        return Node{NodeKind::Start};
      case U'$':
        return Node{NodeKind::End};
      case U'\\':
        return escape();
      case U'*':
      case U'+':
      case U'?':
        return fail_with("a repeat of nothing");
      default:
        return Node{NodeKind::Set, {{{c, c}}}};
    }
  }

  std::optional<Node> escape() {
    if (rest_.empty()) return fail_with("a \\ at the end");
    const char32_t c = take_any();
    if (c == U'b') return Node{NodeKind::WordEdge};
    if (auto set = named_set(c)) return Node{NodeKind::Set, std::move(*set)};
    if (c == U't') return Node{NodeKind::Set, {{{U'\t', U'\t'}}}};
    const bool is_letter_or_digit = c < 0x80 && c != U'_' && is_word_character(c);
    if (is_letter_or_digit) return fail_with("an unknown \\ letter");
    return Node{NodeKind::Set, {{{c, c}}}};
  }

  std::optional<Node> bracket() {
    Node node{NodeKind::Set};
    node.set.is_negated = take(U'^');
    for (bool is_first = true; is_first || !next_is(U']'); is_first = false) {
      if (rest_.empty()) return fail_with("a [ without its ]");
      char32_t first = take_any();
      if (first == U'\\' && !rest_.empty()) {
        first = take_any();
        if (const auto set = named_set(first)) {
          if (set->is_negated) return fail_with("\\D, \\W or \\S in brackets");
          node.set.ranges.insert(node.set.ranges.end(), set->ranges.begin(), set->ranges.end());
          continue;
        }
        if (first == U't') first = U'\t';
      }
      char32_t last = first;
      if (rest_.size() >= 2 && rest_[0] == U'-' && rest_[1] != U']') {
        rest_.remove_prefix(1);
        last = take_any();
        if (last == U'\\' && !rest_.empty()) last = take_any();
      }
      if (last < first) return fail_with("a range that goes back");
      node.set.ranges.push_back({first, last});
    }
    rest_.remove_prefix(1);
    return node;
  }

  /// Wraps `node` in the repeat that follows it, if one does. False: it is wrong.
  bool repeats(Node& node) {
    int least = 1;
    int most = 1;
    if (take(U'*')) {
      least = 0;
      most = kEndless;
    } else if (take(U'+')) {
      most = kEndless;
    } else if (take(U'?')) {
      least = 0;
    } else if (!next_is(U'{') || !counts(least, most)) {
      return error_.empty();
    }
    Node repeat{NodeKind::Repeat};
    repeat.least = least;
    repeat.most = most;
    repeat.is_lazy = take(U'?');
    repeat.children.push_back(std::move(node));
    node = std::move(repeat);
    return true;
  }

  /// {m}, {m,} or {m,n}; anything else is text and stays.
  bool counts(int& least, int& most) {
    std::u32string_view at = rest_.substr(1);
    const auto number = [&at]() -> std::optional<int> {
      std::optional<int> value;
      while (!at.empty() && at.front() >= U'0' && at.front() <= U'9') {
        value = std::min(value.value_or(0) * 10 + static_cast<int>(at.front() - U'0'), kMaxRepeat + 1);
        at.remove_prefix(1);
      }
      return value;
    };
    const auto first = number();
    if (!first) return false;
    auto second = first;
    if (!at.empty() && at.front() == U',') {
      at.remove_prefix(1);
      second = number().value_or(kEndless);
    }
    if (at.empty() || at.front() != U'}') return false;
    rest_ = at.substr(1);
    least = *first;
    most = *second;
    if (least > kMaxRepeat || most > kMaxRepeat || (most != kEndless && most < least)) {
      fail_with("a repeat beyond 1000 or one that goes back");
      return false;
    }
    return true;
  }

  std::u32string_view rest_;
  std::string error_;
};

class Compiler {
 public:
  /// False: the program would be too large.
  bool add(const Node& node) {
    if (program_.code.size() > kMaxInstructions) return false;
    switch (node.kind) {
      case NodeKind::Set:
        emit(RegexOp::Set, static_cast<std::uint32_t>(program_.sets.size()));
        program_.sets.push_back(node.set);
        return true;
      case NodeKind::Any:
        emit(RegexOp::Any);
        return true;
      case NodeKind::Start:
        emit(RegexOp::Start);
        return true;
      case NodeKind::End:
        emit(RegexOp::End);
        return true;
      case NodeKind::WordEdge:
        emit(RegexOp::WordEdge);
        return true;
      case NodeKind::Sequence:
        return std::all_of(node.children.begin(), node.children.end(),
                           [this](const Node& child) { return add(child); });
      case NodeKind::Choice:
        return add_choice(node.children);
      case NodeKind::Repeat:
        return add_repeat(node);
    }
    return false;
  }
  RegexProgram finish() {
    emit(RegexOp::Match);
    return std::move(program_);
  }

 private:
  [[nodiscard]] std::uint32_t here() const { return static_cast<std::uint32_t>(program_.code.size()); }
  /// Goes on with the instruction behind it unless told otherwise later.
  std::uint32_t emit(RegexOp op, std::uint32_t other = 0) {
    program_.code.push_back({op, here() + 1, other});
    return here() - 1;
  }
  std::uint32_t emit_split() { return emit(RegexOp::Split); }
  /// The way of the split `at` that does not go on behind it.
  void leave(std::uint32_t at, std::uint32_t to, bool is_lazy) {
    RegexInstruction& split = program_.code[at];
    split.other = to;
    if (is_lazy) std::swap(split.next, split.other);
  }

  bool add_choice(const std::vector<Node>& branches) {
    std::vector<std::uint32_t> ends;
    for (std::size_t i = 0; i < branches.size(); ++i) {
      const bool is_last = i + 1 == branches.size();
      const std::uint32_t split = is_last ? 0 : emit_split();
      if (!add(branches[i])) return false;
      if (is_last) break;
      ends.push_back(emit(RegexOp::Jump));
      leave(split, here(), false);
    }
    for (const std::uint32_t end : ends) program_.code[end].next = here();
    return true;
  }

  bool add_repeat(const Node& node) {
    const Node& child = node.children.front();
    for (int i = 0; i < node.least; ++i)
      if (!add(child)) return false;
    if (node.most == kEndless) {
      const std::uint32_t split = emit_split();
      if (!add(child)) return false;
      program_.code[emit(RegexOp::Jump)].next = split;
      leave(split, here(), node.is_lazy);
      return true;
    }
    std::vector<std::uint32_t> splits;
    for (int i = node.least; i < node.most; ++i) {
      splits.push_back(emit_split());
      if (!add(child)) return false;
    }
    for (const std::uint32_t split : splits) leave(split, here(), node.is_lazy);
    return true;
  }

  RegexProgram program_;
};

}  // namespace

Result<RegexProgram> compile_regex(std::u32string_view expression) {
  RegexParser parser{expression};
  const auto tree = parser.parse();
  if (!tree) return fail(ErrorCode::InvalidInput, fmt::format("search: the expression has {}", parser.error()));
  Compiler compiler;
  if (!compiler.add(*tree))
    return fail(ErrorCode::InvalidInput, "search: the expression is too large: its repeats multiply");
  return compiler.finish();
}

}  // namespace tabacus::terminal
