// What a tool of the Model Context Protocol is: its arguments and its answer are rows of tables, from which both the
// schemas and the checks are made, so that they cannot say different things. THE LIST: registry.cpp.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "analytics/serve/fields.hpp"
#include "analytics/serve/serve_context.hpp"

namespace tabacus::analytics::serve {

struct Tool {
  std::string_view name;
  std::string_view title;
  std::string_view description;
  std::span<const Argument> arguments;
  Json (*output_schema)();
  Result<Json> (*call)(ServeContext& context, const Json& arguments);
};

/// All tools, in the order of tools/list.
[[nodiscard]] std::span<const Tool* const> tools();

// Arguments that many tools take.
inline constexpr std::string_view kScopes[] = {"tab", "all"};
inline constexpr Argument kScopeArgument{
    "scope", FieldType::Text,
    "\"tab\": calls of the terminal tab that asks; \"all\": of every tab. Default: tab where one is known", kScopes};
inline constexpr Argument kSinceArgument{
    "since", FieldType::Text, "only calls that began since: 30m, 2h, 7d, today, yesterday, 2026-11-01 or RFC 3339"};
inline constexpr Argument kSessionArgument{"session", FieldType::Text,
                                           "only this session: its id or the beginning of it"};
inline constexpr Argument kCallArgument{
    "call_id", FieldType::Integer, "the call's number; without it the newest one", {}, 0, INT64_MAX};

/// "tab" or "all", as given or by default.
[[nodiscard]] std::string_view scope_of(const ServeContext& context, const Json& arguments);
/// Scope, since, until, session, agent, model, provider, project, status and limit, where they are given.
/// InvalidInput: a time that is none; NotFound: scope "tab" though no tab is known.
[[nodiscard]] Result<CallFilter> filter_of(const ServeContext& context, const Json& arguments);

/// The call meant by `call_id`, or the newest of the scope.
[[nodiscard]] Result<std::int64_t> call_of(ServeContext& context, const Json& arguments);

/// Budgets of running tabs: of one tab where the scope is it.
[[nodiscard]] Json budgets_in(const ServeContext& context, std::string_view scope);

}  // namespace tabacus::analytics::serve
