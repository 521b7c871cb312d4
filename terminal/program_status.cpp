#include "terminal/program_status.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/base64.hpp"
#include "base/text.hpp"
#include "base/utf8.hpp"

namespace tabacus::terminal {
namespace {

constexpr std::size_t kMaxKeyBytes = 16;
constexpr std::size_t kMaxAppBytes = 32;
constexpr std::size_t kMaxTitleBytes = 192;
constexpr std::size_t kMaxMessageBytes = 2048;
constexpr std::size_t kMaxIdBytes = 128;
constexpr std::size_t kMaxIdPartBytes = 32;
constexpr std::size_t kMaxIdParts = 8;

bool is_alphanumeric(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

bool consists_of(std::string_view text, std::string_view others) {
  return std::all_of(text.begin(), text.end(),
                     [others](char c) { return is_alphanumeric(c) || others.find(c) != std::string_view::npos; });
}

bool is_key(std::string_view text) {
  return !text.empty() && text.size() <= kMaxKeyBytes &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

bool is_id(std::string_view text) {
  const auto parts = split(text, '/');
  return text.size() <= kMaxIdBytes && parts.size() <= kMaxIdParts &&
         std::all_of(parts.begin(), parts.end(), [](std::string_view part) {
           return !part.empty() && part.size() <= kMaxIdPartBytes && consists_of(part, "_.+-");
         });
}

bool is_under(std::string_view id, std::string_view ancestor) {
  if (ancestor.empty() || id == ancestor) return true;
  return id.size() > ancestor.size() && id.substr(0, ancestor.size()) == ancestor && id[ancestor.size()] == '/';
}

/// One line of text; empty when it is none or too long.
std::optional<std::string> decoded_line(std::string_view base64, std::size_t max_bytes) {
  const auto text = decode_base64(base64);
  if (!text || text->size() > max_bytes || !is_valid_utf8(*text)) return std::nullopt;
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; };
  if (std::any_of(text->begin(), text->end(), is_control)) return std::nullopt;
  return display_safe(*text);
}

template <typename Value, std::size_t kSize>
std::optional<Value> named(std::string_view name, const std::array<std::pair<std::string_view, Value>, kSize>& names) {
  for (const auto& [known, value] : names)
    if (known == name) return value;
  return std::nullopt;
}

constexpr std::array<std::pair<std::string_view, ProgramState>, 5> kStates{{{"idle", ProgramState::Idle},
                                                                            {"working", ProgramState::Working},
                                                                            {"done", ProgramState::Done},
                                                                            {"blocked", ProgramState::Blocked},
                                                                            {"error", ProgramState::Error}}};
constexpr std::array<std::pair<std::string_view, BlockedOn>, 3> kKinds{
    {{"permission", BlockedOn::Permission}, {"question", BlockedOn::Question}, {"auth", BlockedOn::Authentication}}};

struct Report {
  ProgramStatus status;
  std::string_view state;
  bool has_app = false;
};

/// False: the whole report is to be dropped. A pair that makes no sense is skipped.
bool take_pair(Report& report, std::string_view key, std::string_view value) {
  ProgramStatus& status = report.status;
  if (key == "state") {
    report.state = value;
  } else if (key == "id") {
    if (!is_id(value)) return false;
    status.id = value;
  } else if (key == "kind") {
    status.blocked_on = named(value, kKinds).value_or(BlockedOn::Unsaid);
  } else if (key == "progress") {
    const auto percent = parse_int(value);
    if (percent && *percent >= 0 && *percent <= 100) status.percent = static_cast<int>(*percent);
  } else if (key == "app") {
    if (value.size() > kMaxAppBytes) return false;
    status.app = value;
    report.has_app = true;
  } else if (key == "title" || key == "msg") {
    const bool is_title = key == "title";
    auto text = decoded_line(value, is_title ? kMaxTitleBytes : kMaxMessageBytes);
    if (!text) return false;
    (is_title ? status.title : status.message) = std::move(*text);
  }
  return true;
}

/// Urgent first.
int rank(ProgramState state) {
  switch (state) {
    case ProgramState::Blocked:
      return 0;
    case ProgramState::Error:
      return 1;
    case ProgramState::Working:
      return 2;
    case ProgramState::Done:
      return 3;
    case ProgramState::Idle:
      break;
  }
  return 4;
}

}  // namespace

bool ProgramStatusTable::report(std::string_view pairs) {
  if (pairs.size() > kMaxReportBytes) return false;
  Report report;
  for (const std::string_view pair : split(pairs, ':')) {
    const std::size_t equals = pair.find('=');
    if (equals == std::string_view::npos) continue;
    const std::string_view key = pair.substr(0, equals);
    const std::string_view value = pair.substr(equals + 1);
    if (!is_key(key) || !consists_of(value, "_.,+/=-")) continue;
    if (!take_pair(report, key, value)) return false;
  }
  ProgramStatus& status = report.status;
  if (report.state == "clear") return clear_under(status.id);
  const auto state = named(report.state, kStates);
  if (!state) return false;
  status.state = *state;
  if (status.state != ProgramState::Blocked) status.blocked_on = BlockedOn::Unsaid;
  if (!report.has_app) status.app = inherited_app(status.id);

  const auto known = std::find_if(records_.begin(), records_.end(),
                                  [&status](const ProgramStatus& record) { return record.id == status.id; });
  const bool is_news = known == records_.end() || !(*known == status);
  if (known != records_.end()) {
    records_.erase(known);
  } else if (records_.size() == kMaxRecords) {
    records_.erase(records_.begin());
  }
  records_.push_back(std::move(status));
  return is_news;
}

bool ProgramStatusTable::clear_under(std::string_view id) {
  return std::erase_if(records_, [id](const ProgramStatus& record) { return is_under(record.id, id); }) != 0;
}

/// From the record itself, else from the nearest one above it.
std::string ProgramStatusTable::inherited_app(std::string_view id) const {
  while (true) {
    for (const ProgramStatus& record : records_)
      if (record.id == id) return record.app;
    if (id.empty()) return {};
    const std::size_t slash = id.rfind('/');
    id = slash == std::string_view::npos ? std::string_view{} : id.substr(0, slash);
  }
}

bool ProgramStatusTable::programs_ended() {
  return std::erase_if(records_, [](const ProgramStatus& record) {
           return record.state != ProgramState::Done && record.state != ProgramState::Error;
         }) != 0;
}

const ProgramStatus* ProgramStatusTable::most_urgent() const {
  const ProgramStatus* best = nullptr;
  for (const ProgramStatus& record : records_)
    if (best == nullptr || rank(record.state) <= rank(best->state)) best = &record;
  return best;
}

}  // namespace tabacus::terminal
