// OpenSSL reads and writes buffers of ours, never a socket: it then works over any stream, writes cannot raise SIGPIPE,
// and one read of the socket serves several records.
#include "analytics/net/tls_stream.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>
#include <utility>
#include <vector>

#include "analytics/net/event.hpp"

namespace tabacus::analytics::net {
namespace {

// Small while a connection carries events, larger once reads fill it.
constexpr std::size_t kFirstBuffer = 8 * 1024;
constexpr std::size_t kLargestBuffer = 64 * 1024;
// Encrypted and written at a time: bounds what waits for a slow peer.
constexpr std::size_t kLargestWrite = 64 * 1024;
constexpr std::size_t kKeptBuffer = 16 * 1024;
// Of the four records of a largest write, and of what else may wait.
constexpr std::size_t kRecordOverhead = 512;

/// Ciphertext on its way in and out.
struct Wires {
  std::vector<char> in = std::vector<char>(kFirstBuffer);
  std::size_t in_begin = 0;
  std::size_t in_end = 0;
  std::string out;
};

int wires_read(BIO* bio, char* into, std::size_t size, std::size_t* got) {
  Wires& wires = *static_cast<Wires*>(BIO_get_data(bio));
  BIO_clear_retry_flags(bio);
  *got = std::min(size, wires.in_end - wires.in_begin);
  if (*got == 0) {
    BIO_set_retry_read(bio);
    return 0;
  }
  std::memcpy(into, wires.in.data() + wires.in_begin, *got);
  wires.in_begin += *got;
  return 1;
}

int wires_write(BIO* bio, const char* bytes, std::size_t size, std::size_t* taken) {
  BIO_clear_retry_flags(bio);
  static_cast<Wires*>(BIO_get_data(bio))->out.append(bytes, size);
  *taken = size;
  return 1;
}

long wires_control(BIO*, int command, long, void*) { return command == BIO_CTRL_FLUSH ? 1 : 0; }

const BIO_METHOD* wires_method() {
  static const std::unique_ptr<BIO_METHOD, Freed<BIO_meth_free>> method = [] {
    std::unique_ptr<BIO_METHOD, Freed<BIO_meth_free>> made{
        BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "tabacus stream")};
    BIO_meth_set_read_ex(made.get(), wires_read);
    BIO_meth_set_write_ex(made.get(), wires_write);
    BIO_meth_set_ctrl(made.get(), wires_control);
    return made;
  }();
  return method.get();
}

tl::unexpected<Error> closed_here() { return fail(ErrorCode::Closed, "TLS: closed"); }

/// Shared with the coroutine that says goodbye, which may outlast the stream.
struct Session {
  Session(const Executor& on, OwnedSsl owned, std::shared_ptr<const void> its_context, std::unique_ptr<Stream> below)
      : executor{on}, context{std::move(its_context)}, inner{std::move(below)}, ssl{std::move(owned)}, flushed{on} {}

  /// Writes what OpenSSL has put out. One writer at a time: whoever comes second waits for the first, who takes along
  /// what has been added.
  Awaitable<Result<void>> flush() {
    while (flushing) co_await flushed.wait();
    flushing = true;
    while (!wires.out.empty() && !write_error) {
      std::swap(sending, wires.out);
      const Result<void> written = co_await inner->write(sending);
      sending.clear();
      if (!written) write_error = written.error();
    }
    flushing = false;
    flushed.notify();
    if (write_error) co_return fail(*write_error);
    co_return Result<void>{};
  }

  /// More ciphertext; 0 at the end of the stream below. OpenSSL has taken all that came before.
  Awaitable<Result<std::size_t>> fill() {
    if (wires.in_end == wires.in.size() && wires.in.size() < kLargestBuffer)
      wires.in.resize(wires.in.size() * 2);
    else if (wires.in_end < kFirstBuffer / 2 && wires.in.size() > kFirstBuffer)
      wires.in = std::vector<char>(kFirstBuffer);
    wires.in_begin = wires.in_end = 0;
    const Result<std::size_t> got = co_await inner->read_some(wires.in);
    if (got) wires.in_end = *got;
    co_return got;
  }

  /// After an upload: most connections wait for the next small event.
  void release_large_buffers() {
    if (!flushing && sending.capacity() > kKeptBuffer) std::string{}.swap(sending);
    if (wires.out.empty() && wires.out.capacity() > kKeptBuffer) std::string{}.swap(wires.out);
  }

  const Executor executor;
  const std::shared_ptr<const void> context;  // outlives ssl, whose callbacks use it
  const std::unique_ptr<Stream> inner;
  Wires wires;
  const OwnedSsl ssl;
  std::string sending;
  Event flushed;
  bool flushing = false;
  std::optional<Error> write_error;
  bool handshaken = false;
  bool closed = false;
};

Awaitable<void> say_goodbye(std::shared_ptr<Session> session) {
  const Result<void> flushed = co_await session->flush();
  if (flushed && !session->closed) session->inner->shutdown_write();
}

class OpensslStream final : public TlsStream {
 public:
  explicit OpensslStream(std::shared_ptr<Session> session) : session_{std::move(session)} {}
  OpensslStream(const OpensslStream&) = delete;
  OpensslStream& operator=(const OpensslStream&) = delete;
  ~OpensslStream() override { close(Close::Normal); }

  Awaitable<Result<void>> handshake() override {
    Session& session = *session_;
    SSL* ssl = session.ssl.get();
    while (!session.closed) {
      ERR_clear_error();
      const int done = SSL_do_handshake(ssl);
      const int outcome = SSL_get_error(ssl, done);
      const std::string reason = outcome == SSL_ERROR_SSL ? take_openssl_reason() : std::string{};
      if (!session.wires.out.empty()) {  // a flight, or the alert that says why not
        const Result<void> sent = co_await session.flush();
        if (!sent && outcome != SSL_ERROR_SSL) co_return fail(sent.error(), "TLS handshake");
      }
      if (done == 1) {
        session.handshaken = true;
        co_return Result<void>{};
      }
      if (outcome != SSL_ERROR_WANT_READ) co_return refused(reason);
      const Result<std::size_t> got = co_await session.fill();
      if (!got) co_return fail(got.error(), "TLS handshake");
      if (*got == 0) co_return fail(ErrorCode::Closed, "TLS handshake: the other end hung up");
    }
    co_return closed_here();
  }

  bool is_resumed() const override { return SSL_session_reused(session_->ssl.get()) == 1; }

  Awaitable<Result<std::size_t>> read_some(std::span<char> into) override {
    Session& session = *session_;
    while (!session.closed) {
      std::size_t got = 0;
      const int outcome = decrypt(into, got);
      // Answers to key updates. A writer that runs takes them along; waiting for it could block both ends.
      if (!session.wires.out.empty() && !session.flushing) co_await session.flush();
      if (got > 0) co_return got;
      if (outcome == SSL_ERROR_ZERO_RETURN) co_return std::size_t{0};
      if (outcome != SSL_ERROR_WANT_READ) co_return fail_with_openssl("TLS read");
      const Result<std::size_t> more = co_await session.fill();
      if (!more) co_return more;
      if (*more == 0) co_return fail(ErrorCode::Io, "TLS read: the stream was cut (no close_notify)");
    }
    co_return closed_here();
  }

  Awaitable<Result<void>> write(std::string_view bytes) override {
    Session& session = *session_;
    while (!bytes.empty()) {
      if (session.closed) co_return closed_here();
      if (session.write_error) co_return fail(*session.write_error);
      std::size_t taken = 0;
      const std::size_t piece = std::min(bytes.size(), kLargestWrite);
      session.wires.out.reserve(piece + kRecordOverhead);
      ERR_clear_error();
      if (SSL_write_ex(session.ssl.get(), bytes.data(), piece, &taken) != 1) co_return fail_with_openssl("TLS write");
      bytes.remove_prefix(taken);
      const Result<void> written = co_await session.flush();
      if (!written) co_return written;
    }
    session.release_large_buffers();
    co_return Result<void>{};
  }

  void shutdown_write() override {
    if (session_->closed || !session_->handshaken) return;
    queue_close_notify();
    spawn(session_->executor, say_goodbye(session_));
  }

  void close(Close how) override {
    Session& session = *session_;
    if (std::exchange(session.closed, true)) return;
    if (how == Close::Normal && session.handshaken && !session.flushing && session.inner->is_socket()) {
      queue_close_notify();
      (void)::send(session.inner->native_handle(), session.wires.out.data(), session.wires.out.size(),
                   MSG_DONTWAIT | MSG_NOSIGNAL);
    }
    // OpenSSL forgets a session whose connection ended without a goodbye, although it could be taken up again.
    SSL_set_shutdown(session.ssl.get(), SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
    session.inner->close(how);
  }

  /// What has come may be a session ticket or a key update: these belong to an idle connection too.
  bool is_idle() override {
    Session& session = *session_;
    // Nearly always nothing has come, which the socket knows without OpenSSL.
    const bool is_read_out = session.wires.in_begin == session.wires.in_end && SSL_has_pending(session.ssl.get()) == 0;
    if (!session.closed && is_read_out && session.inner->is_idle()) return true;
    while (!session.closed) {
      char byte = 0;
      std::size_t got = 0;
      ERR_clear_error();
      const int peeked = SSL_peek_ex(session.ssl.get(), &byte, 1, &got);
      if (peeked == 1 || SSL_get_error(session.ssl.get(), peeked) != SSL_ERROR_WANT_READ) return false;
      if (!session.inner->is_socket()) return session.inner->is_idle();
      Wires& wires = session.wires;
      const ssize_t size = ::recv(session.inner->native_handle(), wires.in.data(), wires.in.size(), MSG_DONTWAIT);
      if (size < 0) return errno == EAGAIN || errno == EWOULDBLOCK;
      if (size == 0) return false;
      wires.in_begin = 0;
      wires.in_end = static_cast<std::size_t>(size);
    }
    return false;
  }

  int native_handle() override { return session_->inner->native_handle(); }

 private:
  /// As many of the records at hand as fit. Returns how it stopped, as SSL_get_error says.
  int decrypt(std::span<char> into, std::size_t& got) {
    SSL* ssl = session_->ssl.get();
    for (;;) {
      std::size_t size = 0;
      ERR_clear_error();
      const int done = SSL_read_ex(ssl, into.data() + got, into.size() - got, &size);
      if (done != 1) return SSL_get_error(ssl, done);
      got += size;
      const bool is_drained = SSL_has_pending(ssl) == 0 && session_->wires.in_begin == session_->wires.in_end;
      if (got == into.size() || is_drained) return SSL_ERROR_NONE;
    }
  }

  void queue_close_notify() {
    ERR_clear_error();
    SSL_shutdown(session_->ssl.get());  // once only; a session that failed has nothing to say
    ERR_clear_error();
  }

  tl::unexpected<Error> refused(const std::string& reason) const {
    const long verdict = SSL_get_verify_result(session_->ssl.get());
    if (verdict != X509_V_OK)
      return fail(ErrorCode::PermissionDenied,
                  fmt::format("its certificate is refused: {}", X509_verify_cert_error_string(verdict)));
    return fail(ErrorCode::Io, fmt::format("TLS handshake: {}", reason));
  }

  const std::shared_ptr<Session> session_;
};

}  // namespace

bool set_common_options(SSL_CTX* context) {
  SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);  // 34 KiB less for a connection that waits
  return SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) == 1;
}

std::unique_ptr<TlsStream> make_tls_stream(const Executor& executor, OwnedSsl ssl, std::shared_ptr<const void> context,
                                           std::unique_ptr<Stream> inner, std::string_view already_read) {
  auto session = std::make_shared<Session>(executor, std::move(ssl), std::move(context), std::move(inner));
  Wires& wires = session->wires;
  if (already_read.size() > wires.in.size()) wires.in.resize(already_read.size());
  std::ranges::copy(already_read, wires.in.begin());
  wires.in_end = already_read.size();
  BIO* bio = BIO_new(wires_method());
  BIO_set_data(bio, &wires);
  BIO_set_init(bio, 1);
  SSL_set_bio(session->ssl.get(), bio, bio);
  return std::make_unique<OpensslStream>(std::move(session));
}

}  // namespace tabacus::analytics::net
