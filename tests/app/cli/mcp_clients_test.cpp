#include "app/cli/mcp_clients.hpp"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "base/paths.hpp"
#include "tests/support/temp_dir.hpp"

namespace tabacus::app {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const McpEntry kEntry{"/usr/bin/tabacus", {"mcp"}};

TEST(McpClients, AJsonFileKeepsWhatItSays) {
  const std::string before =
      "{\n    \"zeta\": 1.5,\n    \"alpha\": {\"b\": [1, 2]},\n    \"mcpServers\": {\"other\": {\"command\": "
      "\"x\"}}\n}\n";
  const auto with = edit_json_servers(before, &kEntry);
  ASSERT_TRUE(with) << with.error().message;
  auto expected = nlohmann::ordered_json::parse(before);
  EXPECT_EQ(nlohmann::ordered_json::parse(*with)["mcpServers"]["tabacus"]["command"], "/usr/bin/tabacus");
  EXPECT_THAT(*with, HasSubstr("\n    \"zeta\": 1.5")) << "its indentation stays";
  EXPECT_LT(with->find("zeta"), with->find("alpha")) << "and its order";
  EXPECT_EQ(*edit_json_servers(*with, &kEntry), *with) << "twice is once";
  const auto without = edit_json_servers(*with, nullptr);
  EXPECT_EQ(nlohmann::ordered_json::parse(*without), expected);
  EXPECT_EQ(*edit_json_servers(before, nullptr), before) << "byte for byte where there is nothing to take out";
}

TEST(McpClients, AnEmptyJsonFileIsOne) {
  for (const char* text : {"", "  \n", "{}"}) {
    const auto with = edit_json_servers(text, &kEntry);
    ASSERT_TRUE(with);
    EXPECT_EQ(nlohmann::ordered_json::parse(*edit_json_servers(*with, nullptr)), nlohmann::ordered_json::object());
  }
}

TEST(McpClients, WhatCannotBeEditedWithoutLossIsLeftAlone) {
  for (const char* text : {"{\"a\": 1, // why\n}", "[]", "{\"mcpServers\": []}", "{"}) {
    const auto edited = edit_json_servers(text, &kEntry);
    ASSERT_FALSE(edited) << text;
    EXPECT_THAT(edited.error().message, HasSubstr("by hand"));
    EXPECT_THAT(edited.error().message, HasSubstr("/usr/bin/tabacus"));
  }
  for (const char* text :
       {"mcp_servers = { x = { command = \"y\" } }\n", "[mcp_servers]\ntabacus = { command = \"y\" }\n"})
    EXPECT_FALSE(edit_toml_servers(text, &kEntry)) << text;
}

TEST(McpClients, ATomlFileComesBackByteForByte) {
  const std::string texts[] = {"", "model = \"gpt-5\"\n",
                               "# mine\nmodel = \"gpt-5\"\n\n[mcp_servers.other]\ncommand = \"x\"\n",
                               "[profiles.a]\nmodel = \"b\"\n# the end\n"};
  for (const std::string& before : texts) {
    const auto with = edit_toml_servers(before, &kEntry);
    ASSERT_TRUE(with);
    EXPECT_THAT(
        *with,
        HasSubstr(
            "[mcp_servers.tabacus]\ncommand = \"/usr/bin/tabacus\"\nargs = [\"mcp\"]\nenv_vars = [\"TABACUS_TAB_ID\""));
    EXPECT_EQ(*edit_toml_servers(*with, &kEntry), *with) << "twice is once";
    EXPECT_EQ(*edit_toml_servers(*with, nullptr), before);
  }
}

TEST(McpClients, ATableInTheMiddleIsTakenOutAlone) {
  const auto without = edit_toml_servers(
      "a = 1\n\n[mcp_servers.tabacus]\ncommand = \"old\"\n\n[mcp_servers.tabacus.env]\nX = \"1\"\n\n# of the "
      "next\n[next]\nb = 2\n",
      nullptr);
  EXPECT_EQ(*without, "a = 1\n\n# of the next\n[next]\nb = 2\n");
}

TEST(McpClients, AFileKeepsItsRightsAndALinkStaysOne) {
  const testing::TempDir directory;
  const auto real = directory.path() / "real.json";
  const auto link = directory.path() / "link.json";
  std::ofstream{real} << "{\"a\": 1}";
  ::chmod(real.c_str(), 0644);
  std::filesystem::create_symlink(real, link);
  EXPECT_EQ(*change_mcp_file(link, edit_json_servers, &kEntry), McpChange::Written);
  EXPECT_EQ(*change_mcp_file(link, edit_json_servers, &kEntry), McpChange::AlreadyThere);
  EXPECT_TRUE(std::filesystem::is_symlink(link));
  EXPECT_THAT(read_file(real).value_or(""), HasSubstr("tabacus"));
  struct stat after {};
  ASSERT_EQ(::stat(real.c_str(), &after), 0);
  EXPECT_EQ(after.st_mode & 07777, 0644u);
  EXPECT_EQ(*change_mcp_file(link, edit_json_servers, nullptr), McpChange::Removed);
  EXPECT_EQ(*change_mcp_file(link, edit_json_servers, nullptr), McpChange::NotThere);
  EXPECT_THAT(read_file(real).value_or(""), Not(HasSubstr("tabacus")));
  const auto fresh = directory.path() / "new/deep/mcp.json";
  EXPECT_EQ(*change_mcp_file(fresh, edit_json_servers, nullptr), McpChange::NotThere);
  EXPECT_FALSE(std::filesystem::exists(fresh)) << "taking out makes no file";
  EXPECT_EQ(*change_mcp_file(fresh, edit_json_servers, &kEntry), McpChange::Written);
}

}  // namespace
}  // namespace tabacus::app
