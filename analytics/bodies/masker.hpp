// Replaces secrets by words that tell nothing but whether two of them are the same: "[masked:openai-key:1f2e3d4c5b6a]".
// The word holds no quote, backslash or blank, so that JSON, a header and a URL stay what they are. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "analytics/bodies/secret_finder.hpp"
#include "analytics/model/http_head.hpp"
#include "base/sip_hash.hpp"

namespace tabacus::analytics {

/// Where a masked text is not as it was: these bytes stand for so many others. Outside of them it is bit for bit.
struct MaskedSpan {
  std::size_t begin = 0;  ///< in the masked text
  std::size_t length = 0;
  std::size_t original_length = 0;

  friend bool operator==(const MaskedSpan&, const MaskedSpan&) = default;
};

struct MaskedText {
  std::string text;
  std::vector<MaskedSpan> spans;  ///< in order

  friend bool operator==(const MaskedText&, const MaskedText&) = default;
};

/// Puts a text behind another.
void append(MaskedText& to, const MaskedText& text);

/// Where places of the original text, in order, are in the masked one; of a place inside a secret, the end of what
/// stands for it.
[[nodiscard]] std::vector<std::size_t> places_in(const MaskedText& masked, const std::vector<std::size_t>& originals);

class Masker {
 public:
  /// `profile_key` is the profile's; fingerprints are made under another one that follows from it.
  explicit Masker(const HashKey& profile_key);

  /// `known`: texts that are secret whatever they look like.
  [[nodiscard]] MaskedText mask(std::string_view text, const std::vector<std::string>& known = {}) const;
  /// The same of an answer, where a secret may also come in pieces: a few letters in each event of a stream.
  [[nodiscard]] MaskedText mask_answer(std::string_view text, const std::vector<std::string>& known = {}) const;
  /// A start line and its fields, each with a line end of CR LF. Fields that authenticate are masked whole, but for the
  /// name of a scheme ("Bearer"); the others as texts.
  [[nodiscard]] MaskedText mask_head(std::string_view line, const Headers& headers,
                                     const std::vector<std::string>& known = {}) const;
  /// "[masked:KIND:FINGERPRINT]". The same secret gives the same fingerprint in this profile, and in no other.
  [[nodiscard]] std::string word_for(std::string_view secret, std::string_view kind) const;

 private:
  [[nodiscard]] MaskedText mask_found(std::string_view text, const std::vector<FoundSecret>& found) const;

  HashKey key_;
};

/// What a head says that must not be found anywhere else: values of fields that authenticate, and of such parameters
/// of the query, as far as they are long enough to be no ordinary word.
[[nodiscard]] std::vector<std::string> secrets_of_head(std::string_view line, const Headers& headers);

}  // namespace tabacus::analytics
