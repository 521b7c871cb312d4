// THE LIST of sequence families, and the table made of it. A new sequence is one row in its family; a new family is one
// file and one name here.
#include <array>
#include <optional>
#include <unordered_map>

#include "base/text.hpp"
#include "terminal/sequences/sequence.hpp"

namespace tabacus::terminal {

extern const SequenceFamily kCursorSequences, kEraseSequences, kEditSequences, kScrollSequences, kSgrSequences,
    kSgrStackSequences, kModeSequences, kCharsetSequences, kTabSequences, kReportSequences, kSaveRestoreSequences,
    kKeyboardSequences, kWindowSequences, kTitleSequences, kColorSequences, kDirectorySequences, kLinkSequences,
    kClipboardSequences, kStatusRequestSequences, kCapabilitySequences, kNotificationSequences, kProgramStatusSequences,
    kRectangleSequences, kPromptSequences, kVt52Sequences, kConformanceSequences, kPresentationSequences;

namespace {

constexpr std::array<const SequenceFamily*, 27> kFamilies{
    &kCursorSequences,        &kEraseSequences,         &kRectangleSequences,  &kEditSequences,
    &kScrollSequences,        &kSgrSequences,           &kSgrStackSequences,   &kModeSequences,
    &kCharsetSequences,       &kTabSequences,           &kReportSequences,     &kPresentationSequences,
    &kConformanceSequences,   &kSaveRestoreSequences,   &kKeyboardSequences,   &kWindowSequences,
    &kTitleSequences,         &kColorSequences,         &kDirectorySequences,  &kLinkSequences,
    &kClipboardSequences,     &kStatusRequestSequences, &kCapabilitySequences, &kNotificationSequences,
    &kProgramStatusSequences, &kPromptSequences,        &kVt52Sequences};

constexpr bool is_prefix(char c) { return c >= '<' && c <= '?'; }

/// The selector as the key that Sequence::key() gives.
std::uint32_t key_of(std::string_view selector) {
  Sequence sequence;
  sequence.final_byte = selector.back();
  selector.remove_suffix(1);
  if (!selector.empty() && is_prefix(selector.front())) {
    sequence.prefix = selector.front();
    selector.remove_prefix(1);
  }
  for (std::size_t i = 0; i < selector.size(); ++i) sequence.intermediates[i] = selector[i];
  return sequence.key();
}

/// CSI without intermediates, which is nearly all there is, is found by index; the rest by hash.
class Table {
 public:
  Table() {
    for (const SequenceFamily* family : kFamilies)
      for (const SequenceHandler& handler : family->handlers) add(handler);
  }

  [[nodiscard]] SequenceHandle find(const Sequence& sequence) const {
    if (sequence.introducer == Introducer::Csi && sequence.intermediate_count == 0)
      return csi_[csi_index(sequence.prefix, sequence.final_byte)];
    auto found = others_.find(other_key(sequence.introducer, number_of(sequence)));
    if (found == others_.end() && sequence.introducer == Introducer::Escape && sequence.intermediate_count > 0)
      found = others_.find(other_key(Introducer::Escape, static_cast<unsigned char>(sequence.intermediates[0])));
    return found == others_.end() ? nullptr : found->second;
  }

 private:
  static std::size_t csi_index(char prefix, char final_byte) {
    const std::size_t row = prefix == 0 ? 0 : static_cast<std::size_t>(prefix - '<' + 1);
    return row * 64 + static_cast<std::size_t>(final_byte - 0x40);
  }
  static std::uint64_t other_key(Introducer introducer, std::uint32_t number) {
    return static_cast<std::uint64_t>(introducer) << 32 | number;
  }
  static std::uint32_t number_of(const Sequence& sequence) {
    if (sequence.introducer != Introducer::Osc) return sequence.key();
    const auto number = parse_int(sequence.data.substr(0, sequence.data.find(';')));
    return number && *number >= 0 && *number <= 0xFFFF ? static_cast<std::uint32_t>(*number) : 0xFFFFFFFF;
  }

  void add(const SequenceHandler& handler) {
    if (handler.introducer == Introducer::Osc) {
      others_.emplace(other_key(Introducer::Osc, static_cast<std::uint32_t>(*parse_int(handler.selector))),
                      handler.handle);
      return;
    }
    const std::uint32_t key = key_of(handler.selector);
    const bool has_intermediates = (key & 0x00FFFF00u) != 0;
    if (handler.introducer == Introducer::Csi && !has_intermediates) {
      csi_[csi_index(static_cast<char>(key >> 24), static_cast<char>(key))] = handler.handle;
    } else {
      others_.emplace(other_key(handler.introducer, key), handler.handle);
    }
  }

  std::array<SequenceHandle, 5 * 64> csi_{};
  std::unordered_map<std::uint64_t, SequenceHandle> others_;
};

SequenceHandle handler_of(const Sequence& sequence) {
  static const Table table;
  return table.find(sequence);
}

}  // namespace

std::span<const SequenceFamily* const> sequence_families() { return kFamilies; }

void dispatch(SequenceContext& context, const Sequence& sequence) {
  if (const SequenceHandle handle = handler_of(sequence)) handle(context, sequence);
}

bool is_claimed(const Sequence& sequence) { return handler_of(sequence) != nullptr; }

std::string_view osc_argument(const Sequence& sequence) {
  const std::size_t separator = sequence.data.find(';');
  return separator == std::string_view::npos ? std::string_view{} : sequence.data.substr(separator + 1);
}

std::string_view terminator_of(const Sequence& sequence) { return sequence.ended_by_bell ? "\a" : "\x1B\\"; }

}  // namespace tabacus::terminal
