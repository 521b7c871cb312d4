#include "analytics/clients/slots.hpp"

#include <gmock/gmock.h>

#include <set>

#include "analytics/providers/provider.hpp"

namespace tabacus::analytics {
namespace {

TEST(Slots, HaveNamesOfTheirOwnAndADialectThatIsRead) {
  std::set<std::string_view> names;
  for (const Slot& slot : slots()) {
    EXPECT_TRUE(names.insert(slot.name).second) << slot.name;
    EXPECT_NE(provider_of_slot(slot.dialect), nullptr) << slot.name;
    EXPECT_TRUE(slot.suffix.empty() || slot.suffix.front() == '/') << slot.name;
    EXPECT_FALSE(slot.provider.empty()) << slot.name;
    EXPECT_TRUE(slot.upstream.empty() || slot.upstream.starts_with("https://")) << slot.name;
    EXPECT_TRUE(slot.upstream.empty() || slot.upstream_in == nullptr) << slot.name;
    EXPECT_FALSE(slot.variable.empty() && slot.upstream.empty()) << slot.name << " can never lead anywhere";
    EXPECT_EQ(find_slot(slot.name), &slot);
  }
  EXPECT_EQ(find_slot("nobody"), nullptr);
}

TEST(Slots, ShareAVariableOnlyWhereOneAppliesAtATime) {
  for (const Variables& variables : {Variables{}, Variables{{"COPILOT_PROVIDER_TYPE", "anthropic"}}}) {
    std::set<std::string_view> seen;
    for (const Slot& slot : slots()) {
      if (slot.variable.empty() || (slot.applies != nullptr && !slot.applies(variables))) continue;
      EXPECT_TRUE(seen.insert(slot.variable).second) << slot.variable;
    }
  }
}

struct ChoiceCase {
  std::string_view name;
  ProviderChoice choice;
  bool openai, openai_base, gemini, code_assist;
};

TEST(ProviderChoice, NamesProvidersOrSlots) {
  const ChoiceCase cases[] = {
      {"all", {}, true, true, true, true},
      {"one provider", {{"openai"}, {}}, true, true, false, false},
      {"all but one", {{}, {"openai"}}, false, false, true, true},
      {"all but a slot", {{}, {"code-assist"}}, true, true, true, false},
      {"a slot alone", {{"openai-base"}, {}}, false, true, false, false},
      {"except wins", {{"openai", "gemini"}, {"gemini"}}, true, true, false, false},
  };
  for (const auto& [name, choice, openai, openai_base, gemini, code_assist] : cases) {
    EXPECT_EQ(choice.takes("openai", "openai"), openai) << name;
    EXPECT_EQ(choice.takes("openai", "openai-base"), openai_base) << name;
    EXPECT_EQ(choice.takes("gemini", "gemini"), gemini) << name;
    EXPECT_EQ(choice.takes("gemini", "code-assist"), code_assist) << name;
  }
}

}  // namespace
}  // namespace tabacus::analytics
