// docs/SEQUENCES.md is written from the handlers' own lines and cannot fall behind them. TABACUS_UPDATE_GOLDEN=1
// rewrites it.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <string_view>

#include "terminal/charsets.hpp"
#include "terminal/sequences/sequence.hpp"

namespace tabacus::terminal {
namespace {

constexpr std::string_view kIntroduction =
    "# Escape sequences\n\nWhat the terminal understands, written by a test from the list in `terminal/sequences`. "
    "What "
    "is not here is\nswallowed. Parameters are left out.\n";

std::string_view written(Introducer introducer) {
  switch (introducer) {
    case Introducer::Escape:
      return "ESC";
    case Introducer::Csi:
      return "CSI";
    case Introducer::Osc:
      return "OSC";
    case Introducer::Dcs:
      return "DCS";
    case Introducer::Vt52:
      return "ESC";
  }
  return "";
}

std::string mode_table(std::string_view title, std::span<const ModeNumber> modes) {
  std::string page = fmt::format("\n## {}\n\n| number | meaning |\n|---:|---|\n", title);
  for (const ModeNumber& mode : modes) page += fmt::format("| {} | {} |\n", mode.number, mode.doc);
  return page;
}

std::string charset_table() {
  std::string page =
      "\n## Character sets\n\nOf 94 behind `ESC (`, `ESC )`, `ESC *`, `ESC +`, of 96 behind `ESC -`, `ESC .`, `ESC /`. "
      "National ones are\nASCII unless mode 42 is set.\n\n| designator | characters | set |\n|---|---:|---|\n";
  for (const CharacterSet& set : character_sets())
    page += fmt::format("| `{}` | {} | {}{} |\n", set.designator, set.size == CharsetSize::Of94 ? 94 : 96, set.doc,
                        set.is_national ? ", national" : "");
  return page;
}

/// A bar would end the table's column.
std::string in_table(std::string_view selector) {
  std::string text{selector};
  for (std::size_t at = 0; (at = text.find('|', at)) != std::string::npos; at += 2) text.insert(at, 1, '\\');
  return text;
}

std::string reference() {
  std::string page{kIntroduction};
  for (const SequenceFamily* family : sequence_families()) {
    page += fmt::format("\n## {}\n\n| sequence | meaning |\n|---|---|\n", family->name);
    for (const SequenceHandler& handler : family->handlers)
      page += fmt::format("| `{} {}` | {} |\n", written(handler.introducer), in_table(handler.selector), handler.doc);
  }
  page += charset_table();
  page += mode_table("ANSI modes (CSI h, CSI l)", kAnsiModes);
  page += mode_table("Private modes (CSI ? h, CSI ? l) that are a switch", kPrivateModes);
  page += mode_table("Private modes that act", kActingModes);
  return page;
}

TEST(SequenceReference, IsWhatTheHandlersSay) {
  const auto path = std::filesystem::path{TABACUS_SOURCE_DIR} / "docs/SEQUENCES.md";
  const std::string page = reference();
  if (std::getenv("TABACUS_UPDATE_GOLDEN") != nullptr) std::ofstream{path, std::ios::binary} << page;
  std::ifstream file{path, std::ios::binary};
  EXPECT_EQ((std::string{std::istreambuf_iterator<char>{file}, {}}), page);
}

TEST(SequenceReference, NoTwoHandlersClaimTheSame) {
  std::set<std::pair<Introducer, std::string_view>> claimed;
  for (const SequenceFamily* family : sequence_families())
    for (const SequenceHandler& handler : family->handlers)
      EXPECT_TRUE(claimed.emplace(handler.introducer, handler.selector).second) << handler.selector;
}

}  // namespace
}  // namespace tabacus::terminal
