// Amazon Bedrock's counts in the normal form, and its decoders. Pure.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "analytics/model/usage.hpp"
#include "analytics/providers/json_fields.hpp"
#include "analytics/providers/provider.hpp"

namespace tabacus::analytics {

/// The usage object of Converse. Its input, cache reads and cache writes are disjoint. False when it holds no count.
[[nodiscard]] bool read_converse_usage(JsonField usage, Usage& out);

/// "ThrottlingException" of "ThrottlingException:http://internal.amazon.com/coral/...", or of the body.
[[nodiscard]] std::string bedrock_error_type(std::string_view header, JsonField body);

/// `model` is what the path names, not percent-encoded.
[[nodiscard]] std::unique_ptr<Decoder> make_bedrock_invoke_decoder(const std::string& model);
[[nodiscard]] std::unique_ptr<Decoder> make_bedrock_converse_decoder(const std::string& model);

}  // namespace tabacus::analytics
