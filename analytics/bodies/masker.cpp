#include "analytics/bodies/masker.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "analytics/bodies/streamed_text.hpp"
#include "base/text.hpp"

namespace tabacus::analytics {
namespace {

/// Shorter values are masked in heads, but may be ordinary words elsewhere ("true", "anonymous").
constexpr std::size_t kLeastKnown = 12;
/// Each is looked for in the whole body.
constexpr std::size_t kMostKnown = 24;

/// Fields that authenticate, or name an account.
bool is_secret_field(std::string_view name) {
  constexpr std::array kWhole{"authorization",
                              "cookie",
                              "set-cookie",
                              "x-api-key",
                              "api-key",
                              "x-goog-api-key",
                              "chatgpt-account-id",
                              "openai-organization",
                              "anthropic-organization-id",
                              "openai-project"};
  constexpr std::array kParts{"auth",      "token",    "secret", "cookie",  "credential",
                              "signature", "password", "apikey", "api-key", "access-key"};
  const std::string lower = to_lower_ascii(name);
  if (lower.starts_with("proxy-")) return lower != "proxy-connection";
  if (lower.find("ratelimit") != std::string::npos) return false;  // how many tokens are left is none
  return std::ranges::find(kWhole, lower) != kWhole.end() ||
         std::ranges::any_of(kParts, [&](std::string_view part) { return lower.find(part) != std::string::npos; });
}

/// "Bearer abc" without its scheme.
std::string_view credential_of(std::string_view value) {
  for (const std::string_view scheme : {"bearer", "basic", "token", "digest", "aws4-hmac-sha256", "apikey"})
    if (value.size() > scheme.size() && value[scheme.size()] == ' ' &&
        equals_ignore_case(value.substr(0, scheme.size()), scheme))
      return trim(value.substr(scheme.size()));
  return trim(value);
}

class Builder {
 public:
  void append(std::string_view text) { masked_.text.append(text); }
  void append_masked(std::string_view word, std::size_t original_length) {
    masked_.spans.push_back({masked_.text.size(), word.size(), original_length});
    masked_.text.append(word);
  }
  void append(const MaskedText& other) { analytics::append(masked_, other); }
  MaskedText take() && { return std::move(masked_); }

 private:
  MaskedText masked_;
};

/// With where `known` stands.
std::vector<FoundSecret> all_secrets(std::string_view text, const std::vector<std::string>& known) {
  std::vector<FoundSecret> found = find_secrets(text);
  for (const std::string& secret : known)
    for (std::size_t at = text.find(secret); at != std::string_view::npos; at = text.find(secret, at + secret.size()))
      found.push_back({at, at + secret.size(), "credential"});
  return found;
}

/// In order; what overlaps is one.
std::vector<FoundSecret> joined(std::vector<FoundSecret> found) {
  std::ranges::stable_sort(found, {}, &FoundSecret::begin);
  std::vector<FoundSecret> one_by_one;
  for (const FoundSecret& secret : found) {
    if (!one_by_one.empty() && secret.begin < one_by_one.back().end)
      one_by_one.back().end = std::max(one_by_one.back().end, secret.end);
    else
      one_by_one.push_back(secret);
  }
  return one_by_one;
}

}  // namespace

void append(MaskedText& to, const MaskedText& text) {
  for (MaskedSpan span : text.spans) {
    span.begin += to.text.size();
    to.spans.push_back(span);
  }
  to.text += text.text;
}

std::vector<std::size_t> places_in(const MaskedText& masked, const std::vector<std::size_t>& originals) {
  std::vector<std::size_t> places;
  places.reserve(originals.size());
  auto span = masked.spans.begin();
  std::size_t grown = 0;   // by the masks in front,
  std::size_t shrunk = 0;  // and the secrets that they stand for
  for (const std::size_t original : originals) {
    const auto place = [&] { return original + grown - shrunk; };
    for (; span != masked.spans.end() && place() >= span->begin + span->original_length; ++span) {
      grown += span->length;
      shrunk += span->original_length;
    }
    const bool is_inside = span != masked.spans.end() && place() > span->begin;
    places.push_back(is_inside ? span->begin + span->length : place());
  }
  return places;
}

Masker::Masker(const HashKey& profile_key)
    : key_{sip_hash(profile_key, "fingerprints of secrets, low"),
           sip_hash(profile_key, "fingerprints of secrets, high")} {}

std::string Masker::word_for(std::string_view secret, std::string_view kind) const {
  return fmt::format("[masked:{}:{:012x}]", kind, sip_hash(key_, secret) >> 16);
}

MaskedText Masker::mask(std::string_view text, const std::vector<std::string>& known) const {
  return mask_found(text, joined(all_secrets(text, known)));
}

MaskedText Masker::mask_answer(std::string_view text, const std::vector<std::string>& known) const {
  std::vector<FoundSecret> found = all_secrets(text, known);
  for (const StreamedText& streamed : streamed_texts(text))
    for (const FoundSecret& secret : all_secrets(streamed.text, known))
      for (const auto& [begin, end] : streamed.places(secret.begin, secret.end))
        found.push_back({begin, end, secret.kind});
  return mask_found(text, joined(std::move(found)));
}

MaskedText Masker::mask_found(std::string_view text, const std::vector<FoundSecret>& found) const {
  Builder builder;
  std::size_t at = 0;
  for (const FoundSecret& secret : found) {
    builder.append(text.substr(at, secret.begin - at));
    const std::string_view original = text.substr(secret.begin, secret.end - secret.begin);
    builder.append_masked(word_for(original, secret.kind), original.size());
    at = secret.end;
  }
  builder.append(text.substr(at));
  return std::move(builder).take();
}

MaskedText Masker::mask_head(std::string_view line, const Headers& headers,
                             const std::vector<std::string>& known) const {
  Builder builder;
  builder.append(mask(line, known));
  builder.append("\r\n");
  for (const auto& [name, value] : headers) {
    builder.append(name);
    builder.append(": ");
    if (is_secret_field(name)) {
      const std::string_view secret = credential_of(value);
      const auto begin = static_cast<std::size_t>(secret.data() - value.data());
      builder.append(value.substr(0, begin));
      if (!secret.empty()) builder.append_masked(word_for(secret, "credential"), secret.size());
      builder.append(value.substr(begin + secret.size()));
    } else {
      builder.append(mask(value, known));
    }
    builder.append("\r\n");
  }
  return std::move(builder).take();
}

std::vector<std::string> secrets_of_head(std::string_view line, const Headers& headers) {
  std::vector<std::string> secrets;
  const auto add = [&secrets](std::string_view secret) {
    if (secrets.size() < kMostKnown && secret.size() >= kLeastKnown &&
        std::ranges::find(secrets, secret) == secrets.end())
      secrets.emplace_back(secret);
  };
  for (const auto& [name, value] : headers) {
    if (!is_secret_field(name)) continue;
    const bool is_set = equals_ignore_case(name, "set-cookie");
    if (to_lower_ascii(name).find("cookie") == std::string::npos) {
      add(credential_of(value));
      continue;
    }
    for (const std::string_view pair : split(value.substr(0, is_set ? value.find(';') : value.size()), ';'))
      if (const std::size_t equals = pair.find('='); equals != std::string_view::npos)
        add(trim(pair.substr(equals + 1)));
  }
  for (const FoundSecret& found : find_secrets(line)) add(line.substr(found.begin, found.end - found.begin));
  return secrets;
}

}  // namespace tabacus::analytics
