// The usage object of OpenAI's APIs, and of the many that imitate them, in the normal form. Pure.
#pragma once

#include "analytics/model/usage.hpp"
#include "analytics/providers/json_fields.hpp"

namespace tabacus::analytics {

/// Reads chat's and Responses' names alike. Cached tokens lie inside the prompt and reasoning inside the completion
/// unless the stated total says otherwise. False when `usage` holds no count: it is null, empty or absent.
/// Keeps what `out` has of tier and raw text only where `usage` brings none.
[[nodiscard]] bool read_openai_usage(JsonField usage, Usage& out);

/// The usage of a transcription: tokens, or the seconds of sound that it is billed by. False where it tells neither.
[[nodiscard]] bool read_transcription_usage(JsonField usage, Usage& out);

/// The code, else the type, by which these APIs name an error; "error" where they name none.
[[nodiscard]] std::string openai_error_type(JsonField error);

}  // namespace tabacus::analytics
