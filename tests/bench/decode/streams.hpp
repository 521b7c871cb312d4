// Answers of the size that agents get, made up: the same bytes for us and for our peers.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace tabacus::bench {

/// A stream as its provider spells it, and how to ask for it.
struct SampleStream {
  std::string name;  ///< "openai_chat"
  std::string slot;
  std::string host;
  std::string path;
  std::string request;
  std::string body = {};
  std::size_t events = 0;
};

/// Of about `bytes` each, most of it deltas of text, some of tool input; the ends tell usage but for the first, an
/// OpenAI chat that was not asked to.
[[nodiscard]] std::vector<SampleStream> sample_streams(std::size_t bytes);

/// A conversation of about that size, as Claude Code sends it.
[[nodiscard]] std::string long_request(std::size_t bytes);

}  // namespace tabacus::bench
