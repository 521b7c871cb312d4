#include "tests/bench/decode/streams.hpp"

#include <fmt/format.h>

#include <array>
#include <functional>
#include <string_view>

namespace tabacus::bench {
namespace {

constexpr std::array<std::string_view, 8> kWords{" the",          " proxy forwards", " it,\\n", " \\\"quoted\\\"",
                                                 " na\xC3\xAFve", " std::move(x)",   " bytes",  " and"};

std::string_view word(std::size_t i) { return kWords[i * 7919 % kWords.size()]; }

/// Appends events until the body is long enough.
SampleStream fill(SampleStream stream, std::size_t bytes, const std::function<std::string(std::size_t)>& event) {
  stream.body.reserve(bytes + 1024);
  for (std::size_t i = 0; stream.body.size() < bytes; ++i, ++stream.events) stream.body += event(i);
  return stream;
}

std::string chat_chunk(std::string_view choices, std::string_view rest) {
  return fmt::format(
      R"(data: {{"id":"chatcmpl-Bx1","object":"chat.completion.chunk","created":1790000000,"model":"gpt-4o-2024-08-06",)"
      R"("service_tier":"default","system_fingerprint":"fp_07871e2ad8","choices":{}{}}})"
      "\n\n",
      choices, rest);
}

SampleStream chat(std::size_t bytes, bool with_usage) {
  SampleStream stream{.name = with_usage ? "openai_chat" : "openai_chat_without_usage",
                      .slot = "openai",
                      .host = "api.openai.com",
                      .path = "/v1/chat/completions",
                      .request = R"({"model":"gpt-4o","stream":true,"messages":[]})"};
  stream = fill(std::move(stream), bytes, [&](std::size_t i) {
    return chat_chunk(
        fmt::format(R"([{{"index":0,"delta":{{"content":"{}"}},"logprobs":null,"finish_reason":null}}])", word(i)),
        with_usage ? R"(,"usage":null)" : "");
  });
  stream.body += chat_chunk(R"([{"index":0,"delta":{},"logprobs":null,"finish_reason":"stop"}])", "");
  if (with_usage)
    stream.body += chat_chunk("[]", R"(,"usage":{"prompt_tokens":1000,"completion_tokens":5000,"total_tokens":6000})");
  stream.body += "data: [DONE]\n\n";
  return stream;
}

SampleStream messages(std::size_t bytes) {
  SampleStream stream{.name = "anthropic_messages",
                      .slot = "anthropic",
                      .host = "api.anthropic.com",
                      .path = "/v1/messages",
                      .request = R"({"model":"claude-sonnet-4-5","stream":true,"messages":[]})"};
  stream.body =
      "event: message_start\n"
      R"(data: {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant",)"
      R"("model":"claude-sonnet-4-5-20250929","content":[],"stop_reason":null,)"
      R"("usage":{"input_tokens":25,"cache_read_input_tokens":90000,"output_tokens":1}}})"
      "\n\n";
  stream = fill(std::move(stream), bytes, [](std::size_t i) {
    const bool is_tool = i % 5 == 4;
    return fmt::format(
        "event: content_block_delta\ndata: {{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{{"
        "\"type\":\"{}\",\"{}\":\"{}\"}}}}\n\n",
        is_tool ? "input_json_delta" : "text_delta", is_tool ? "partial_json" : "text", word(i));
  });
  stream.body +=
      "event: message_delta\n"
      R"(data: {"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},)"
      R"("usage":{"output_tokens":5000}})"
      "\n\nevent: message_stop\ndata: {\"type\":\"message_stop\"}\n\n";
  return stream;
}

SampleStream responses(std::size_t bytes) {
  SampleStream stream{.name = "openai_responses",
                      .slot = "openai",
                      .host = "api.openai.com",
                      .path = "/v1/responses",
                      .request = R"({"model":"gpt-5","stream":true,"input":[]})"};
  stream = fill(std::move(stream), bytes, [](std::size_t i) {
    return fmt::format(
        "event: response.output_text.delta\ndata: {{\"type\":\"response.output_text.delta\",\"sequence_number\":{},"
        "\"item_id\":\"msg_6876\",\"output_index\":0,\"content_index\":0,\"delta\":\"{}\",\"logprobs\":[],"
        "\"obfuscation\":\"aBcDeF\"}}\n\n",
        i, word(i));
  });
  stream.body +=
      "event: response.completed\n"
      R"(data: {"type":"response.completed","response":{"id":"resp_1","status":"completed","model":"gpt-5-2025-08-07",)"
      R"("output":[],"usage":{"input_tokens":1000,"output_tokens":5000,"total_tokens":6000}}})"
      "\n\n";
  return stream;
}

SampleStream generate_content(std::size_t bytes) {
  SampleStream stream{.name = "gemini",
                      .slot = "gemini",
                      .host = "generativelanguage.googleapis.com",
                      .path = "/v1beta/models/gemini-2.5-pro:streamGenerateContent",
                      .request = R"({"contents":[]})"};
  const auto chunk = [](std::string_view text, std::size_t count, std::string_view reason) {
    return fmt::format(
        R"(data: {{"candidates":[{{"content":{{"parts":[{{"text":"{}"}}],"role":"model"}},{}"index":0}}],)"
        R"("usageMetadata":{{"promptTokenCount":1000,"candidatesTokenCount":{},"totalTokenCount":{},)"
        R"("promptTokensDetails":[{{"modality":"TEXT","tokenCount":1000}}]}},"modelVersion":"gemini-2.5-pro",)"
        R"("responseId":"r1"}})"
        "\r\n\r\n",
        text, reason, count, 1000 + count);
  };
  stream = fill(std::move(stream), bytes, [&](std::size_t i) { return chunk(word(i), i, ""); });
  stream.body += chunk("", stream.events, R"("finishReason":"STOP",)");
  return stream;
}

}  // namespace

std::vector<SampleStream> sample_streams(std::size_t bytes) {
  return {chat(bytes, false), chat(bytes, true), messages(bytes), responses(bytes), generate_content(bytes)};
}

std::string long_request(std::size_t bytes) {
  std::string text =
      R"({"model":"claude-sonnet-4-5","max_tokens":32000,"stream":true,"metadata":{"user_id":"user_1_session_x"},)"
      R"("system":[{"type":"text","text":"You are an agent.","cache_control":{"type":"ephemeral","ttl":"1h"}}],"tools":[)";
  for (int i = 0; i < 40; ++i)
    text += fmt::format(R"({}{{"name":"tool_{}","description":"{}","input_schema":{{"type":"object"}}}})",
                        i == 0 ? "" : ",", i, std::string(400, 'd'));
  text += R"(],"messages":[)";
  for (std::size_t i = 0; text.size() < bytes; ++i) {
    text += i == 0 ? "" : ",";
    if (i % 2 == 0)
      text += fmt::format(R"({{"role":"assistant","content":[{{"type":"tool_use","id":"toolu_{}","name":"tool_1",)"
                          R"("input":{{"path":"/src/{}.cpp","offset":{}}}}}]}})",
                          i, i, i);
    else
      text += R"({"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":")";
    if (i % 2 == 0) continue;
    for (std::size_t line = 0; line < 60; ++line) text += fmt::format("  {}:{}\\n", line, word(i + line));
    text += R"("}]})";
  }
  return text += "]}";
}

}  // namespace tabacus::bench
