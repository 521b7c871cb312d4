// Every folder of tests/fixtures/sockets/<slot>/<case> holds the request that opens a WebSocket, the messages that went
// over it ("> " the client's, "< " the server's, "<b " the server's in a binary frame, "! " how it ended) and the calls
// that they are, in the order of their ends. Each is played plain and compressed, whole and in fragments, in one piece
// and byte by byte. TABACUS_UPDATE_GOLDEN=1 rewrites the expectations; the diff is the argument.
#include <gmock/gmock.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "base/paths.hpp"
#include "tests/support/describe_call.hpp"
#include "tests/support/socket_script.hpp"

namespace tabacus::analytics {
namespace {

using test::Json;
namespace fs = std::filesystem;

const PriceBook& shipped() {
  static const PriceBook kBook = PriceBook::shipped();
  return kBook;
}

std::vector<fs::path> cases() {
  std::vector<fs::path> found;
  for (const auto& entry : fs::recursive_directory_iterator(fs::path{TABACUS_SOURCE_DIR} / "tests/fixtures/sockets"))
    if (entry.path().filename() == "messages.txt") found.push_back(entry.path().parent_path());
  std::ranges::sort(found);
  return found;
}

ExchangeEnd end_of(std::string_view word) {
  if (word == "client gone") return ExchangeEnd::ClientGone;
  if (word == "upstream cut") return ExchangeEnd::UpstreamCut;
  EXPECT_EQ(word, "closed");
  return ExchangeEnd::Complete;
}

class SocketFixture : public testing::TestWithParam<fs::path> {
 protected:
  [[nodiscard]] static std::string read(const char* file) { return read_file(GetParam() / file).value_or(""); }

  /// Plays the first `most` messages; a socket of which more was to come is cut behind them.
  [[nodiscard]] static Json play(const test::SocketForm& form, std::size_t most = SIZE_MAX) {
    const std::string slot = GetParam().parent_path().filename();
    test::SocketScript script{test::parse_http_text(read("upgrade.http")), slot, shipped(), form};
    if (script.exchange() == nullptr) return nullptr;
    script.switch_protocols();
    const std::string messages = read("messages.txt");
    std::size_t played = 0;
    for (const std::string_view line : split(messages, '\n')) {
      if (played++ == most) {
        script.close(ExchangeEnd::UpstreamCut);
        break;
      }
      if (line.starts_with("> ")) script.client(line.substr(2));
      if (line.starts_with("< ")) script.server(line.substr(2));
      if (line.starts_with("<b ")) script.server(line.substr(3), WsKind::Binary);
      if (line.starts_with("! ")) script.close(end_of(line.substr(2)));
    }
    Json calls = Json::array();
    for (const CallRecord& call : script.take_finished()) calls.push_back(test::describe(call));
    return calls;
  }
};

TEST_P(SocketFixture, GivesTheExpectedCallsInEveryForm) {
  if (std::getenv("TABACUS_UPDATE_GOLDEN") != nullptr)
    std::ofstream{GetParam() / "expected.json"} << play({}).dump(2) << '\n';
  const Json expected = Json::parse(read("expected.json"), nullptr, false);
  const WsDeflateTerms keeping;
  const WsDeflateTerms forgetting{{false, 15}, {false, 10}};
  for (const auto& deflate : {std::optional<WsDeflateTerms>{}, std::optional{keeping}, std::optional{forgetting}})
    for (const std::size_t fragment : {SIZE_MAX, std::size_t{37}})
      for (const std::size_t tapped : {SIZE_MAX, std::size_t{1}, std::size_t{113}})
        EXPECT_EQ(play({deflate, fragment, tapped}), expected)
            << (deflate ? to_header(*deflate) : "plain") << ", fragments of " << fragment << ", tapped by " << tapped;
}

/// A figure that is called measured is one that the whole conversation has too, once for each time.
TEST_P(SocketFixture, ClaimsNoMeasurementThatWasNotToldWhereverItBreaksOff) {
  std::vector<Json> told;
  for (const Json& call : Json::parse(read("expected.json"), nullptr, false)) told.push_back(call["usage"]);
  const auto messages = static_cast<std::size_t>(std::ranges::count(read("messages.txt"), '\n'));
  for (std::size_t cut = 0; cut < messages; ++cut) {
    std::vector<Json> left = told;
    for (const Json& call : play({}, cut)) {
      if (call["usage_state"] != "measured") continue;
      const auto known = std::ranges::find(left, call["usage"]);
      ASSERT_NE(known, left.end()) << "cut behind " << cut << ": " << call.dump(2);
      left.erase(known);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Cases, SocketFixture, testing::ValuesIn(cases()), [](const auto& test) {
  return test.param.parent_path().filename().string() + "_" + test.param.filename().string();
});

}  // namespace
}  // namespace tabacus::analytics
