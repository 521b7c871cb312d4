#include "analytics/serve/mcp/tool.hpp"

namespace tabacus::analytics::serve {

std::string_view scope_of(const ServeContext& context, const Json& arguments) {
  const auto given = text_member(arguments, "scope");
  if (given) return *given == "tab" ? "tab" : "all";
  return context.options.tab ? "tab" : "all";
}

Result<CallFilter> filter_of(const ServeContext& context, const Json& arguments) {
  CallFilter filter;
  if (scope_of(context, arguments) == "tab") {
    if (!context.options.tab)
      return fail(ErrorCode::NotFound,
                  "scope \"tab\": this server was not started in a tab that is metered (TABACUS_TAB_ID is not set); "
                  "ask with scope \"all\"");
    filter.tab = context.options.tab;
  }
  if (auto read = read_filter(arguments, context.clock.wall(), filter); !read) return fail(read.error());
  return filter;
}

Result<std::int64_t> call_of(ServeContext& context, const Json& arguments) {
  if (const Json& id = member(arguments, "call_id"); id.is_number_integer()) return id.get<std::int64_t>();
  const auto filter = filter_of(context, arguments);
  if (!filter) return fail(filter.error());
  return context.store.newest(*filter);
}

Json budgets_in(const ServeContext& context, std::string_view scope) {
  Json tabs = Json::array();
  if (!context.options.instances) return tabs;
  for (const std::string& line : context.options.instances()) {
    const auto instance = parse_json(line);
    if (!instance) continue;
    for (const Json& tab : member(*instance, "tabs")) {
      const auto id = text_member(tab, "tab_id");
      if (!id || (scope == "tab" && context.options.tab != id)) continue;
      tabs.push_back({{"tab_id", *id},
                      {"title", member(tab, "title")},
                      {"recording", member(tab, "recording")},
                      {"cost_nano", member(tab, "cost_nano")},
                      {"running_cost_nano", member(tab, "running_cost_nano")},
                      {"calls_under_way", member(tab, "in_flight")},
                      {"budgets", member(tab, "budgets")}});
    }
  }
  return tabs;
}

}  // namespace tabacus::analytics::serve
