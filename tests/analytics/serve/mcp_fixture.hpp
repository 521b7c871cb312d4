// A server of the Model Context Protocol over a seeded database, asked in either era.
#pragma once

#include <gmock/gmock.h>

#include <fmt/format.h>

#include <filesystem>
#include <memory>

#include "analytics/serve/mcp/mcp_server.hpp"
#include "tests/support/seeded_database.hpp"
#include "tests/support/temp_dir.hpp"

namespace tabacus::analytics::serve {

class McpTest : public ::testing::Test {
 protected:
  /// A copy: making one takes longer than all that is asked of it.
  void seed() const {
    static const auto kSeeded = [] {
      auto made = std::make_unique<testing::TempDir>();
      testing::seed_database(made->path());
      return made;
    }();
    std::filesystem::copy(kSeeded->path(), temp_.path(), std::filesystem::copy_options::recursive);
  }

  /// The whole answer; null: there was none.
  Json ask(std::string_view text, const McpHeaders* headers = nullptr) {
    reply_ = server_.answer(text, headers);
    return reply_.message ? *reply_.message : Json(nullptr);
  }
  Json ask(std::string_view method, const Json& params) {
    return ask(dump({{"jsonrpc", "2.0"}, {"id", 1}, {"method", method}, {"params", params}}));
  }
  Json ask_modern(std::string_view method, Json params) {
    params["_meta"] = modern_meta();
    return ask(method, params);
  }
  static Json modern_meta() {
    return {{"io.modelcontextprotocol/protocolVersion", kModernVersion},
            {"io.modelcontextprotocol/clientCapabilities", Json::object()}};
  }
  /// What the tool answers; of an error the error's text in "error".
  Json call(std::string_view tool, const Json& arguments = Json::object()) {
    const Json answer = ask("tools/call", {{"name", tool}, {"arguments", arguments}});
    const Json& result = member(answer, "result");
    if (member(result, "isError") == true) return {{"error", result["content"][0]["text"]}};
    EXPECT_EQ(parse_json(result["content"][0]["text"].get<std::string>()).value_or(Json()), result["structuredContent"])
        << "the text is the same as the structure";
    return result["structuredContent"];
  }

  testing::TempDir temp_;
  SystemClock clock_;
  StoreWindow store_{temp_.path()};
  ServeOptions options_{.directory = temp_.path(), .version = "1.2.3", .tab = testing::kApiTab, .instances = {}};
  McpServer server_{{store_, options_, clock_}, tools()};
  McpReply reply_;
};

}  // namespace tabacus::analytics::serve
