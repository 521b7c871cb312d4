#include "app/cli/body_views.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ostream>

#include "analytics/api/json.hpp"
#include "app/cli/output.hpp"
#include "base/text.hpp"
#include "base/utf8.hpp"

namespace tabacus::app {
namespace {

using analytics::KeptCall;
using analytics::KeptSide;

/// Deeper nesting is no request's; its lines would be blanks only.
constexpr std::size_t kMaxIndent = 64;

void tell_flags(CommandContext& context, std::uint8_t flags) {
  if (flags != 0) context.err << fmt::format("this is not all that was sent: {}\n", analytics::flags_text(flags));
}

}  // namespace

Result<KeptCall> read_bodies(const std::filesystem::path& directory, std::int64_t call_id) {
  const auto reader = analytics::BodyReader::open(directory);
  if (!reader) return fail(reader.error());
  return (*reader)->read(call_id);
}

std::string visible_lines(std::string_view text) {
  std::string lines;
  for (std::string_view line : split(text, '\n')) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    lines.append(visible_text(line)) += '\n';
  }
  if (!text.empty() && text.back() == '\n') lines.pop_back();
  return lines;
}

std::string indented_json(std::string_view text) {
  std::string lines;
  std::size_t depth = 0;
  bool in_string = false;
  const auto new_line = [&] { lines.append(1, '\n').append(2 * std::min(depth, kMaxIndent), ' '); };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      lines += c;
      if (c == '\\' && i + 1 < text.size()) lines += text[++i];
      in_string = c != '"';
      continue;
    }
    if (c == ' ' || c == '\n' || c == '\r' || c == '\t') continue;
    const char next = i + 1 < text.size() ? text[i + 1] : '\0';
    if ((c == '}' || c == ']') && depth > 0) --depth, new_line();
    lines += c;
    if (c == '"') in_string = true;
    if (c == ':') lines += ' ';
    if (c == ',') new_line();
    if (c != '{' && c != '[') continue;
    if (next == '}' || next == ']')
      lines += text[++i];
    else
      ++depth, new_line();
  }
  return lines;
}

void print_body(CommandContext& context, const KeptSide& side) {
  tell_flags(context, side.flags);
  if (!context.screen.is_terminal) {
    context.out.write(side.body.data(), static_cast<std::streamsize>(side.body.size()));
    return;
  }
  const std::string_view trimmed = trim(side.body);
  const bool is_json = trimmed.starts_with('{') || trimmed.starts_with('[');
  if (!is_json || side.messages.size() > 1) {
    context.out << visible_lines(side.body);
    if (!side.body.ends_with('\n')) context.out << '\n';
    return;
  }
  context.out << visible_lines(indented_json(side.body));
}

void print_events(std::ostream& out, const std::vector<analytics::AnswerEvent>& events) {
  for (const auto& [name, data, after] : events) {
    const std::string when = after ? format_duration(std::chrono::duration<double, std::milli>{*after}.count()) : "–";
    out << fmt::format("{:>10}  {}{}{}\n", when, visible_text(name), name.empty() ? "" : "  ", visible_text(data));
  }
}

void print_heads(CommandContext& context, const KeptCall& call) {
  context.out << visible_lines(call.request.head) << '\n' << visible_lines(call.response.head);
}

}  // namespace tabacus::app
