#include "tests/bench/proxy/checked.hpp"

#include <fmt/format.h>

namespace tabacus::bench {
namespace {

/// splitmix64.
std::uint64_t mixed(std::uint64_t seed) {
  seed += 0x9e3779b97f4a7c15;
  seed = (seed ^ (seed >> 30)) * 0xbf58476d1ce4e5b9;
  seed = (seed ^ (seed >> 27)) * 0x94d049bb133111eb;
  return seed ^ (seed >> 31);
}

std::string words(std::uint64_t seed, std::size_t length) {
  constexpr std::string_view kLetters = "etaoin shrdlu cmfwyp vbgkjq xz ";
  std::string text;
  for (std::uint64_t state = mixed(seed); text.size() < length; state = mixed(state))
    for (std::uint64_t bits = state; bits > 0; bits /= kLetters.size()) text += kLetters[bits % kLetters.size()];
  text.resize(length);
  return text;
}

}  // namespace

std::uint64_t hash_on(std::uint64_t hash, std::string_view bytes) {
  for (const char c : bytes) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return hash;
}

std::string checked_body(std::int64_t id) {
  const auto seed = static_cast<std::uint64_t>(id);
  return fmt::format(R"({{"model":"claude-opus-4-5","max_tokens":99,"messages":[{{"role":"user","content":"{}"}}]}})",
                     words(seed, 100 + mixed(seed) % 6000));
}

std::string checked_start(std::int64_t id) {
  return fmt::format(
      "event: message_start\ndata: {{\"type\":\"message_start\",\"message\":{{\"id\":\"msg_{}\",\"type\":\"message\","
      "\"role\":\"assistant\",\"model\":\"claude-opus-4-5\",\"content\":[],\"usage\":{{\"input_tokens\":10,"
      "\"output_tokens\":1}}}}}}\n\n",
      id);
}

std::string checked_delta(std::int64_t id, std::int64_t number) {
  const auto seed = static_cast<std::uint64_t>(id) * 1'000'003 + static_cast<std::uint64_t>(number);
  return fmt::format(
      "event: content_block_delta\ndata: {{\"type\":\"content_block_delta\",\"index\":0,"
      "\"delta\":{{\"type\":\"text_delta\",\"text\":\"{}\"}}}}\n\n",
      words(seed, 5 + mixed(seed) % 120));
}

std::string checked_end(std::int64_t events, std::uint64_t body_hash) {
  return fmt::format(
      "event: message_delta\ndata: {{\"type\":\"message_delta\",\"delta\":{{\"stop_reason\":\"end_turn\"}},"
      "\"usage\":{{\"output_tokens\":{}}}}}\n\n: request {:016x}\n\nevent: message_stop\ndata: "
      "{{\"type\":\"message_stop\"}}\n\n",
      events, body_hash);
}

}  // namespace tabacus::bench
