#include "analytics/net/key_log.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <string>

#include "analytics/net/openssl.hpp"

namespace tabacus::analytics::net {
namespace {

int context_slot() {
  static const int slot = SSL_CTX_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
  return slot;
}

void on_secret(const SSL* ssl, const char* line) {
  void* log = SSL_CTX_get_ex_data(SSL_get_SSL_CTX(ssl), context_slot());
  static_cast<KeyLog*>(log)->append(line);
}

}  // namespace

Result<std::shared_ptr<KeyLog>> KeyLog::open(const std::filesystem::path& file) {
  UniqueFd fd{::open(file.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600)};
  if (!fd) return fail_errno("open the TLS key log", file.native());
  if (::fchmod(fd.get(), 0600) != 0) return fail_errno("make the TLS key log private", file.native());
  return std::make_shared<KeyLog>(std::move(fd));
}

void KeyLog::append(std::string_view line) {
  // One write, so that lines of several threads and processes do not mix.
  const std::string whole = std::string{line} + '\n';
  (void)!::write(file_.get(), whole.data(), whole.size());
}

void KeyLog::attach(ssl_ctx_st* context) {
  SSL_CTX_set_ex_data(context, context_slot(), this);
  SSL_CTX_set_keylog_callback(context, on_secret);
}

}  // namespace tabacus::analytics::net
