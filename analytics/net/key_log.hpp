// Appends TLS secrets to a file, for Wireshark: whoever reads it can read the traffic. Only ever used when the user
// asked twice, by SSLKEYLOGFILE and by configuration. Any thread. Source: draft-ietf-tls-keylogfile.
#pragma once

#include <filesystem>
#include <memory>
#include <string_view>

#include "base/result.hpp"
#include "base/unique_fd.hpp"

struct ssl_ctx_st;

namespace tabacus::analytics::net {

class KeyLog {
 public:
  /// Opens for appending, mode 0600 (also when it was another). Io or PermissionDenied.
  [[nodiscard]] static Result<std::shared_ptr<KeyLog>> open(const std::filesystem::path& file);

  /// One line, without its end. A full disk loses lines, nothing else.
  void append(std::string_view line);
  /// From now on the context's sessions are logged here; the context must not outlive this.
  void attach(ssl_ctx_st* context);

  explicit KeyLog(UniqueFd file) : file_{std::move(file)} {}

 private:
  const UniqueFd file_;
};

}  // namespace tabacus::analytics::net
