#include "analytics/metering/call_log.hpp"

#include "analytics/providers/redact.hpp"
#include "base/log.hpp"

namespace tabacus::analytics {
namespace {

constexpr log::Category kLog{"call"};

/// Names come from a request or an answer: one word that holds no key, or none.
std::string_view word(std::string_view text) { return text.empty() || !is_safe_code(text) ? "-" : text; }

/// A figure, or "-" where none is known.
class Figure {
 public:
  explicit Figure(std::optional<std::int64_t> value) : text_{value.value_or(0)}, known_{value.has_value()} {}
  [[nodiscard]] std::string_view text() const { return known_ ? std::string_view{text_.data(), text_.size()} : "-"; }

 private:
  const fmt::format_int text_;
  const bool known_;
};

Figure figure(std::optional<Tokens> tokens) { return Figure{tokens ? std::optional{tokens->count()} : std::nullopt}; }

std::string_view name_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::Ok:
      return "ok";
    case Outcome::Error:
      return "error";
    case Outcome::Aborted:
      return "aborted";
    case Outcome::Truncated:
      return "truncated";
    case Outcome::Refused:
      return "refused";
    case Outcome::Lossy:
      return "lossy";
    case Outcome::Undecoded:
      return "undecoded";
  }
  return "?";
}

bool is_trouble(Outcome outcome) { return outcome != Outcome::Ok && outcome != Outcome::Aborted; }

const std::string& model_of(const CallRecord& call) {
  return call.facts.model_served.empty() ? call.facts.model_requested : call.facts.model_served;
}

}  // namespace

std::int64_t log_number_of(SystemTime started_at) {
  constexpr std::int64_t kLanes = 8;
  return to_epoch_us(started_at) * kLanes;
}

void log_opened(const CallRecord& call) {
  if (!log::is_wanted(log::Level::Debug)) return;
  log::debug(kLog, "call={} tab={} begins provider={} host={} client={}", log_number_of(call.times.started_at),
             call.tab.text(), word(call.provider), word(call.upstream_host), word(call.identity.client));
}

void log_finished(const CallRecord& call, const ExchangeClosed& closed) {
  const auto level = is_trouble(call.outcome) && log::is_to_file() ? log::Level::Warn : log::Level::Info;
  if (!log::is_wanted(level)) return;
  const auto total = std::chrono::duration_cast<std::chrono::milliseconds>(call.times.total);
  // There is one for each call: put together by hand in a third of the time that a format takes.
  constexpr std::size_t kUsualBytes = 256;
  std::string line;
  line.reserve(kUsualBytes);
  line.append("call=").append(Figure{log_number_of(call.times.started_at)}.text());
  line.append(" tab=").append(call.tab.text()).append(1, ' ').append(name_of(call.outcome));
  line.append(" provider=").append(word(call.provider)).append(" model=").append(word(model_of(call)));
  line.append(" status=").append(Figure{call.status}.text()).append(" ms=").append(Figure{total.count()}.text());
  line.append(" in=").append(figure(call.facts.usage.prompt_total()).text());
  line.append(" out=").append(figure(call.facts.usage.output_total).text());
  if (!call.error_type.empty()) line.append(" error=").append(word(call.error_type));
  if (!closed.error.empty()) line.append(": ").append(closed.error);
  log::write(level, kLog, line);
}

}  // namespace tabacus::analytics
