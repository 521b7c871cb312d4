// Plays one exchange to the meter's state machine: what a proxy would tap, without the proxy.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analytics/metering/exchange.hpp"
#include "base/text.hpp"

namespace tabacus::test {

/// A message as text: start line, header lines, blank line, body. Lines end in LF.
struct HttpText {
  std::string start_line;
  analytics::Headers headers;
  std::string body;
};

inline HttpText parse_http_text(std::string_view text) {
  HttpText message;
  const auto head_end = text.find("\n\n");
  message.body = head_end == std::string_view::npos ? "" : text.substr(head_end + 2);
  for (const std::string_view line : split(text.substr(0, head_end), '\n')) {
    const auto colon = line.find(':');
    if (message.start_line.empty())
      message.start_line = line;
    else if (colon != std::string_view::npos)
      message.headers.add(line.substr(0, colon), trim(line.substr(colon + 1)));
  }
  return message;
}

inline analytics::ExchangeOpened opened_by(const HttpText& request, std::string_view slot) {
  const auto words = split(request.start_line, ' ');
  const std::string_view target = words.at(1);
  const std::string host{request.headers.find("host")};
  return {.tab = TabId::mint(),
          .tab_session = TabSessionId::mint(),
          .slot = std::string{slot},
          .upstream_host = host.substr(0, host.find(':')),
          .upstream_is_loopback = host.starts_with("127.0.0.1"),
          .wall = from_epoch_us(1'790'000'000'000'000),
          .request = {std::string{words.at(0)}, std::string{target}, request.headers},
          .endpoint = std::string{target.substr(0, target.find('?'))}};
}

inline analytics::ResponseStarted started_by(const HttpText& response) {
  const auto words = split(response.start_line, ' ');
  return {{static_cast<int>(parse_int(words.at(1)).value_or(0)), "", response.headers}};
}

/// A whole exchange whose answer's body comes in these pieces, a millisecond apart.
inline analytics::CallRecord play(const HttpText& request, const HttpText& response,
                                  const std::vector<std::string_view>& pieces, std::string_view slot,
                                  const analytics::PriceBook& book) {
  using namespace analytics;
  SteadyTime now{};
  const auto exchange = open_exchange(opened_by(request, slot), now, book);
  if (!exchange) return {};
  exchange->on_body({Direction::ToUpstream, request.body}, now);
  exchange->on_body_end({Direction::ToUpstream});
  exchange->on_response(started_by(response));
  for (const std::string_view piece : pieces)
    exchange->on_body({Direction::ToClient, std::string{piece}}, now += std::chrono::milliseconds{1});
  exchange->on_body_end({Direction::ToClient});
  exchange->on_closed({}, now);
  return exchange->take_finished().at(0);
}

}  // namespace tabacus::test
