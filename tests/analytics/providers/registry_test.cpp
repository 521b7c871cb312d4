#include <gmock/gmock.h>

#include <set>

#include "analytics/providers/provider.hpp"

namespace tabacus::analytics {
namespace {

TEST(Providers, HaveAnIdAndASlotOfTheirOwn) {
  std::set<std::string_view> ids;
  std::set<std::string_view> slots;
  for (const Provider* provider : providers()) {
    EXPECT_TRUE(ids.insert(provider->id).second) << provider->id;
    EXPECT_TRUE(slots.insert(provider->slot).second) << provider->slot;
    EXPECT_EQ(provider_of_slot(provider->slot), provider);
  }
  EXPECT_EQ(provider_of_slot("nobody"), nullptr);
}

struct Route {
  std::string_view slot, method, path;
  std::string_view provider, api;  ///< empty: nobody claims it
};

// A path that merely lies on a provider's host or below its slot is no call (WIRE: routing never guesses).
TEST(Providers, ClaimTheirCallsAndNothingElse) {
  constexpr Route kRoutes[] = {
      {"anthropic", "POST", "/v1/messages", "anthropic", "messages"},
      {"anthropic", "POST", "/gateway/anthropic/v1/messages", "anthropic", "messages"},
      {"anthropic", "POST", "/v1/messages/count_tokens", "anthropic", "count_tokens"},
      {"anthropic", "GET", "/v1/messages", "", ""},
      {"anthropic", "POST", "/v1/messages/batches", "", ""},
      {"anthropic", "POST", "/v1/complete", "anthropic", "complete"},
      {"anthropic", "POST", "/v1/completer", "", ""},
      {"anthropic", "POST", "/v1/projects/p/locations/l/publishers/anthropic/models/claude-x@1:rawPredict", "anthropic",
       "messages"},
      {"anthropic", "POST", "/v1/projects/p/locations/l/publishers/anthropic/models/claude-x@1:streamRawPredict",
       "anthropic", "messages"},
      {"anthropic", "POST", "/v1/projects/p/locations/l/publishers/anthropic/models/count-tokens:rawPredict",
       "anthropic", "count_tokens"},
      {"anthropic", "POST", "/v1/projects/p/locations/l/publishers/anthropic/models/claude-x@1:predict", "", ""},
      {"anthropic", "GET", "/v1/models", "", ""},
      {"anthropic", "HEAD", "/", "", ""},
      {"anthropic", "HEAD", "/api/hello", "", ""},
      {"anthropic", "POST", "/api/event_logging/v2/batch", "", ""},
      {"anthropic", "POST", "/v1/chat/completions", "openai", "chat"},
      {"unknown", "POST", "/v1/messages", "", ""},
      {"openai", "POST", "/v1/chat/completions", "openai", "chat"},
      {"openai", "POST", "/openai/v1/chat/completions", "openai", "chat"},
      {"openai", "POST", "/v1/responses", "openai", "responses"},
      {"openai", "POST", "/backend-api/codex/responses", "openai", "responses"},
      {"openai", "POST", "/v1/embeddings", "openai", "embeddings"},
      {"openai", "POST", "/v1/completions", "openai", "completions"},
      {"openai", "GET", "/v1/responses/resp_1", "", ""},
      {"openai", "POST", "/v1/responses/resp_1/cancel", "", ""},
      {"openai", "GET", "/v1/models", "", ""},
      {"openai", "POST", "/v1/messages", "anthropic", "messages"},
      {"openai", "POST", "/v1/chat/completions/chatcmpl-1", "", ""},
      {"openai", "POST", "/v1/responses/input_tokens", "openai", "count_tokens"},
      {"openai", "POST", "/v1/audio/speech", "openai", "speech"},
      {"openai", "POST", "/v1/audio/transcriptions", "openai", "transcription"},
      {"openai", "POST", "/v1/images/edits", "openai", "images"},
      {"openai", "POST", "/v1/moderations", "openai", "moderations"},
      {"openai", "POST", "/v1/files", "", ""},
      {"openai", "POST", "/v1/batches", "", ""},
      {"openai", "POST", "/openai/deployments/d/chat/completions", "openai", "chat"},
      {"openai", "POST", "/v1/fim/completions", "openai", "completions"},
      {"openai", "POST", "/api/chat", "ollama", "chat"},
      {"ollama", "POST", "/api/chat", "ollama", "chat"},
      {"ollama", "POST", "/api/generate", "ollama", "generate"},
      {"ollama", "POST", "/api/embed", "ollama", "embeddings"},
      {"ollama", "POST", "/v1/chat/completions", "openai", "chat"},
      {"ollama", "POST", "/api/pull", "", ""},
      {"ollama", "GET", "/api/tags", "", ""},
      {"cohere", "POST", "/v2/chat", "cohere", "chat"},
      {"cohere", "POST", "/v2/rerank", "cohere", "rerank"},
      {"cohere", "POST", "/v1/rerank", "cohere", "rerank"},
      {"cohere", "POST", "/v1/classify", "", ""},
      {"dashscope", "POST", "/api/v1/services/aigc/text-generation/generation", "dashscope", "generation"},
      {"openai", "POST", "/api/v1/services/embeddings/text-embedding/text-embedding", "dashscope", "embeddings"},
      {"dashscope", "POST", "/services/rerank/text-rerank/text-rerank", "dashscope", "rerank"},
      {"dashscope", "GET", "/api/v1/tasks/1", "", ""},
      {"dashscope", "POST", "/compatible-mode/v1/chat/completions", "openai", "chat"},
      {"bedrock", "POST", "/model/anthropic.claude-x-v1%3A0/invoke", "bedrock", "invoke"},
      {"bedrock", "POST", "/model/anthropic.claude-x-v1:0/invoke-with-response-stream", "bedrock", "invoke"},
      {"bedrock", "POST", "/model/m/converse", "bedrock", "converse"},
      {"bedrock", "POST", "/model/m/converse-stream", "bedrock", "converse"},
      {"bedrock", "POST", "/model/m/count-tokens", "bedrock", "count_tokens"},
      {"bedrock", "POST", "/model/m/invoke-agent", "", ""},
      {"bedrock", "POST", "/guardrail/g/version/1/apply", "", ""},
      {"gemini", "POST", "/v1beta/models/gemini-2.5-pro:generateContent", "gemini", "generate_content"},
      {"gemini", "POST", "/v1/models/gemini-2.5-pro:streamGenerateContent", "gemini", "generate_content"},
      {"gemini", "POST", "/v1beta1/publishers/google/models/m:generateContent", "gemini", "generate_content"},
      {"gemini", "POST", "/v1internal:streamGenerateContent", "gemini", "generate_content"},
      {"gemini", "POST", "/v1beta/models/gemini-2.5-pro:countTokens", "gemini", "count_tokens"},
      {"gemini", "GET", "/v1beta/models", "", ""},
      {"gemini", "POST", "/v1beta/models/m:embedContent", "gemini", "embeddings"},
      {"gemini", "POST", "/v1beta/models/m:batchEmbedContents", "gemini", "embeddings"},
      {"gemini", "POST", "/v1/projects/p/locations/l/publishers/google/models/m:predict", "gemini", "predict"},
      {"gemini", "POST", "/v1/projects/p/locations/l/publishers/other/models/m:predict", "", ""},
      {"gemini", "POST", "/v1/projects/p/locations/l/endpoints/1:predict", "", ""},
      {"gemini", "POST", "/v1beta/models/m:predictLongRunning", "", ""},
  };
  for (const Route& route : kRoutes) {
    const CallTarget target{.slot = route.slot, .host = "127.0.0.1", .method = route.method, .path = route.path};
    const Provider* provider = claim(target);
    EXPECT_EQ(provider == nullptr ? "" : provider->id, route.provider) << route.method << ' ' << route.path;
    EXPECT_EQ(provider == nullptr ? "" : provider->make_decoder(target)->facts().api, route.api) << route.path;
  }
}

TEST(Providers, AreFoundByHostWhereThereIsNoSlot) {
  const CallTarget target{.slot = "", .host = "API.Anthropic.com", .method = "POST", .path = "/v1/messages"};
  ASSERT_NE(claim(target), nullptr);
  EXPECT_EQ(claim(target)->id, "anthropic");
}

TEST(Providers, ReadEveryDialectOfAVendor) {
  struct HostRoute {
    std::string_view host, path, family;  ///< empty: nobody claims it
  };
  constexpr HostRoute kRoutes[] = {
      {"api.deepseek.com", "/chat/completions", "openai"},
      {"api.deepseek.com", "/anthropic/v1/messages", "anthropic"},
      {"openrouter.ai", "/api/v1/responses", "openai"},
      {"us-east5-aiplatform.googleapis.com", "/v1/projects/p/locations/l/publishers/google/models/m:generateContent",
       "gemini"},
      {"us-east5-aiplatform.googleapis.com", "/v1/projects/p/locations/l/publishers/anthropic/models/m:rawPredict",
       "anthropic"},
      {"bedrock-runtime.us-east-1.amazonaws.com", "/model/m/converse", "bedrock"},
      {"mine.openai.azure.com", "/openai/deployments/d/embeddings", "openai"},
      {"ollama.com", "/api/chat", "ollama"},
      {"ollama.com", "/v1/chat/completions", "openai"},
      {"api.cohere.com", "/v2/chat", "cohere"},
      {"dashscope.aliyuncs.com", "/api/v1/services/aigc/multimodal-generation/generation", "dashscope"},
      {"example.com", "/v1/messages", "anthropic"},  // by its path; unpriced, and no call unless it names a model
      {"example.com", "/v1/orders", ""},
      {"s3.eu-central-1.amazonaws.com", "/bucket/object", ""},
  };
  for (const HostRoute& route : kRoutes) {
    const Provider* provider = claim({.slot = "", .host = route.host, .method = "POST", .path = route.path});
    EXPECT_EQ(provider == nullptr ? "" : provider->id, route.family) << route.host << route.path;
  }
}

struct UpstreamPath {
  std::string_view slot, base, below, upstream;
};

// Clients and users disagree on where the version stands; no path may lose or double it, or lose a gateway's base.
TEST(Providers, AskTheUpstreamForThePathItKnows) {
  constexpr UpstreamPath kPaths[] = {
      {"anthropic", "", "/v1/messages", "/v1/messages"},
      {"anthropic", "", "/messages", "/v1/messages"},
      {"anthropic", "/", "/messages", "/v1/messages"},
      {"anthropic", "", "/v1/v1/messages", "/v1/messages"},
      {"anthropic", "/v1", "/v1/messages", "/v1/messages"},
      {"anthropic", "/v1/", "/messages", "/v1/messages"},
      {"anthropic", "/anthropic", "/v1/messages/count_tokens", "/anthropic/v1/messages/count_tokens"},
      {"anthropic", "/gw/v1", "/v1/messages", "/gw/v1/messages"},
      {"anthropic", "", "/v1/models", "/v1/models"},
      {"anthropic", "", "/api/hello", "/api/hello"},
      {"anthropic", "/gw", "/api/hello", "/gw/api/hello"},
      {"anthropic", "", "/", "/"},
      {"anthropic", "", "", "/"},
      {"anthropic", "", "/v1", "/v1"},
      {"openai", "/v1", "/v1/chat/completions", "/v1/chat/completions"},
      {"openai", "/v1", "/chat/completions", "/v1/chat/completions"},
      {"openai", "/v1/", "/v1/v1/responses", "/v1/responses"},
      {"openai", "", "/v1/chat/completions", "/chat/completions"},
      {"openai", "/openai/v1", "/v1/responses", "/openai/v1/responses"},
      {"openai", "/v1beta/openai", "/v1/chat/completions", "/v1beta/openai/chat/completions"},
      {"openai", "/v1", "/v1/models", "/v1/models"},
      {"openai", "", "", "/"},
      {"gemini", "", "/v1beta/models/m:generateContent", "/v1beta/models/m:generateContent"},
      {"gemini", "", "/v1/models/m:generateContent", "/v1/models/m:generateContent"},
      {"gemini", "", "/v1beta1/publishers/google/models/m:generateContent",
       "/v1beta1/publishers/google/models/m:generateContent"},
      {"gemini", "", "/v1internal:generateContent", "/v1internal:generateContent"},
      {"gemini", "", "/models/m:generateContent", "/v1beta/models/m:generateContent"},
      {"gemini", "/v1beta", "/models/m:generateContent", "/v1beta/models/m:generateContent"},
      {"gemini", "/gw/v1beta", "/v1/models/m:generateContent", "/gw/v1/models/m:generateContent"},
      {"gemini", "", "", "/"},
  };
  for (const UpstreamPath& path : kPaths)
    EXPECT_EQ(provider_of_slot(path.slot)->upstream_path(path.base, path.below), path.upstream)
        << path.slot << " base '" << path.base << "' below '" << path.below << "'";
}

TEST(Providers, WriteErrorsInTheirOwnForm) {
  EXPECT_EQ(provider_of_slot("anthropic")->error_body(502, "api_error", "no \"upstream\"\n"),
            R"({"type":"error","error":{"type":"api_error","message":"no \"upstream\"\u000a"}})");
  EXPECT_EQ(provider_of_slot("openai")->error_body(502, "api_error", "x"),
            R"({"error":{"message":"x","type":"api_error","param":null,"code":null}})");
  EXPECT_EQ(provider_of_slot("gemini")->error_body(502, "api_error", "x"),
            R"({"error":{"code":502,"message":"x","status":"UNAVAILABLE"}})");
}

}  // namespace
}  // namespace tabacus::analytics
