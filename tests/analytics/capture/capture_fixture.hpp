// One tab's port in front of a scripted upstream, and what the tap was told.
#pragma once

#include <gmock/gmock.h>

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "analytics/capture/tab_listener.hpp"
#include "analytics/net/io_thread.hpp"
#include "tests/support/fake_upstream.hpp"
#include "tests/support/stepped_clock.hpp"

namespace tabacus::analytics::test {

using tabacus::test::FakeUpstream;
using tabacus::test::plain_answer;
using tabacus::test::RawSocket;
using tabacus::test::read_head;
using tabacus::test::StreamEnd;

/// What the tap was told of one exchange, put together.
struct TappedExchange {
  std::optional<ExchangeOpened> opened;
  std::optional<ResponseHead> response;
  std::string request_body;
  std::string response_body;
  int bodies_ended = 0;
  bool lossy = false;            ///< the tap was not told of some of its bytes
  std::uint64_t lost_bytes = 0;  ///< how many
  std::optional<ExchangeClosed> closed;
};

/// Keeps what a port carried as a proxy.
class TunnelLog final : public TunnelSink {
 public:
  void on_tunnel_ended(const TunnelRecord& tunnel) override {
    const std::lock_guard lock{mutex_};
    tunnels_.push_back(tunnel);
  }
  [[nodiscard]] std::vector<TunnelRecord> tunnels() const {
    const std::lock_guard lock{mutex_};
    return tunnels_;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<TunnelRecord> tunnels_;
};

class CaptureFixture : public testing::Test {
 protected:
  CaptureFixture();
  ~CaptureFixture() override;
  void TearDown() override;

  void start_upstream(FakeUpstream::Script script);
  /// Starts it, and opens the tab's port before it.
  void serve_upstream(FakeUpstream::Script script);
  /// From now on ports speak TLS too, with that certificate.
  void speak_tls(const net::Credential& credential);
  /// Opens the tab's port with that upstream for slot_; https upstreams may be certified by
  /// authority_file_.
  void open_port(const std::string& upstream_url);
  [[nodiscard]] std::uint16_t port() const { return listener_->port(); }
  [[nodiscard]] RawSocket connect() const { return RawSocket::connect(port()); }
  /// "<method> /TOKEN/<slot_><path> HTTP/1.1" with our Host and `fields`, each ended by CRLF.
  [[nodiscard]] std::string head(std::string_view method, std::string_view path, std::string_view fields = "") const;
  [[nodiscard]] std::string post(std::string_view path, std::string_view body) const;
  [[nodiscard]] const std::string& token() const { return listener_->tab().token; }
  [[nodiscard]] FakeUpstream& upstream() const { return *upstream_; }

  /// Closes the port and returns all exchanges in the order of their opening.
  [[nodiscard]] std::vector<TappedExchange> close_and_collect();
  /// All that were told; complete once the port is closed.
  [[nodiscard]] std::vector<TunnelRecord> tunnels() const { return tunnel_log_.tunnels(); }

  /// To be changed before the port is opened.
  std::map<std::string, std::vector<std::string>> names_{{"localhost", {"127.0.0.1"}}};  ///< all that resolve
  std::string slot_ = "anthropic";
  bool asks_for_usage_ = false;
  bool is_forward_proxy_ = false;
  std::shared_ptr<CertificateAuthority> authority_;

  /// Puts the clock forward by hours and waits until every limit that has passed by then was acted upon.
  void let_hours_pass();
  void close_port(std::chrono::milliseconds grace = std::chrono::milliseconds{2000});
  [[nodiscard]] tabacus::test::SteppedClock& clock() { return clock_; }
  [[nodiscard]] std::int64_t tap_gaps() const { return services_.tap_gaps; }

  /// Removed with the test; missing until something writes it.
  const std::filesystem::path authority_file_ =
      std::filesystem::temp_directory_path() / fmt::format("tabacus-test-{}.pem", random_token(12));
  CorporateProxy proxy_;

 private:
  [[nodiscard]] Result<std::vector<std::string>> look_up(const std::string& name) const;

  tabacus::test::SteppedClock clock_;
  Tap tap_;
  TunnelLog tunnel_log_;
  std::unique_ptr<FakeUpstream> upstream_;
  std::unique_ptr<net::IoThread> thread_ = std::make_unique<net::IoThread>("net");
  net::Dialer dialer_{thread_->executor(), {.trust = {{authority_file_}}, .look_up = [this](const std::string& name) {
                                              return look_up(name);
                                            }}};
  CaptureServices services_{thread_->executor(), dialer_, tap_, clock_, {}, 0, 0};
  std::shared_ptr<TabListener> listener_;
};

}  // namespace tabacus::analytics::test
