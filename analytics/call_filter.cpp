#include "analytics/call_filter.hpp"

#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "analytics/tab_prefix.hpp"
#include "base/text.hpp"

namespace tabacus::analytics {
namespace {

/// In the order of the numbers in calls.outcome.
constexpr std::array<std::string_view, 7> kOutcomes{"ok",      "error", "aborted",  "truncated",
                                                    "refused", "lossy", "undecoded"};

/// In the order of the numbers in tabs.kind.
constexpr std::array<std::string_view, 3> kSources{"tab", "endpoint", "import"};

class Conditions {
 public:
  explicit Conditions(int first_parameter) : next_{first_parameter} {}

  /// `pattern` has the parameter's number where it says {0}.
  void add(std::string_view pattern, std::variant<std::int64_t, std::string> value) {
    where_.sql += " AND " + fmt::format(fmt::runtime(pattern), fmt::format("?{}", next_));
    where_.values.push_back(std::move(value));
    ++next_;
  }
  void add(std::string_view condition) { where_.sql += fmt::format(" AND {}", condition); }
  void add_if(const std::optional<std::string>& value, std::string_view pattern) {
    if (value) add(pattern, *value);
  }

  Where take() && { return std::move(where_); }

 private:
  Where where_;
  int next_;
};

/// "529", "5xx", "error".
Result<void> add_status(Conditions& conditions, const std::string& status) {
  if (const auto* outcome = std::ranges::find(kOutcomes, status); outcome != kOutcomes.end()) {
    conditions.add("c.outcome = {0}", std::int64_t{outcome - kOutcomes.begin()});
    return {};
  }
  if (status.size() == 3 && status[0] >= '1' && status[0] <= '5' && status.ends_with("xx")) {
    conditions.add("c.status / 100 = {0}", std::int64_t{status[0] - '0'});
    return {};
  }
  const auto number = parse_int(status);
  if (!number)
    return fail(ErrorCode::InvalidInput,
                fmt::format("'{}' is no status; write 529, 5xx or one of: {}", status, fmt::join(kOutcomes, ", ")));
  conditions.add("c.status = {0}", *number);
  return {};
}

Result<void> add_source(Conditions& conditions, const std::string& source) {
  const auto* found = std::ranges::find(kSources, source);
  if (found == kSources.end())
    return fail(ErrorCode::InvalidInput,
                fmt::format("'{}' is no source of calls; write one of: {}", source, fmt::join(kSources, ", ")));
  conditions.add("c.tab_id IN (SELECT tab_id FROM tabs WHERE kind = {0})", std::int64_t{found - kSources.begin()});
  return {};
}

/// Walks over what quotes and comments hold.
class Expression {
 public:
  explicit Expression(std::string_view text) : text_{text} {}

  Result<void> check() {
    if (trim(text_).empty()) return refuse("it is empty");
    int depth = 0;
    while (!text_.empty()) {
      if (const auto refused = skip_quoted(); !refused) return refused;
      if (text_.empty()) break;
      const char c = text_.front();
      if (c == '(') ++depth;
      if (c == ')' && --depth < 0) return refuse("a bracket closes that was not opened");
      if (c == ';') return refuse("it is more than one statement");
      if (c == '?' || c == ':' || c == '@' || c == '$' || c == '\0') return refuse("it holds a parameter");
      text_.remove_prefix(1);
    }
    return depth == 0 ? Result<void>{} : refuse("a bracket is not closed");
  }

 private:
  Result<void> skip_quoted() {
    while (!text_.empty()) {
      std::string_view end;
      std::size_t opening = 1;
      const char c = text_.front();
      if (c == '\'' || c == '"' || c == '`')
        end = text_.substr(0, 1);
      else if (c == '[')
        end = "]";
      else if (text_.starts_with("--"))
        end = "\n";
      else if (text_.starts_with("/*"))
        end = "*/", opening = 2;
      else
        return {};
      const std::size_t at = text_.find(end, opening);
      // The rest of the line may be a comment: a line end comes behind it.
      if (at == std::string_view::npos && end == "\n") return text_ = {}, Result<void>{};
      if (at == std::string_view::npos) return refuse("a quote or comment is not closed");
      text_.remove_prefix(at + end.size());  // a doubled quote opens again at once
    }
    return {};
  }

  static Result<void> refuse(std::string_view why) {
    return fail(ErrorCode::InvalidInput,
                fmt::format("--where takes one SQL expression over the columns of v_calls: {}", why));
  }

  std::string_view text_;
};

}  // namespace

bool is_by_time_only(const CallFilter& filter) {
  return std::ranges::none_of(
      std::array{&filter.tab, &filter.session, &filter.agent, &filter.model, &filter.provider, &filter.project,
                 &filter.branch, &filter.host, &filter.path, &filter.profile, &filter.source, &filter.status,
                 &filter.recording, &filter.text, &filter.where},
      [](const auto* word) { return word->has_value(); });
}

Result<void> check_expression(std::string_view text) { return Expression{text}.check(); }

Result<Where> where_of(const CallFilter& filter, int first_parameter, const KnownIds& known) {
  if (filter.text) return fail(ErrorCode::Unsupported, "calls cannot be chosen by their words here");
  Conditions conditions{first_parameter};
  if (filter.since) conditions.add("c.call_id >= {0}", to_epoch_us(*filter.since) * 8);
  if (filter.until) conditions.add("c.call_id < {0}", to_epoch_us(*filter.until) * 8);
  if (known.tab) {
    conditions.add("c.tab_id = {0}", *known.tab);
  } else if (filter.tab) {
    auto hex = uuid_prefix_hex(*filter.tab);
    if (!hex) return fail(hex.error());
    conditions.add("c.tab_id IN (SELECT tab_id FROM tabs WHERE hex(uuid) LIKE {0} || '%')", std::move(*hex));
  }
  if (known.session)
    conditions.add("c.session_id = {0}", *known.session);
  else
    conditions.add_if(filter.session,
                      fmt::format("c.session_id IN (SELECT session_id FROM sessions WHERE {})", kSessionBegins));
  if (filter.agent == kMainAgent)
    conditions.add("c.agent_id IS NULL");
  else
    conditions.add_if(filter.agent,
                      "c.agent_id IN (SELECT agent_id FROM agents WHERE substr(wire_id, 1, length({0})) = {0})");
  conditions.add_if(
      filter.model,
      "coalesce(c.model_id, c.model_req_id) IN (SELECT id FROM model WHERE instr(lower(name), lower({0})) > 0)");
  conditions.add_if(filter.provider, "c.provider_id IN (SELECT id FROM provider WHERE name = {0})");
  conditions.add_if(filter.project, "c.project_id IN (SELECT id FROM project WHERE root = {0} OR name = {0})");
  conditions.add_if(filter.branch, "c.branch_id IN (SELECT id FROM branch WHERE name = {0})");
  conditions.add_if(filter.host, "c.host_id IN (SELECT id FROM host WHERE name = {0})");
  conditions.add_if(filter.path, "c.endpoint_id IN (SELECT id FROM endpoint WHERE instr(name, {0}) > 0)");
  conditions.add_if(filter.profile, "c.tab_id IN (SELECT tab_id FROM tabs WHERE profile = {0})");
  if (filter.source)
    if (auto added = add_source(conditions, *filter.source); !added) return fail(added.error());
  conditions.add_if(
      filter.recording,
      "EXISTS (SELECT 1 FROM spans r WHERE r.kind = 0 AND r.name = {0} AND c.call_id >= r.start_us * 8 AND "
      "(r.end_us IS NULL OR c.call_id < r.end_us * 8) AND (r.tab_id IS NULL OR r.tab_id = c.tab_id))");
  if (filter.status)
    if (auto added = add_status(conditions, *filter.status); !added) return fail(added.error());
  if (filter.where) {
    if (auto checked = check_expression(*filter.where); !checked) return fail(checked.error());
    conditions.add(
        fmt::format("EXISTS (SELECT 1 FROM v_calls WHERE v_calls.call_id = c.call_id AND (\n{}\n))", *filter.where));
  }
  return std::move(conditions).take();
}

}  // namespace tabacus::analytics
