// What libvterm answers for us.
#include "terminal/vterm_backend.hpp"

#include <gtest/gtest.h>

namespace tabacus::terminal {
namespace {

TEST(VtermBackend, ReportsOnlyWhatIsOnTheList) {
  EXPECT_EQ(request_vterm_status("r", {.rows = 30, .top_margin = 4, .bottom_margin = 19}), "\x1BP1$r5;20r\x1B\\");
  EXPECT_EQ(request_vterm_status(" q", {.cursor_style = 6}), "\x1BP1$r6 q\x1B\\");
  EXPECT_EQ(request_vterm_status("m", {}), std::nullopt);
  EXPECT_EQ(request_vterm_status("r\x1B[1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1m", {}), std::nullopt);
}

}  // namespace
}  // namespace tabacus::terminal
