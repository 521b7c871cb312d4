// Every folder of tests/fixtures/providers/<slot>/<case> holds a request and an answer as they stood on the wire and
// the call that they are. Each is fed whole, byte by byte, in two pieces, and in every content coding.
// TABACUS_UPDATE_GOLDEN=1 rewrites the expectations; the diff is the argument.
#include <gmock/gmock.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "base/paths.hpp"
#include "tests/support/encode.hpp"
#include "tests/support/exchange_script.hpp"

namespace tabacus::analytics {
namespace {

using Json = nlohmann::ordered_json;
namespace fs = std::filesystem;

const PriceBook& shipped() {
  static const PriceBook kBook = PriceBook::shipped();
  return kBook;
}

void put(Json& out, const char* key, const std::string& text) {
  if (!text.empty()) out[key] = text;
}
void put(Json& out, const char* key, std::optional<std::int64_t> number) {
  if (number) out[key] = *number;
}
template <typename Kind>
void put(Json& out, const char* key, std::optional<Quantity<Kind>> quantity) {
  if (quantity) out[key] = quantity->count();
}

constexpr const char* kOutcomes[] = {"ok", "error", "aborted", "truncated", "refused", "lossy", "undecoded"};
constexpr const char* kStops[] = {"unknown", "stop",           "length", "tool_use",
                                  "refusal", "content_filter", "error",  "pause"};
constexpr const char* kStates[] = {"missing", "estimated", "partial", "measured"};
constexpr const char* kTransports[] = {"http", "sse", "websocket"};
constexpr const char* kBillings[] = {"api", "subscription", "local"};
constexpr const char* kBases[] = {"none", "host", "slot"};

template <std::size_t N, typename Enum>
const char* word(const char* const (&words)[N], Enum value) {
  return words[static_cast<std::size_t>(value)];
}

Json describe_usage(const Usage& usage) {
  Json out = Json::object();
  put(out, "input_uncached", usage.input_uncached);
  put(out, "cache_read", usage.cache_read);
  put(out, "cache_write_5m", usage.cache_write_5m);
  put(out, "cache_write_1h", usage.cache_write_1h);
  put(out, "output_total", usage.output_total);
  put(out, "output_reasoning", usage.output_reasoning);
  put(out, "audio_input", usage.audio_input);
  put(out, "audio_output", usage.audio_output);
  put(out, "image_input", usage.image_input);
  put(out, "tool_prompt", usage.tool_prompt);
  put(out, "web_searches", usage.web_searches);
  put(out, "web_fetches", usage.web_fetches);
  put(out, "code_runs", usage.code_runs);
  put(out, "provider_cost_nano", usage.provider_cost);
  put(out, "service_tier", usage.service_tier);
  put(out, "region", usage.region);
  put(out, "speed", usage.speed);
  put(out, "identity", usage.identity);
  return out;
}

/// What is known of the call; times apart, which the pieces decide.
Json describe(const CallRecord& call) {
  Json out;
  out["provider"] = call.provider;
  out["api"] = call.facts.api;
  out["outcome"] = word(kOutcomes, call.outcome);
  put(out, "status", call.status ? std::optional<std::int64_t>{*call.status} : std::nullopt);
  put(out, "error_type", call.error_type);
  out["transport"] = word(kTransports, call.transport);
  put(out, "model_requested", call.facts.model_requested);
  put(out, "model_served", call.facts.model_served);
  out["stop"] = word(kStops, call.facts.stop);
  put(out, "stop_raw", call.facts.stop_raw);
  out["usage_state"] = word(kStates, call.facts.usage_state);
  out["usage"] = describe_usage(call.facts.usage);
  put(out, "tool_calls", call.facts.tool_calls);
  out["content_deltas"] = call.facts.content_deltas;
  put(out, "session", call.identity.wire_session);
  put(out, "agent", call.identity.agent);
  put(out, "parent_agent", call.identity.parent_agent);
  put(out, "client", call.identity.client);
  put(out, "client_version", call.identity.client_version);
  put(out, "request_id", call.request_id);
  put(out, "response_id", call.facts.response_id);
  if (call.billing != Billing::Api) out["billing"] = word(kBillings, call.billing);
  put(out, "cost_nano", call.cost);
  put(out, "saved_nano", call.saved);
  out["price_basis"] = word(kBases, call.price_basis);
  return out;
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

/// One stream of each form is cut at every byte; of the others every seventh cut does, and byte by byte all meet.
std::size_t cut_step(std::string_view name) {
  constexpr std::array<std::string_view, 5> kEveryByte{"stream_text", "chat_stream_with_usage", "responses_stream",
                                                       "stream_sse", "stream_json_array"};
  return std::ranges::find(kEveryByte, name) != kEveryByte.end() ? 1 : 7;
}

TEST_P(ProviderFixture, GivesTheExpectedCallAtEveryCut) {
  expect_at_cuts(response_.body, cut_step(GetParam().filename().string()));
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
    response_.headers.fields.emplace_back("Content-Encoding", coding);
    expect_at_cuts(test::encode(coding, plain), 37);
    response_.headers = headers;
  }
}

TEST_P(ProviderFixture, ReadsACompressedRequest) {
  for (const std::string coding : {"gzip", "zstd"}) {
    const test::HttpText plain = request_;
    request_.headers.fields.emplace_back("content-encoding", coding);
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
