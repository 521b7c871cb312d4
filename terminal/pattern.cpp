// Plain text by comparison; expressions by Pike's machine, which runs all states of the program side by side (Russ Cox,
// "Regular Expression Matching: the Virtual Machine Approach").
#include "terminal/pattern.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "base/utf8.hpp"
#include "terminal/regex.hpp"
#include "terminal/width.hpp"

namespace tabacus::terminal {
namespace {

constexpr std::size_t kMaxPatternBytes = 1000;

std::u32string code_points(std::string_view utf8) {
  std::u32string text;
  while (!utf8.empty()) {
    const Utf8Step step = decode_utf8(utf8);
    text += step.code_point;
    utf8.remove_prefix(step.length);
  }
  return text;
}

/// \W and its like are no upper case letters.
bool has_upper_case(std::u32string_view text, PatternKind kind) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (kind == PatternKind::Regex && text[i] == U'\\') {
      ++i;
    } else if (lower_case(text[i]) != text[i]) {
      return true;
    }
  }
  return false;
}

using Span = std::pair<std::size_t, std::size_t>;

/// One run over one text. A state is an instruction and where its match began; each instruction is held once, by the
/// state that came first, which is what makes the leftmost and then the preferred match win.
class Machine {
 public:
  Machine(const RegexProgram& program, std::u32string_view text, bool ignores_case)
      : program_{program}, text_{text}, ignores_case_{ignores_case}, seen_at_(program.code.size(), kNever) {}

  std::optional<Span> run(std::size_t from) {
    std::optional<Span> best;
    for (std::size_t at = from; at <= text_.size(); ++at) {
      ++generation_;
      std::swap(now_, next_);
      next_.clear();
      for (const State& state : now_) seen_at_[state.instruction] = generation_;
      if (!best) add({0, at}, at, now_);
      if (now_.empty() && best) break;
      ++generation_;
      for (const State& state : now_) {
        const RegexInstruction& instruction = program_.code[state.instruction];
        if (instruction.op == RegexOp::Match) {
          if (at == state.start) continue;  // an empty match is none
          best = {state.start, at};
          break;  // states behind this one are worse
        }
        if (at < text_.size() && steps_over(instruction, text_[at]))
          add({instruction.next, state.start}, at + 1, next_);
      }
    }
    return best;
  }

 private:
  struct State {
    std::uint32_t instruction;
    std::size_t start;
  };
  static constexpr std::uint64_t kNever = 0;

  [[nodiscard]] bool steps_over(const RegexInstruction& instruction, char32_t c) const {
    if (instruction.op == RegexOp::Any) return true;
    const CharacterSet& set = program_.sets[instruction.other];
    const bool has = set.has(c) || (ignores_case_ && (set.has(lower_case(c)) || set.has(upper_case(c))));
    return has != set.is_negated;
  }
  [[nodiscard]] bool holds(RegexOp op, std::size_t at) const {
    if (op == RegexOp::Start) return at == 0;
    if (op == RegexOp::End) return at == text_.size();
    const bool before = at > 0 && is_word_character(text_[at - 1]);
    const bool behind = at < text_.size() && is_word_character(text_[at]);
    return before != behind;
  }

  /// Follows what consumes nothing, preferred ways first.
  void add(State first, std::size_t at, std::vector<State>& states) {
    pending_.push_back(first);
    while (!pending_.empty()) {
      const State state = pending_.back();
      pending_.pop_back();
      if (seen_at_[state.instruction] == generation_) continue;
      seen_at_[state.instruction] = generation_;
      const RegexInstruction& instruction = program_.code[state.instruction];
      switch (instruction.op) {
        case RegexOp::Split:
          pending_.push_back({instruction.other, state.start});
          pending_.push_back({instruction.next, state.start});
          break;
        case RegexOp::Jump:
          pending_.push_back({instruction.next, state.start});
          break;
        case RegexOp::Start:
        case RegexOp::End:
        case RegexOp::WordEdge:
          if (holds(instruction.op, at)) pending_.push_back({instruction.next, state.start});
          break;
        case RegexOp::Set:
        case RegexOp::Any:
        case RegexOp::Match:
          states.push_back(state);
          break;
      }
    }
  }

  const RegexProgram& program_;
  const std::u32string_view text_;
  const bool ignores_case_;
  std::uint64_t generation_ = kNever;
  std::vector<std::uint64_t> seen_at_;  // by instruction: the list it was last put on
  std::vector<State> now_;
  std::vector<State> next_;
  std::vector<State> pending_;
};

}  // namespace

struct Pattern::Program {
  RegexProgram regex;
  std::u32string text;  ///< of a plain search, in lower case if that ignores it; the regex is empty then
  bool ignores_case = false;
};

Pattern::Pattern(std::unique_ptr<const Program> program) : program_{std::move(program)} {}
Pattern::~Pattern() = default;
Pattern::Pattern(Pattern&&) noexcept = default;
Pattern& Pattern::operator=(Pattern&&) noexcept = default;

Result<Pattern> Pattern::compile(std::string_view utf8, PatternKind kind, PatternCase letter_case) {
  if (utf8.empty() || utf8.size() > kMaxPatternBytes || !is_valid_utf8(utf8))
    return fail(ErrorCode::InvalidInput, fmt::format("search for {} bytes: 1 to {} bytes of UTF-8 can be searched for",
                                                     utf8.size(), kMaxPatternBytes));
  auto program = std::make_unique<Program>();
  program->text = code_points(utf8);
  program->ignores_case =
      letter_case == PatternCase::Ignore || (letter_case == PatternCase::Smart && !has_upper_case(program->text, kind));
  if (kind == PatternKind::Regex) {
    auto regex = compile_regex(program->text);
    if (!regex) return fail(regex.error());
    program->regex = std::move(*regex);
    program->text.clear();
  } else if (program->ignores_case) {
    for (char32_t& c : program->text) c = lower_case(c);
  }
  return Pattern{std::move(program)};
}

std::optional<Span> Pattern::find(std::u32string_view text, std::size_t from) const {
  if (!program_->regex.code.empty()) return Machine{program_->regex, text, program_->ignores_case}.run(from);
  if (from > text.size()) return std::nullopt;
  const std::u32string_view rest = text.substr(from);
  const auto same = [this](char32_t a, char32_t wanted) {
    return a == wanted || (program_->ignores_case && lower_case(a) == wanted);
  };
  const auto found = std::search(rest.begin(), rest.end(), program_->text.begin(), program_->text.end(), same);
  if (found == rest.end()) return std::nullopt;
  const std::size_t first = from + static_cast<std::size_t>(found - rest.begin());
  return Span{first, first + program_->text.size()};
}

}  // namespace tabacus::terminal
