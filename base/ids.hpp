// 128-bit identities that sort by the time they were minted (the layout of UUID version 7, RFC 9562 section 5.7).
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace tabacus {

/// The bytes of an identity, in order; all zero means "none".
struct IdBytes {
  std::array<std::uint8_t, 16> bytes{};
  friend constexpr auto operator<=>(const IdBytes&, const IdBytes&) = default;
};

/// A fresh, unguessable, time-ordered identity. Any thread.
[[nodiscard]] IdBytes mint_id_bytes();

/// "0190a5d3-7c4e-7abc-8def-0123456789ab"
[[nodiscard]] std::string id_text(const IdBytes& id);
[[nodiscard]] std::optional<IdBytes> parse_id_text(std::string_view text);

/// `count` characters from [A-Za-z0-9_-], each of six random bits from the system. Any thread.
[[nodiscard]] std::string random_token(std::size_t count);

template <typename Kind>
class Id {
 public:
  constexpr Id() = default;
  constexpr explicit Id(IdBytes bytes) : bytes_{bytes} {}

  [[nodiscard]] static Id mint() { return Id{mint_id_bytes()}; }
  [[nodiscard]] static std::optional<Id> parse(std::string_view text) {
    const auto bytes = parse_id_text(text);
    return bytes ? std::optional{Id{*bytes}} : std::nullopt;
  }

  [[nodiscard]] constexpr const IdBytes& bytes() const { return bytes_; }
  [[nodiscard]] std::string text() const { return id_text(bytes_); }
  [[nodiscard]] constexpr bool empty() const { return bytes_ == IdBytes{}; }

  friend constexpr auto operator<=>(const Id&, const Id&) = default;

 private:
  IdBytes bytes_{};
};

using TabId = Id<struct TabIdKind>;
using TabSessionId = Id<struct TabSessionIdKind>;  ///< one shell's life; the client's own session is text on the call

}  // namespace tabacus

template <typename Kind>
struct std::hash<tabacus::Id<Kind>> {
  std::size_t operator()(const tabacus::Id<Kind>& id) const noexcept {
    std::size_t seed = 0;
    for (const std::uint8_t byte : id.bytes().bytes) seed = seed * 131 + byte;
    return seed;
  }
};
