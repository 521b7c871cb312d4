// How keys are to be reported: the kitty keyboard protocol and modifyOtherKeys.
#include <fmt/format.h>

#include "terminal/sequences/sequence.hpp"

namespace tabacus::terminal {
namespace {

constexpr int kModifyOtherKeys = 4;

std::uint8_t flags_of(const Sequence& s) {
  return static_cast<std::uint8_t>(s.parameters.value(0, 0) & KittyFlags::kAll);
}

void query(SequenceContext& c, const Sequence&) { c.reply(fmt::format("\x1B[?{}u", c.kitty().flags())); }
void push(SequenceContext& c, const Sequence& s) { c.kitty().push(flags_of(s)); }
void pop(SequenceContext& c, const Sequence& s) { c.kitty().pop(s.parameters.at_least_one(0)); }
void change(SequenceContext& c, const Sequence& s) {
  const std::uint8_t wanted = flags_of(s);
  const std::uint8_t present = c.kitty().flags();
  switch (s.parameters.value(1, 1)) {
    case 1:
      c.kitty().set(wanted);
      break;
    case 2:
      c.kitty().set(present | wanted);
      break;
    case 3:
      c.kitty().set(static_cast<std::uint8_t>(present & ~wanted));
      break;
    default:
      break;
  }
}

void set_key_modifiers(SequenceContext& c, const Sequence& s) {
  if (s.parameters.value(0, kModifyOtherKeys) != kModifyOtherKeys) return;
  const int level = s.parameters.value(1, 0);
  if (level <= 2) c.state.keyboard.modify_other_keys = static_cast<std::uint8_t>(level);
}
void query_key_modifiers(SequenceContext& c, const Sequence& s) {
  if (s.parameters.value(0, 0) == kModifyOtherKeys)
    c.reply(fmt::format("\x1B[>4;{}m", c.state.keyboard.modify_other_keys));
}

constexpr SequenceHandler kHandlers[] = {
    {Introducer::Csi, "?u", query, "kitty keyboard: report the flags"},
    {Introducer::Csi, ">u", push, "kitty keyboard: push flags"},
    {Introducer::Csi, "<u", pop, "kitty keyboard: pop flags"},
    {Introducer::Csi, "=u", change, "kitty keyboard: change flags"},
    {Introducer::Csi, ">m", set_key_modifiers, "XTMODKEYS: modifyOtherKeys"},
    {Introducer::Csi, "?m", query_key_modifiers, "XTQMODKEYS: report modifyOtherKeys"},
};

}  // namespace

extern const SequenceFamily kKeyboardSequences;
constinit const SequenceFamily kKeyboardSequences{"keyboard", kHandlers};

}  // namespace tabacus::terminal
