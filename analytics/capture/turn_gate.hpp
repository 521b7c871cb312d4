// Holds the messages of a WebSocket's client until their kind is known, so that one which asks for a call goes upstream
// only when a budget lets it. Sans-IO; net thread.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "analytics/model/http_head.hpp"
#include "analytics/providers/provider.hpp"
#include "analytics/wire/ws_frame.hpp"
#include "analytics/wire/ws_head.hpp"

namespace tabacus::analytics {

class TurnGate {
 public:
  /// Whether the call may be made; asked once for each message that asks for one.
  using Admit = std::function<bool()>;

  /// `answer` is the head of the 101. Null: its messages cannot be read, or this family has no turns.
  [[nodiscard]] static std::unique_ptr<TurnGate> of(const Headers& answer, const Provider& provider, Admit admit);
  TurnGate(std::optional<WsDeflateTerms::Side> client, const Provider& provider, Admit admit);

  /// What of the client's bytes so far may go upstream now; valid until the next call. After a refusal nothing more
  /// does.
  [[nodiscard]] std::string_view from_client(std::string_view bytes);
  [[nodiscard]] bool refused() const { return refused_; }

  /// Bytes of the upstream's on their way to the client.
  void from_upstream(std::string_view bytes);
  /// A message of our own may go to the client here.
  [[nodiscard]] bool may_speak() const { return upstream_.between_messages(); }

 private:
  // Whoever has not told by then what he wants is taken to ask.
  static constexpr std::size_t kMaxTextBytes = 64 * 1024;

  void take(std::string_view frame_part);
  void judge(bool is_whole);

  const Provider& provider_;
  const Admit admit_;
  WsFrameReader reader_;
  WsCutter client_;
  WsCutter upstream_;
  std::string passed_;
  std::string held_;     // of the message at hand, while it is not judged
  std::string text_;     // of it, unmasked and inflated
  bool judged_ = false;  // the message at hand
  bool readable_ = true;
  bool refused_ = false;
};

/// What the client is told in place of its answer: an error in the provider's form, and the end of the connection.
[[nodiscard]] std::string refusal_on_socket(const Provider& provider, int status, std::string_view error_body);

}  // namespace tabacus::analytics
