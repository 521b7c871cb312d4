// The upstream of the proxy benchmark: one epoll loop, plain and TLS. What a request asks for stands in its query:
//   ?do=answer                       a small JSON answer; X-First-Byte says when the request's body began to come
//   ?do=stream&n=300&gap_us=5000     so many events, each with the moment at which it was sent: "@nanoseconds@"
//   ?do=bulk&mb=100                  so many MB of events, as fast as they are taken
//   ?do=checked&n=300&gap_us=5000    so many events of checked.hpp, of number id=ID, with the hash of the request's
//   body ?do=silent                       no answer at all ?do=closed&of=ID                 answers once the connection
//   that sent id=ID has ended, with X-Value: the moment ?do=written&of=ID                X-Value: how many bytes that
//   connection was sent so far
// Any of them may carry id=ID. A WebSocket upgrade is accepted; every message is answered by a finished response.
#pragma once

#include <string>
#include <string_view>

namespace tabacus::bench {

/// Prints its plain and its TLS port on one line and serves until it is killed. The files are PEM.
[[noreturn]] void run_upstream(const std::string& certificate_file, const std::string& key_file);

/// The small request that goes with every POST, and the end of the small answer.
inline constexpr std::string_view kSmallRequest =
    R"({"model":"claude-opus-4-5","max_tokens":16,"messages":[{"role":"user","content":"a small question"}]})";
inline constexpr std::string_view kSmallAnswerEnd = "\"output_tokens\":3}}";

}  // namespace tabacus::bench
