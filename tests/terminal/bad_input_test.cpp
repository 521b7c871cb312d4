// Output that means harm, or came over a bad line: no crash, bounded memory and time, and the terminal works on.
#include <gtest/gtest.h>

#include <random>
#include <string>

#include "tests/support/terminal_probe.hpp"

namespace tabacus::terminal {
namespace {

using testing_support::Probe;

TEST(BadInput, SurvivesSequencesOfManyParameters) {
  for (const int count : {17, 200, 2000}) {
    for (const char* final_byte : {"m", "H", "h", "r", "t", "J", "p", "u"}) {
      Probe probe;
      std::string bytes = "\x1B[";
      for (int i = 0; i < count; ++i) bytes += "1;";
      probe.feed(bytes + final_byte + "\x1B[m\x1B[r\x1B[4l\x1B[Hok");
      EXPECT_EQ(probe.row(0).substr(0, 2), "ok");
    }
  }
}

TEST(BadInput, SurvivesHugeCounts) {
  for (const char final_byte : std::string{"ABCDEFGHIJKLMPSTXZ@`abdefgr"}) {
    for (const char* number : {"2147483647", "99999999999999999999", "0", "65536"}) {
      Probe probe{{20, 5}};
      probe.feed("x\x1B[" + std::string{number} + final_byte);
      probe.feed("\x1B[" + std::string{number} + ";" + number + final_byte);
      probe.feed("\x1B[r\x1B[Hok");
      EXPECT_EQ(probe.row(0).substr(0, 2), "ok") << final_byte << number;
    }
  }
}

TEST(BadInput, DropsStringsOfTenMegabytes) {
  Probe probe;
  const std::string body(10 * 1024 * 1024, 'x');
  for (const char* introducer : {"\x1B]0;", "\x1B]52;c;", "\x1BP$q", "\x1B_G", "\x1B^", "\x1BX"})
    probe.feed(introducer + body + "\x1B\\");
  probe.feed("ok");
  EXPECT_EQ(probe.rows(), "ok||||");
  EXPECT_TRUE(probe.host.titles.empty());
  EXPECT_TRUE(probe.host.copies.empty());
}

TEST(BadInput, CutsTitlesAndRefusesLongLinks) {
  Probe probe;
  std::string long_title = "\x1B]2;";
  for (int i = 0; i < 5000; ++i) long_title += "\xC3\xA9";
  probe.feed(long_title + "\a");
  EXPECT_LE(probe.terminal.title().size(), 1024u);
  EXPECT_TRUE(is_valid_utf8(probe.terminal.title()));
  probe.feed("\x1B]8;;http://" + std::string(5000, 'x') + "\ax");
  EXPECT_EQ(probe.terminal.link_at(0, 0), "");
}

TEST(BadInput, ReusesNumbersWhenAProgramInventsStylesClustersAndLinks) {
  Probe probe{{80, 24}, {.scrollback_lines = 100}};
  std::string bytes;
  for (int i = 0; i < 80'000; ++i) {
    bytes = "\x1B[38;2;" + std::to_string(i & 255) + ';' + std::to_string(i >> 8 & 255) + ';' +
            std::to_string(i >> 16) + "m\x1B]8;;x:" + std::to_string(i / 16) + "\ae";
    append_utf8(bytes, 0x300 + static_cast<char32_t>(i) % 0x40);
    append_utf8(bytes, 0x300 + static_cast<char32_t>(i / 0x40) % 0x40);
    append_utf8(bytes, 0x300 + static_cast<char32_t>(i / 0x1000) % 0x40);
    probe.feed(bytes);
  }
  EXPECT_LE(probe.screen().extras().values().size(), 0x10000u);
  EXPECT_LE(probe.screen().clusters().values().size(), 0x10000u);
  const Cursor& cursor = probe.screen().cursor();
  const int column = cursor.pending_wrap ? cursor.column : cursor.column - 1;
  const int last = 79'999;
  EXPECT_EQ(probe.style_at(cursor.row, column).foreground, Color::rgb(last & 255, last >> 8 & 255, last >> 16));
  EXPECT_EQ(probe.terminal.link_at(cursor.row, column), "x:4999");
}

TEST(BadInput, LosesNoColourHoweverManyThereAre) {
  Probe probe{{80, 24}, {.scrollback_lines = 2000}};
  std::string bytes;
  constexpr int kColors = 150'000;
  for (int i = 0; i < kColors; ++i)
    bytes += "\x1B[38;2;" + std::to_string(i & 255) + ';' + std::to_string(i >> 8 & 255) + ';' +
             std::to_string(i >> 16) + "mx";
  probe.feed(bytes);
  const auto color = [](int i) { return Color::rgb(i & 255, i >> 8 & 255, static_cast<std::uint8_t>(i >> 16)); };
  EXPECT_EQ(probe.style_at(23, 0).foreground, color(kColors - 80));
  std::vector<Cell> cells;
  const History& history = probe.screen().history();
  const int shown_before = (static_cast<int>(history.dropped()) + 1500) * 80;
  history.read(1500, cells);
  for (int i = 0; i < 80; ++i)
    EXPECT_EQ(cells.at(static_cast<std::size_t>(i)).foreground, color(shown_before + i)) << i;
}

TEST(BadInput, KeepsTheLinkWhenThereAreTooManyUnderlineColours) {
  Probe probe{{400, 200}, {.scrollback_lines = 2000}};
  std::string bytes = "\x1B]8;;x:y\a";
  for (int i = 0; i < 120'000; ++i)
    bytes += "\x1B[58;2;" + std::to_string(i & 255) + ';' + std::to_string(i >> 8 & 255) + ';' +
             std::to_string(i >> 16) + "mx";
  probe.feed(bytes);
  EXPECT_EQ(probe.terminal.link_at(199, 0), "x:y");
}

TEST(BadInput, GivesTheSameScreenForAnyBytesHoweverTheyAreCut) {
  for (unsigned seed = 1; seed <= 40; ++seed) {
    std::mt19937 random{seed};
    std::string bytes;
    static const std::string kLikely = "\x1B[]P;:?0123456789mHJKhlr$qABCD\r\n\xE6\xBC\xA2\xCC\x81\xF0\x9F\x98\x80";
    for (int i = 0; i < 2000; ++i)
      bytes += random() % 4 == 0 ? static_cast<char>(random()) : kLikely[random() % kLikely.size()];
    Probe whole{{20, 6}};
    whole.feed(bytes);
    Probe pieces{{20, 6}};
    for (std::size_t at = 0; at < bytes.size();) {
      const std::size_t size = 1 + random() % 7;
      pieces.feed(std::string_view{bytes}.substr(at, size));
      at += size;
    }
    ASSERT_EQ(pieces.rows(), whole.rows()) << "seed " << seed;
    ASSERT_EQ(pieces.cursor(), whole.cursor()) << "seed " << seed;
    ASSERT_EQ(pieces.host.replies, whole.host.replies) << "seed " << seed;
  }
}

}  // namespace
}  // namespace tabacus::terminal
