// Widths and clusters, by the examples that agents' output is full of.
#include "terminal/width.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace tabacus::terminal {
namespace {

TEST(CodePointWidth, FollowsUnicodeAndKnowsWhatItsTablesDoNot) {
  const std::vector<std::pair<char32_t, int>> widths{{U'a', 1},    {0xE9, 1},    {0xAD, 1},    {0x301, 0},
                                                     {0x200B, 0},  {0x200D, 0},  {0xFE0F, 0},  {0x2500, 1},
                                                     {0x2588, 1},  {0x25B2, 1},  {0x4E00, 2},  {0xAC00, 2},
                                                     {0x3042, 2},  {0xFF21, 2},  {0x1F600, 2}, {0x231A, 2},
                                                     {0x2764, 1},  {0x1F1E6, 2}, {0x1FAE8, 2}, {0x1F6DC, 2},
                                                     {0xFFFD, 1},  {0x1FAEA, 2},  // an emoji newer than the tables
                                                     {0x2FFFD, 2}, {0xE000, 1},  {0x0378, 1},  {0xE0001, 0},
                                                     {0x0600, 1}};
  for (const auto& [code_point, width] : widths)
    EXPECT_EQ(code_point_width(code_point), width) << std::hex << static_cast<std::uint32_t>(code_point);
}

ClusterState cluster_of(char32_t c) {
  using Conjunct = ClusterState::Conjunct;
  return {c, 0, is_consonant(c) ? Conjunct::Consonant : Conjunct::None};
}

ClusterState cluster_of(const std::u32string& text) {
  ClusterState state = cluster_of(text.front());
  for (const char32_t next : text.substr(1)) EXPECT_TRUE(continues_cluster(state, next));
  return state;
}

TEST(CodePointTraits, KeepTheirShortCutsTrue) {
  // After a letter, a joiner behind an emoji, half a flag: where something could join.
  const std::vector<ClusterState> contexts{cluster_of(U"a"),          cluster_of(U"\U0001F468\u200D"),
                                           cluster_of(U"\U0001F1E9"), cluster_of(U"\uAC00"),
                                           cluster_of(U"\u0915"),     cluster_of(U"\u0915\u0903")};
  for (char32_t c = 0x20; c <= 0x10FFFF; ++c) {
    const CodePointTraits traits = traits_of(c);
    ASSERT_EQ(traits.width(), code_point_width(c)) << std::hex << static_cast<std::uint32_t>(c);
    if (!traits.has(CodePointTraits::kAlone)) continue;
    ASSERT_GT(traits.width(), 0) << std::hex << static_cast<std::uint32_t>(c);
    for (ClusterState state : contexts)
      ASSERT_FALSE(continues_cluster(state, c)) << std::hex << static_cast<std::uint32_t>(c);
  }
}

TEST(CodePointTraits, KnowWhatAttracts) {
  EXPECT_TRUE(attracts(cluster_of(U"\u0600"))) << "an Arabic number sign";
  EXPECT_TRUE(attracts(cluster_of(U"\u1112"))) << "a leading consonant of Hangul";
  EXPECT_TRUE(attracts(cluster_of(U"\u0915\u094D"))) << "a virama";
  EXPECT_FALSE(attracts(cluster_of(U"\u0915")));
  EXPECT_FALSE(attracts(cluster_of(U"a")));
}

/// Widths of the clusters that a text falls into.
std::vector<int> clusters_of(const std::u32string& text) {
  std::vector<int> widths;
  ClusterState state;
  for (const char32_t c : text) {
    const char32_t previous = state.previous;
    if (continues_cluster(state, c)) {
      widths.back() = joined_width(widths.back(), previous, c);
    } else if (const int width = code_point_width(c); width > 0) {
      state = cluster_of(c);
      widths.push_back(width);
    }
  }
  return widths;
}

TEST(Clusters, TakeTheCellsThatTheirReadersExpect) {
  using Widths = std::vector<int>;
  EXPECT_EQ(clusters_of(U"e\u0301\u0302x"), (Widths{1, 1}));
  EXPECT_EQ(clusters_of(U"\U0001F468\u200D\U0001F469\u200D\U0001F467"), (Widths{2}));
  EXPECT_EQ(clusters_of(U"\U0001F44D\U0001F3FD"), (Widths{2}));
  EXPECT_EQ(clusters_of(U"\u261D\U0001F3FD"), (Widths{2})) << "a skin tone makes a text symbol wide";
  EXPECT_EQ(clusters_of(U"a\U0001F3FD"), (Widths{1, 2})) << "but does not colour a letter";
  EXPECT_EQ(clusters_of(U"\U0001F1E9\U0001F1EA\U0001F1EB"), (Widths{2, 2})) << "flags pair up from the left";
  EXPECT_EQ(clusters_of(U"\u2764\uFE0F"), (Widths{2}));
  EXPECT_EQ(clusters_of(U"\u2764\uFE0E"), (Widths{1}));
  EXPECT_EQ(clusters_of(U"\u231A\uFE0E"), (Widths{1}));
  EXPECT_EQ(clusters_of(U"1\uFE0F\u20E3"), (Widths{2}));
  EXPECT_EQ(clusters_of(U"a\uFE0F"), (Widths{1}));
  EXPECT_EQ(clusters_of(U"\u2605\uFE0F"), (Widths{1})) << "a star that is no emoji stays narrow";
  EXPECT_EQ(clusters_of(U"\u1112\u1161\u11AB"), (Widths{2}));
  EXPECT_EQ(clusters_of(U"\u0301"), (Widths{})) << "a mark alone has no cell";
}

TEST(Clusters, TakeInIndicConjuncts) {
  using Widths = std::vector<int>;
  EXPECT_EQ(clusters_of(U"\u0915\u094D\u0937"), (Widths{1})) << "a consonant behind a virama joins";
  EXPECT_EQ(clusters_of(U"\u0938\u094D\u0924\u094D\u0930\u0940"), (Widths{1})) << "three of them";
  EXPECT_EQ(clusters_of(U"\u0915\u093C\u094D\u200D\u0937"), (Widths{1})) << "with a nukta and a joiner between";
  EXPECT_EQ(clusters_of(U"\u0915\u094D\u200C\u0937"), (Widths{1, 1})) << "a non-joiner keeps them apart";
  EXPECT_EQ(clusters_of(U"\u0915\u0937"), (Widths{1, 1}));
  EXPECT_EQ(clusters_of(U"\u0915\u094Da"), (Widths{1, 1}));
  EXPECT_EQ(clusters_of(U"\u0B95\u0BCD\u0B95"), (Widths{1, 1})) << "Tamil does not stack";
}

}  // namespace
}  // namespace tabacus::terminal
