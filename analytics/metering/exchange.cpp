#include "analytics/metering/exchange.hpp"

#include <algorithm>

#include "analytics/metering/batch_exchange.hpp"
#include "analytics/metering/http_exchange.hpp"
#include "analytics/metering/socket_exchange.hpp"
#include "analytics/providers/provider.hpp"
#include "base/text.hpp"

namespace tabacus::analytics {
namespace {

CallTarget target_of(const ExchangeOpened& opened) {
  const std::string_view target = opened.request.target;
  const std::string_view path = path_of(target);
  return {.slot = opened.slot,
          .host = opened.upstream_host,
          .method = opened.request.method,
          .path = path,
          .query = target.substr(std::min(path.size() + 1, target.size()))};
}

bool asks_for_websocket(const RequestHead& request) {
  return request.method == "GET" && equals_ignore_case(request.headers.find("upgrade"), "websocket");
}

}  // namespace

std::unique_ptr<Exchange> open_exchange(const ExchangeOpened& opened, SteadyTime at, const PriceBook& book,
                                        CallMemory* memory) {
  const CallTarget target = target_of(opened);
  const Provider* family = family_of(target);
  if (family != nullptr && family->batch_results != nullptr) {
    if (std::string batch = family->batch_results->batch_of(target); !batch.empty())
      return std::make_unique<BatchExchange>(OpenCall{opened, at, *family, book, memory}, *family->batch_results,
                                             std::move(batch), memory);
  }
  if (const Provider* provider = claim(target)) {
    if (opened.paused) return nullptr;
    return std::make_unique<HttpExchange>(OpenCall{opened, at, *provider, book, memory}, provider->make_decoder(target),
                                          opened.request.headers);
  }
  if (!asks_for_websocket(opened.request) || family == nullptr || family->make_socket_decoder == nullptr)
    return nullptr;
  auto decoder = family->make_socket_decoder(target);
  if (!decoder) return nullptr;
  return std::make_unique<SocketExchange>(OpenCall{opened, at, *family, book, memory}, std::move(decoder),
                                          opened.paused ? nullptr : family->make_decoder(target));
}

}  // namespace tabacus::analytics
