#include "analytics/serve/mcp/resources.hpp"

#include "base/text.hpp"

namespace tabacus::analytics::serve {

extern const Tool kUsageSummary, kRecentRequests, kListSessions;

namespace {

constexpr std::string_view kMime = "application/json";

Json resource(std::string_view uri, std::string_view name, std::string_view title, std::string_view description) {
  return {{"uri", uri}, {"name", name}, {"title", title}, {"description", description}, {"mimeType", kMime}};
}

Json resource_template(std::string_view uri, std::string_view name, std::string_view title,
                       std::string_view description) {
  return {{"uriTemplate", uri}, {"name", name}, {"title", title}, {"description", description}, {"mimeType", kMime}};
}

Result<Json> current_tab(ServeContext& context) {
  const Json scope = {{"scope", "tab"}};
  auto summary = kUsageSummary.call(context, scope);
  if (!summary) return summary;
  const auto requests = kRecentRequests.call(context, scope);
  if (!requests) return requests;
  return Json{{"tab_id", *context.options.tab},
              {"usage", std::move(*summary)},
              {"budgets", budgets_in(context, "tab")},
              {"recent_requests", (*requests)["requests"]}};
}

Result<Json> session_of(ServeContext& context, std::string_view id) {
  Json session = {{"scope", "all"}, {"session", id}};
  auto summary = kUsageSummary.call(context, session);
  if (!summary) return summary;
  if ((*summary)["total"]["calls"] == 0) return fail(ErrorCode::NotFound, "there is no such session");
  return summary;
}

}  // namespace

Json resource_list(const ServeContext& context) {
  Json list = Json::array();
  if (context.options.tab)
    list.push_back(
        resource("tabacus://tab/current", "tab", "This tab", "Usage, cost, budgets and last calls of this tab"));
  list.push_back(
      resource("tabacus://calls/latest", "latest-call", "Newest call", "All that is known of the newest call"));
  list.push_back(resource("tabacus://calls", "calls", "Calls", "The newest calls of every tab"));
  list.push_back(resource("tabacus://sessions", "sessions", "Sessions", "The latest sessions of every tab"));
  return list;
}

Json resource_templates() {
  return Json::array(
      {resource_template("tabacus://calls/{call_id}", "call", "One call", "All that is known of a call"),
       resource_template("tabacus://sessions/{session}", "session", "One session", "What a session used and cost")});
}

Result<Json> read_resource(ServeContext& context, std::string_view uri) {
  constexpr std::string_view kCalls = "tabacus://calls/";
  constexpr std::string_view kSessions = "tabacus://sessions/";
  const Json all = {{"scope", "all"}};
  if (uri == "tabacus://tab/current" && context.options.tab) return current_tab(context);
  if (uri == "tabacus://calls") return kRecentRequests.call(context, all);
  if (uri == "tabacus://sessions") return kListSessions.call(context, all);
  if (uri == "tabacus://calls/latest") {
    const auto newest = context.store.newest({});
    if (!newest) return fail(newest.error());
    return context.store.call_detail(*newest);
  }
  if (uri.starts_with(kCalls))
    if (const auto id = parse_int(uri.substr(kCalls.size()))) return context.store.call_detail(*id);
  if (uri.starts_with(kSessions) && uri.size() > kSessions.size())
    return session_of(context, uri.substr(kSessions.size()));
  return fail(ErrorCode::NotFound, "there is no such resource");
}

}  // namespace tabacus::analytics::serve
