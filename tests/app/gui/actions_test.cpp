#include "app/gui/actions.hpp"

#include <SDL.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "base/text.hpp"

namespace tabacus::app {
namespace {

TEST(Actions, AreNamedOnceAndDocumented) {
  std::set<std::string_view> names;
  for (const Action& action : actions()) {
    EXPECT_TRUE(names.insert(action.name).second) << action.name;
    EXPECT_FALSE(action.doc.empty()) << action.name;
  }
}

TEST(Actions, NoTwoDefaultBindingsCollide) {
  std::vector<Chord> seen;
  for (const Action& action : actions())
    for (const auto text : split(action.bindings, ' ')) {
      const auto chord = parse_chord(text);
      ASSERT_TRUE(chord) << text;
      EXPECT_EQ(std::find(seen.begin(), seen.end(), *chord), seen.end()) << text;
      seen.push_back(*chord);
    }
}

TEST(Actions, LeaveControlCharactersToTheProgram) {
  const KeyBindings bindings;
  for (int letter = SDLK_a; letter <= SDLK_z; ++letter)
    EXPECT_EQ(bindings.find({.key = letter, .ctrl = true}), nullptr) << static_cast<char>(letter);
}

TEST(KeyBindings, FindTheActionOfAChord) {
  const KeyBindings bindings;
  const Action* found = bindings.find({.key = SDLK_t, .ctrl = true, .shift = true});
  ASSERT_NE(found, nullptr);
  EXPECT_EQ(found->name, "new_tab");
  EXPECT_EQ(bindings.find({.key = SDLK_t, .ctrl = true, .shift = true, .alt = true}), nullptr);
}

TEST(Chord, IsReadInAnyCaseAndRefusesUnknownKeys) {
  const auto chord = parse_chord("ctrl+SHIFT+pageup");
  ASSERT_TRUE(chord);
  EXPECT_EQ(*chord, (Chord{.key = SDLK_PAGEUP, .ctrl = true, .shift = true}));
  EXPECT_EQ(parse_chord("Ctrl+Nonsense").error().message, "no key is called 'Nonsense'");
}

}  // namespace
}  // namespace tabacus::app
