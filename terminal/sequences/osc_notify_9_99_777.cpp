// Notifications: OSC 9 (iTerm2), 777;notify (urxvt), 99 (kitty, sw.kovidgoyal.net/kitty/desktop-notifications), and
// progress, OSC 9;4 (ConEmu). What a notification says is bounded and display-safe before the host hears of it.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "base/base64.hpp"
#include "base/text.hpp"
#include "base/utf8.hpp"
#include "terminal/sequences/sequence.hpp"

namespace tabacus::terminal {
namespace {

constexpr std::size_t kMaxTitleBytes = 256;
constexpr std::size_t kMaxBodyBytes = 2048;
constexpr std::size_t kMaxIdBytes = 64;

void notify(SequenceContext& c, std::string_view title, std::string_view body) {
  Notification notification{display_safe(cut_utf8(title, kMaxTitleBytes)), display_safe(cut_utf8(body, kMaxBodyBytes))};
  if (notification.body.empty()) std::swap(notification.title, notification.body);
  if (!notification.body.empty()) c.host.notified(notification);
}

void set_progress(SequenceContext& c, std::string_view argument) {
  constexpr std::array kKinds{ProgressKind::None, ProgressKind::Normal, ProgressKind::Error,
                              ProgressKind::Indeterminate, ProgressKind::Paused};
  const auto parts = split(argument, ';');
  const auto kind = parse_int(parts[0]);
  if (!kind || *kind < 0 || *kind >= static_cast<std::int64_t>(kKinds.size())) return;
  Progress progress{kKinds[static_cast<std::size_t>(*kind)]};
  const auto percent = parts.size() > 1 ? parse_int(parts[1]) : std::nullopt;
  if (percent) {
    progress.percent = static_cast<int>(std::clamp<std::int64_t>(*percent, 0, 100));
  } else if (progress.kind == ProgressKind::Error || progress.kind == ProgressKind::Paused) {
    progress.percent = c.state.progress.percent;  // the bar stays where it was
  }
  if (progress.kind == ProgressKind::None || progress.kind == ProgressKind::Indeterminate) progress.percent = 0;
  if (progress == c.state.progress) return;
  c.state.progress = progress;
  c.host.progress_changed();
}

/// ConEmu gave the numbers 1 to 12 meanings of their own; of these only progress is known here, and none is a text.
void text_or_progress(SequenceContext& c, const Sequence& s) {
  const std::string_view argument = osc_argument(s);
  const std::size_t separator = argument.find(';');
  const auto number = parse_int(argument.substr(0, separator));
  if (!number || *number < 1 || *number > 12) return notify(c, {}, argument);
  if (*number == 4 && separator != std::string_view::npos) set_progress(c, argument.substr(separator + 1));
}

void urxvt(SequenceContext& c, const Sequence& s) {
  constexpr std::string_view kNotify = "notify;";
  std::string_view argument = osc_argument(s);
  if (argument.substr(0, kNotify.size()) != kNotify) return;
  argument.remove_prefix(kNotify.size());
  const std::size_t separator = argument.find(';');
  const bool has_body = separator != std::string_view::npos;
  notify(c, argument.substr(0, separator), has_body ? argument.substr(separator + 1) : std::string_view{});
}

/// The metadata of OSC 99: single letters, of which these matter here.
struct Kitty {
  std::string_view id;
  std::string_view part = "title";
  bool is_last = true;
  bool is_base64 = false;
};

bool is_id(std::string_view text) {
  static constexpr std::string_view kOthers = "_-+.";
  return text.size() <= kMaxIdBytes && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') ||
                  kOthers.find(c) != std::string_view::npos;
         });
}

std::optional<Kitty> parse_metadata(std::string_view metadata) {
  Kitty kitty;
  for (const std::string_view pair : split(metadata, ':')) {
    if (pair.size() < 2 || pair[1] != '=') continue;
    const std::string_view value = pair.substr(2);
    if (pair[0] == 'i') kitty.id = value;
    if (pair[0] == 'p') kitty.part = value;
    if (pair[0] == 'd') kitty.is_last = value != "0";
    if (pair[0] == 'e') kitty.is_base64 = value == "1";
  }
  if (!is_id(kitty.id)) return std::nullopt;
  return kitty;
}

void append_bounded(std::string& text, std::string_view more, std::size_t max_bytes) {
  text += more.substr(0, max_bytes - std::min(max_bytes, text.size()));
}

/// Its parts may come one by one, with d=0 on all but the last.
void kitty(SequenceContext& c, const Sequence& s) {
  const std::string_view argument = osc_argument(s);
  const std::size_t separator = argument.find(';');
  if (separator == std::string_view::npos) return;
  const auto metadata = parse_metadata(argument.substr(0, separator));
  if (!metadata) return;
  if (metadata->part == "?") {
    // The id goes back as the protocol wants; its few characters cannot be taken for a command.
    c.reply(fmt::format("\x1B]99;i={}:p=?;p=title,body{}", metadata->id, terminator_of(s)));
    return;
  }
  PendingNotification& pending = c.state.pending_notification;
  if (pending.id != metadata->id) pending = {std::string{metadata->id}, {}, {}};
  if (metadata->part == "title" || metadata->part == "body") {
    const bool is_title = metadata->part == "title";
    std::string_view payload = argument.substr(separator + 1);
    std::optional<std::string> decoded;
    if (metadata->is_base64) {
      decoded = decode_base64(payload);
      payload = decoded ? std::string_view{*decoded} : std::string_view{};
    }
    append_bounded(is_title ? pending.title : pending.body, payload, is_title ? kMaxTitleBytes : kMaxBodyBytes);
  }
  if (!metadata->is_last) return;
  const PendingNotification whole = std::exchange(pending, {});
  notify(c, whole.title, whole.body);
}

constexpr SequenceHandler kHandlers[] = {
    {Introducer::Osc, "9", text_or_progress, "notification; 4;STATE;PERCENT: progress"},
    {Introducer::Osc, "99", kitty, "notification (kitty): title and body, in parts; p=? is answered"},
    {Introducer::Osc, "777", urxvt, "notify;TITLE;BODY: notification"},
};

}  // namespace

extern const SequenceFamily kNotificationSequences;
constinit const SequenceFamily kNotificationSequences{"osc_notify", kHandlers};

}  // namespace tabacus::terminal
