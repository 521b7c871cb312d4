#include "app/cli/message_diff.hpp"

#include <fmt/format.h>

#include <ostream>

#include "base/text.hpp"
#include "base/utf8.hpp"

namespace tabacus::app {
namespace {

using analytics::PartChange;
using analytics::TextPiece;
using Piece = TextPiece;

constexpr std::size_t kShownAround = 60;  // characters of an equal part next to a changed one

bool continues_character(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

std::string shown(const Piece& piece, bool is_first, bool is_last) {
  if (piece.kind == Piece::Kind::Removed) return "[-" + piece.text + "-]";
  if (piece.kind == Piece::Kind::Added) return "{+" + piece.text + "+}";
  if (piece.text.size() <= 3 * kShownAround) return piece.text;
  std::string_view back = std::string_view{piece.text}.substr(piece.text.size() - kShownAround);
  while (!back.empty() && continues_character(back.front())) back.remove_prefix(1);
  const std::string_view front = cut_utf8(piece.text, kShownAround);
  return fmt::format("{} … {}", is_first ? std::string_view{} : front, is_last ? std::string_view{} : back);
}

void print_text(std::ostream& out, std::string_view text, Tone tone, Paint paint) {
  for (const std::string_view line : split(text, '\n')) out << "    " << toned(visible_text(line), tone, paint) << '\n';
}

}  // namespace

void print_changes(std::ostream& out, const std::vector<PartChange>& changes, Paint paint) {
  for (const PartChange& change : changes) {
    const bool is_added = change.kind == PartChange::Kind::Added;
    const bool is_removed = change.kind == PartChange::Kind::Removed;
    const Tone tone = is_added ? Tone::Good : is_removed ? Tone::Bad : Tone::Warn;
    out << toned(fmt::format("{} {}",
                             is_added     ? '+'
                             : is_removed ? '-'
                                          : '~',
                             visible_text(change.part)),
                 tone, paint)
        << '\n';
    if (is_added || is_removed) {
      print_text(out, shown({TextPiece::Kind::Same, is_added ? change.after : change.before}, false, false),
                 Tone::Plain, paint);
      continue;
    }
    const auto pieces = analytics::text_diff(change.before, change.after);
    std::string text;
    for (std::size_t i = 0; i < pieces.size(); ++i) text += shown(pieces[i], i == 0, i + 1 == pieces.size());
    print_text(out, text, Tone::Plain, paint);
  }
}

}  // namespace tabacus::app
