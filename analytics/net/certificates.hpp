// Certificates that tabacus makes for itself: one for the tabs' own ports, and a small authority for hosts that the
// user wants decrypted. ECDSA P-256, PEM in and out, nothing on disk. Any thread; a key takes a tenth of a millisecond.
// Source: RFC 5280 sections 4.1 and 4.2, CA/Browser Forum baseline requirements 6.3.2 (at most 398 days).
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"

namespace tabacus::analytics::net {

/// `key_pem` is secret: it goes to files of mode 0600 only, and into no message.
struct Credential {
  std::string certificate_pem;
  std::string key_pem;  ///< PKCS #8, not encrypted
};

/// Self-signed, for 127.0.0.1, ::1 and localhost and nothing else; no authority. Io: OpenSSL failed.
[[nodiscard]] Result<Credential> make_loopback_certificate(SystemTime now);

/// An authority that can vouch for these DNS names (what lies below them included) and addresses only: every other name
/// is refused by whoever verifies. InvalidInput: no host, or one that is neither a name nor an address.
[[nodiscard]] Result<Credential> make_certificate_authority(std::span<const std::string> permitted_hosts,
                                                            SystemTime now);

/// A server certificate for one host, valid no longer than its authority; without the authority's certificate behind
/// it. PermissionDenied: the authority may not vouch for the host; InvalidInput: no host, or a broken authority.
[[nodiscard]] Result<Credential> issue_certificate(const Credential& authority, std::string_view host, SystemTime now);

/// Its last moment. InvalidInput: not PEM, or the key is another certificate's.
[[nodiscard]] Result<SystemTime> expiry_of(const Credential& credential);

/// What an authority may vouch for, in lower case and in its order. InvalidInput: not PEM, or not constrained.
[[nodiscard]] Result<std::vector<std::string>> permitted_hosts_of(const Credential& authority);

}  // namespace tabacus::analytics::net
