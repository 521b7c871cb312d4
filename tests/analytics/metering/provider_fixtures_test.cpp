// Every folder of tests/fixtures/providers/<slot>/<case> holds a request and an answer as they stood on the wire and
// the call that they are. Each is fed whole, byte by byte, in two pieces, and in every content coding.
// TABACUS_UPDATE_GOLDEN=1 rewrites the expectations; the diff is the argument.
#include <gmock/gmock.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "base/paths.hpp"
#include "tests/support/aws_frames.hpp"
#include "tests/support/describe_call.hpp"
#include "tests/support/encode.hpp"
#include "tests/support/exchange_script.hpp"

namespace tabacus::analytics {
namespace {

using test::describe;
using test::Json;
namespace fs = std::filesystem;

const PriceBook& shipped() {
  static const PriceBook kBook = PriceBook::shipped();
  return kBook;
}

std::vector<fs::path> cases() {
  std::vector<fs::path> found;
  for (const auto& entry : fs::recursive_directory_iterator(fs::path{TABACUS_SOURCE_DIR} / "tests/fixtures/providers"))
    if (entry.path().filename() == "response.http") found.push_back(entry.path().parent_path());
  std::ranges::sort(found);
  return found;
}

class ProviderFixture : public testing::TestWithParam<fs::path> {
 protected:
  void SetUp() override {
    request_ = test::parse_http_text(read("request.http"));
    response_ = test::parse_http_text(read("response.http"));
    slot_ = GetParam().parent_path().filename();
    if (slot_ == "no_slot") slot_.clear();
    // Frames hold checksums: their folders hold what the frames are made of.
    if (response_.headers.find("content-type") == "application/vnd.amazon.eventstream")
      response_.body = test::aws_stream(response_.body);
    if (std::getenv("TABACUS_UPDATE_GOLDEN") != nullptr)
      std::ofstream{GetParam() / "expected.json"} << describe(play({response_.body})).dump(2) << '\n';
    expected_ = Json::parse(read("expected.json"), nullptr, false);
  }

  [[nodiscard]] std::string read(const char* file) const { return read_file(GetParam() / file).value_or(""); }
  [[nodiscard]] CallRecord play(const std::vector<std::string_view>& pieces) const {
    return test::play(request_, response_, pieces, slot_, shipped());
  }
  void expect_at_cuts(std::string_view body, std::size_t step) const {
    const CallRecord whole = play({body});
    ASSERT_EQ(describe(whole), expected_);
    for (std::size_t cut = 0; cut <= body.size(); cut += step) {
      const CallRecord call = play({body.substr(0, cut), body.substr(cut)});
      if (!same(call, whole)) FAIL() << "cut at " << cut << ": " << describe(call).dump(2);
    }
  }
  /// Apart from times, which the pieces decide.
  [[nodiscard]] static bool same(const CallRecord& a, const CallRecord& b) {
    return a.facts == b.facts && a.identity == b.identity && a.outcome == b.outcome && a.cost == b.cost &&
           a.saved == b.saved && a.error_type == b.error_type && a.transport == b.transport;
  }

  test::HttpText request_;
  test::HttpText response_;
  std::string slot_;
  Json expected_;
};

/// One stream of each form is cut at every byte; of the others every seventh cut does, of long bodies fewer, and byte
/// by byte all meet.
std::size_t cut_step(std::string_view name, std::size_t body_size) {
  constexpr std::array<std::string_view, 5> kEveryByte{"stream_text", "chat_stream_with_usage", "responses_stream",
                                                       "stream_sse", "stream_json_array"};
  return std::ranges::find(kEveryByte, name) != kEveryByte.end() ? 1 : std::max<std::size_t>(7, body_size / 300);
}

TEST_P(ProviderFixture, GivesTheExpectedCallAtEveryCut) {
  expect_at_cuts(response_.body, cut_step(GetParam().filename().string(), response_.body.size()));
}

TEST_P(ProviderFixture, GivesTheExpectedCallByteByByte) {
  std::vector<std::string_view> bytes;
  for (const char& byte : response_.body) bytes.emplace_back(&byte, 1);
  EXPECT_EQ(describe(play(bytes)), expected_);
}

TEST_P(ProviderFixture, GivesTheExpectedCallInEveryContentCoding) {
  for (const std::string coding : {"gzip", "deflate", "br", "zstd"}) {
    SCOPED_TRACE(coding);
    const std::string plain = response_.body;
    const auto headers = response_.headers;
    response_.headers.add("Content-Encoding", coding);
    expect_at_cuts(test::encode(coding, plain), 37);
    response_.headers = headers;
  }
}

TEST_P(ProviderFixture, ReadsACompressedRequest) {
  for (const std::string coding : {"gzip", "zstd"}) {
    const test::HttpText plain = request_;
    request_.headers.add("content-encoding", coding);
    request_.body = test::encode(coding, plain.body);
    EXPECT_EQ(describe(play({response_.body})), expected_) << coding;
    request_ = plain;
  }
}

INSTANTIATE_TEST_SUITE_P(Cases, ProviderFixture, testing::ValuesIn(cases()), [](const auto& test) {
  return test.param.parent_path().filename().string() + "_" + test.param.filename().string();
});

}  // namespace
}  // namespace tabacus::analytics
