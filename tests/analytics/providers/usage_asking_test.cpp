#include <gtest/gtest.h>

#include "analytics/providers/provider.hpp"

namespace tabacus::analytics {
namespace {

const UsageAsking& asking() { return *provider_of_slot("openai")->usage_asking; }

struct RequestCase {
  std::string_view sent;
  std::optional<std::string> asked;
};

TEST(UsageAsking, AddsItsQuestionToAStreamWhoseClientSaysNothingOfIt) {
  const RequestCase cases[] = {
      {R"({"model":"m","stream":true})", R"({"stream_options":{"include_usage":true},"model":"m","stream":true})"},
      {"\n { \"stream\" : true }", "\n {\"stream_options\":{\"include_usage\":true}, \"stream\" : true }"},
      {R"({"stream":true,"messages":[{"content":"\"stream_options\":{}","stream_options":1}]})",
       R"({"stream_options":{"include_usage":true},"stream":true,)"
       R"("messages":[{"content":"\"stream_options\":{}","stream_options":1}]})"},
      {R"({"stream":true,"stream_options":{"include_usage":true}})", {}},
      {R"({"stream":true,"stream_options":{"include_usage":false}})", {}},
      {R"({"stream":true,"stream_options":{}})", {}},
      {R"({"stream":true,"stream_options":null})", {}},
      {R"({"stream":true,"data_sources":[]})", {}},
      {R"({"stream":false})", {}},
      {R"({"stream":"true"})", {}},
      {R"({"messages":[{"stream":true}]})", {}},
      {R"([{"stream":true}])", {}},
      {R"({"stream":true)", {}},
      {"{}", {}},
      {"", {}},
  };
  for (const RequestCase& row : cases) EXPECT_EQ(asking().asked(row.sent), row.asked) << row.sent;
}

struct TargetCase {
  CallTarget target;
  bool may_ask;
};

TEST(UsageAsking, IsForCompletionsOfHostsThatTakeTheQuestion) {
  const TargetCase cases[] = {
      {{"openai", "api.openai.com", "POST", "/v1/chat/completions"}, true},
      {{"openai", "127.0.0.1", "POST", "/v1/chat/completions"}, true},
      {{"openai", "gateway.example.com", "POST", "/v1/completions"}, true},
      {{"openai", "openrouter.ai", "POST", "/api/v1/chat/completions"}, true},
      {{"openai", "api.openai.com", "POST", "/v1/responses"}, false},
      {{"openai", "api.openai.com", "POST", "/v1/embeddings"}, false},
      {{"openai", "api.openai.com", "GET", "/v1/chat/completions"}, false},
      {{"openai", "api.mistral.ai", "POST", "/v1/chat/completions"}, false},
      {{"openai", "x.openai.azure.com", "POST", "/openai/deployments/d/chat/completions"}, false},
      {{"openai", "x.openai.azure.com", "POST", "/openai/deployments/d/chat/completions", "api-version=2024-06-01"},
       false},
      {{"openai", "x.openai.azure.com", "POST", "/openai/deployments/d/chat/completions", "api-version=preview"},
       false},
      {{"openai", "x.openai.azure.com", "POST", "/openai/deployments/d/chat/completions", "a=b&api-version=2024-10-21"},
       true},
      {{"openai", "x.openai.azure.com", "POST", "/openai/v1/chat/completions"}, true},
  };
  for (const TargetCase& row : cases)
    EXPECT_EQ(asking().may_ask(row.target), row.may_ask) << row.target.host << row.target.path;
}

struct EventCase {
  std::string_view data;
  bool is_answer;
};

TEST(UsageAsking, KnowsTheEventThatOnlyTheQuestionBrings) {
  const EventCase cases[] = {
      {R"({"choices":[],"usage":{"prompt_tokens":1}})", true},
      {R"({"id":"x","choices":[],"usage":{"prompt_tokens":1},"service_tier":"default"})", true},
      {R"({"choices":[],"usage":null})", false},
      {R"({"choices":[],"prompt_filter_results":[]})", false},
      {R"({"choices":[{"index":0}],"usage":{"prompt_tokens":1}})", false},
      {R"({"choices":{},"usage":{"prompt_tokens":1}})", false},
      {R"({"usage":{"prompt_tokens":1}})", false},
      {R"({"choices":[],"usage":{},"error":{"message":"x"}})", false},
      {R"({"choices":[{"delta":{"content":"\"usage\":{} \"choices\":[]"}}]})", false},
      {"[DONE]", false},
      {R"({"usage":)", false},
      {"", false},
  };
  for (const EventCase& row : cases) EXPECT_EQ(asking().is_answer(row.data), row.is_answer) << row.data;
}

TEST(UsageAsking, IsOfOpenAiAlone) {
  for (const Provider* provider : providers())
    EXPECT_EQ(provider->usage_asking != nullptr, provider->id == "openai") << provider->id;
}

}  // namespace
}  // namespace tabacus::analytics
