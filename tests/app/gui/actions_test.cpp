#include "app/gui/actions.hpp"

#include <SDL.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "app/config/key_actions.hpp"
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

TEST(Actions, AreThoseTheConfigurationCanBind) {
  ASSERT_EQ(actions().size(), key_actions().size());
  for (const Action& action : actions()) EXPECT_NE(action.run, nullptr) << action.name;
}

/// What the configuration takes for a chord SDL must know, or a key would be bound to nothing.
TEST(Actions, SdlKnowsEveryKeyTheConfigurationTakes) {
  for (const char* key : {"Return",       "Tab",      "Escape",   "Space",    "Backspace", "Insert",   "Delete",
                          "Home",         "End",      "PageUp",   "PageDown", "Up",        "Down",     "Left",
                          "Right",        "Keypad_0", "Keypad_9", "Keypad_+", "Keypad_-",  "Keypad_*", "Keypad_/",
                          "Keypad_Enter", "F1",       "F24",      "a",        "Z",         ",",        "="}) {
    EXPECT_TRUE(is_chord(key)) << key;
    EXPECT_TRUE(parse_chord(key)) << key;
  }
  for (const char* wrong : {"", "Ctrl+", "F25", "F0", "Hyper+a", "aa"}) EXPECT_FALSE(is_chord(wrong)) << wrong;
}

TEST(Actions, NoTwoDefaultBindingsCollide) {
  std::vector<Chord> seen;
  for (const Action& action : actions())
    for (const auto text : split(action.bindings, ' ')) {
      if (text.empty()) continue;
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

TEST(KeyBindings, TakeWhatTheConfigurationSays) {
  const KeyBindings bindings{{{"new_tab", "F2 Ctrl+Shift+W"}, {"help", ""}}};
  EXPECT_EQ(bindings.find({.key = SDLK_F2})->name, "new_tab");
  EXPECT_EQ(bindings.find({.key = SDLK_w, .ctrl = true, .shift = true})->name, "new_tab") << "taken from close_tab";
  EXPECT_EQ(bindings.find({.key = SDLK_t, .ctrl = true, .shift = true}), nullptr) << "the default is given up";
  EXPECT_EQ(bindings.find({.key = SDLK_F1}), nullptr) << "bound to nothing";
  EXPECT_EQ(bindings.chords_of(*find_action("new_tab")), "F2  Ctrl+Shift+W");
  EXPECT_EQ(bindings.chords_of(*find_action("close_tab")), "");
}

TEST(Chord, IsReadInAnyCaseAndRefusesUnknownKeys) {
  const auto chord = parse_chord("ctrl+SHIFT+pageup");
  ASSERT_TRUE(chord);
  EXPECT_EQ(*chord, (Chord{.key = SDLK_PAGEUP, .ctrl = true, .shift = true}));
  EXPECT_EQ(parse_chord("Ctrl+Nonsense").error().message, "no key is called 'Nonsense'");
}

}  // namespace
}  // namespace tabacus::app
