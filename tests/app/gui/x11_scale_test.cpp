#include "app/gui/x11_scale.hpp"

#include <gtest/gtest.h>

namespace tabacus::app {
namespace {

TEST(X11Scale, IsReadFromTheResourcesOfADesktop) {
  EXPECT_EQ(dpi_of_resources("Xcursor.size:\t24\nXft.dpi:\t192\nXft.hinting:\t1\n"), 192.0);
  EXPECT_EQ(dpi_of_resources("Xft.dpi: 120.5"), 120.5);
}

TEST(X11Scale, IsNotGuessedWhereItIsNotOrCannotBeTrue) {
  for (const char* text : {"", "Xft.dpi:", "Xft.dpi:\tmany", "Xft.dpi:\t0", "Xft.dpi:\t-96", "Xft.dpi:\t1e9",
                           "Xft.dpi:\tnan", "MyXft.dpi:\t96", "Xft.dpiX:\t96", "Xft.dpi:\t96px"})
    EXPECT_FALSE(dpi_of_resources(text)) << text;
}

}  // namespace
}  // namespace tabacus::app
