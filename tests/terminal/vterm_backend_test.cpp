// What libvterm answers for us.
#include "terminal/vterm_backend.hpp"

#include <gtest/gtest.h>

namespace tabacus::terminal {
namespace {

TEST(VtermBackend, KnowsTheLineDrawingSet) {
  VtermBackend backend;
  const CharsetTable* table = backend.charset('0');
  ASSERT_NE(table, nullptr);
  EXPECT_EQ((*table)['q' - 0x20], U'\u2500');
  EXPECT_EQ((*table)['x' - 0x20], U'\u2502');
  EXPECT_EQ((*table)['y' - 0x20], U'\u2264') << "libvterm has U+2A7D";
  EXPECT_EQ((*table)['z' - 0x20], U'\u2265');
  EXPECT_EQ((*table)['A' - 0x20], U'A');
  EXPECT_EQ((*table)['~' - 0x20], U'\u00B7');
  EXPECT_EQ(backend.charset('0'), table) << "made once";
}

TEST(VtermBackend, TakesUnknownSetsForAscii) {
  VtermBackend backend;
  for (const char designator : {'B', 'Z', '9', '\x7F', '\xFF'}) EXPECT_EQ(backend.charset(designator), nullptr);
}

TEST(VtermBackend, ReportsOnlyWhatIsOnTheList) {
  VtermBackend backend;
  EXPECT_EQ(backend.request_status("r", {.rows = 30, .top_margin = 4, .bottom_margin = 19}), "\x1BP1$r5;20r\x1B\\");
  EXPECT_EQ(backend.request_status(" q", {.cursor_style = 6}), "\x1BP1$r6 q\x1B\\");
  EXPECT_EQ(backend.request_status("m", {}), std::nullopt);
  EXPECT_EQ(backend.request_status("r\x1B[1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1m", {}), std::nullopt);
}

}  // namespace
}  // namespace tabacus::terminal
