#include "app/cli/message_diff.hpp"

#include <gmock/gmock.h>

#include <fmt/format.h>

#include <array>
#include <sstream>

#include "analytics/api/json.hpp"

namespace tabacus::app {
namespace {

using analytics::Conversation;
using analytics::PartChange;
using analytics::text_diff;
using analytics::TextPiece;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string marked(std::string_view a, std::string_view b) {
  std::string text;
  for (const TextPiece& piece : text_diff(a, b))
    text += piece.kind == TextPiece::Kind::Same      ? piece.text
            : piece.kind == TextPiece::Kind::Removed ? "[-" + piece.text + "-]"
                                                     : "{+" + piece.text + "+}";
  return text;
}

TEST(MessageDiff, FindsTheLettersThatChanged) {
  EXPECT_EQ(marked("the cat sat on the mat", "the car sat on a mat"), "the ca[-t-]{+r+} sat on [-the-]{+a+} mat");
  EXPECT_EQ(marked("", "new"), "{+new+}");
  EXPECT_EQ(marked("old", ""), "[-old-]");
  EXPECT_EQ(marked("same", "same"), "same");
  EXPECT_EQ(marked("caf\xC3\xA9", "caf\xC3\xA8"), "caf[-\xC3\xA9-]{+\xC3\xA8+}") << "no character is cut";
}

TEST(MessageDiff, ItsPiecesAreBothTexts) {
  const std::array<std::string, 6> texts{"", "a b c", "a c b c d", "x", "\xff\xfe a", "a b c d e f g h"};
  for (const std::string& a : texts)
    for (const std::string& b : texts) {
      std::string before, after;
      for (const TextPiece& piece : text_diff(a, b)) {
        if (piece.kind != TextPiece::Kind::Added) before += piece.text;
        if (piece.kind != TextPiece::Kind::Removed) after += piece.text;
      }
      EXPECT_EQ(before, a);
      EXPECT_EQ(after, b);
    }
}

Conversation said(const std::vector<std::pair<std::string, std::string>>& messages) {
  Conversation conversation;
  for (const auto& [role, text] : messages) conversation.messages.push_back({role, {{.text = text}}});
  return conversation;
}

std::vector<std::string> told(const Conversation& a, const Conversation& b) {
  std::vector<std::string> changes;
  for (const PartChange& change : conversation_diff(a, b))
    changes.push_back(fmt::format("{}{}", "+-~"[static_cast<std::size_t>(change.kind)], change.part));
  return changes;
}

TEST(MessageDiff, TellsWhatWasAddedRemovedAndChanged) {
  Conversation a = said({{"system", "s"}, {"user", "one"}, {"assistant", "two"}, {"user", "three"}});
  Conversation b = said({{"system", "s!"}, {"user", "one"}, {"user", "three"}, {"assistant", "four"}});
  a.tools = {{"ls", "", "{}"}, {"rm", "", "{}"}};
  b.tools = {{"ls", "", "{\"a\":1}"}, {"cp", "", "{}"}};
  a.parameters = {{"max_tokens", "1"}};
  b.parameters = {{"max_tokens", "2"}};
  b.messages[1].blocks[0].ends_cached_part = true;
  EXPECT_THAT(told(a, b), ElementsAre("~parameter max_tokens", "-tool rm", "~tool ls", "+tool cp", "~system prompt",
                                      "-message 3 (assistant)", "+message 4 (assistant)", "~cache breakpoints"));
  EXPECT_THAT(told(a, a), IsEmpty());
}

TEST(MessageDiff, PrintsHostileTextVisibly) {
  std::ostringstream out;
  const auto changes = conversation_diff(said({{"user", "a"}}), said({{"user", "\x1b[2J"}}));
  print_changes(out, changes, Paint::Never);
  EXPECT_EQ(out.str(), "~ message 1 (user)\n    [-a-]{+\\x1b[2J+}\n");
  EXPECT_THAT(changes_json(changes), HasSubstr(R"("change":"changed","before":"a")"));
}

}  // namespace
}  // namespace tabacus::app
