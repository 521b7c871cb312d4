// What is kept of a call's request and answer, as commands print it: for people with what is hidden made visible, for
// programs byte for byte.
#pragma once

#include <cstdint>
#include <filesystem>
#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

#include "analytics/api/bodies.hpp"
#include "app/cli/command.hpp"

namespace tabacus::app {

/// Error as of BodyReader; where nothing is kept it says how to keep it.
[[nodiscard]] Result<analytics::KeptCall> read_bodies(const std::filesystem::path& directory, std::int64_t call_id);

/// To a terminal in lines, JSON indented; elsewhere exactly what is kept. Why it is not whole is told on `err`.
void print_body(CommandContext& context, const analytics::KeptSide& side);
/// A line for each event: when it came, its name, what it says.
void print_events(std::ostream& out, const std::vector<analytics::AnswerEvent>& events);
/// Start line and fields of both.
void print_heads(CommandContext& context, const analytics::KeptCall& call);

/// Text in lines as people may see it: what could move the cursor or hide has its name.
[[nodiscard]] std::string visible_lines(std::string_view text);

/// JSON with a line per member, without reading it: any text is a text.
[[nodiscard]] std::string indented_json(std::string_view text);

}  // namespace tabacus::app
