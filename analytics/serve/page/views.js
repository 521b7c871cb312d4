// Sessions, sums and limits: views that are asked for when they are opened.
import { clockTime, count, dollars, element, localTime, milliseconds, Rows, share, tableOf } from "/format.js";
import { ask, askBlob, tell } from "/api.js";
import { barChart, laneChart, rankChart } from "/charts.js";

const section = (title, ...parts) => element("section", { className: "card", "aria-label": title }, element("h2", { textContent: title }), ...parts);
const wide = (title, ...parts) => {
  const card = section(title, ...parts);
  card.classList.add("wide");
  return card;
};
const page = (...parts) => element("div", { className: "page" }, ...parts);
const part = (path) => path?.split("/").at(-1) ?? "–";

export const sessionsView = async (go) => {
  const sessions = new Rows(await ask("/api/v1/sessions", { limit: 500 }));
  return page(section("Sessions", tableOf(sessions, [["last_call_at", "last call"], ["title", "title"], ["session", "session"], ["client", "client"], ["project", "project", part], ["calls", "calls"], ["sub_agents", "agents"], ["errors", "errors"],
    ["input_tokens", "input"], ["cache_read_tokens", "cached"], ["output_tokens", "output"], ["cost_nano", "cost"], ["subscription_nano", "by subscription"], ["saved_nano", "saved"], ["waste_nano", "wasted"]], (row) => go("calls", { session: sessions.get(row, "session") }))));
};

const kMostSpans = 2000;
export const timelineView = async (go, since = "2h") => {
  const calls = new Rows(await ask("/api/v1/calls", { since, limit: kMostSpans }));
  const get = (row, name) => calls.get(row, name);
  const choice = element("select", { "aria-label": "Since", onchange: () => go("timeline", choice.value) }, ...[["15m", "15 minutes"], ["2h", "2 hours"], ["today", "today"], ["7d", "7 days"]].map(([value, text]) => new Option(text, value, false, value === since)));
  const spans = calls.rows.map((row) => {
    const outcome = get(row, "outcome");
    const who = get(row, "agent") ?? get(row, "client") ?? get(row, "process") ?? "unknown";
    const session = get(row, "session");
    return { name: `${get(row, "tab_title") ?? "–"} · ${who}`, at: Date.parse(get(row, "started_at")), ms: get(row, "duration_ms") ?? 0,
      look: outcome === "ok" ? "" : outcome === "error" || outcome === "refused" ? "bad" : "odd",
      title: `${localTime(get(row, "started_at"))} ${get(row, "model") ?? get(row, "model_requested") ?? "–"} ${outcome} ${milliseconds(get(row, "duration_ms"))} ${dollars(get(row, "cost_nano"))}`,
      open: () => go("calls", session ? { session } : { tab: get(row, "tab_id") }) };
  });
  return page(section("Timeline", choice, laneChart("who called when; a click shows the session's calls", spans.reverse(), (time) => clockTime(new Date(time).toISOString())),
    ...(calls.rows.length === kMostSpans ? [element("p", { className: "quiet", textContent: `the last ${count(kMostSpans)} calls` })] : [])));
};

export const recordingsView = async (go) => {
  const recordings = new Rows(await ask("/api/v1/recordings"));
  const name = element("input", { "aria-label": "Name", placeholder: "name" });
  const told = element("span", { className: "quiet", role: "status" });
  const act = async (what) => { try { await what(); go("recordings"); } catch (error) { told.textContent = error.message; } };
  const running = recordings.rows.filter((row) => recordings.get(row, "state") === "running").map((row) => recordings.get(row, "recording"));
  return page(section("Recordings",
    element("form", { onsubmit: (event) => { event.preventDefault(); act(() => tell("POST", "/api/v1/recordings", { name: name.value })); } }, name, element("button", { textContent: "start" }),
      ...running.map((each) => element("button", { type: "button", textContent: `stop ${each}`, onclick: () => act(() => tell("DELETE", `/api/v1/recordings/${encodeURIComponent(each)}/running`)) })), told),
    tableOf(recordings, [["recording", "name"], ["state", "state"], ["started_at", "from"], ["ended_at", "to"], ["tab_title", "tab"], ["calls", "calls"], ["errors", "errors"], ["input_tokens", "input"], ["output_tokens", "output"], ["cost_nano", "cost"], ["subscription_nano", "by subscription"]], (row) => go("calls", { recording: recordings.get(row, "recording") }))));
};

const readShare = (rows, row) => {
  const input = ["input_tokens", "cache_read_tokens", "cache_write_tokens"].reduce((sum, name) => sum + (rows.get(row, name) ?? 0), 0);
  return input ? (rows.get(row, "cache_read_tokens") ?? 0) / input : null;
};

const sumsOf = (rows) => {
  const sum = (name) => rows.rows.reduce((total, row) => total + (rows.get(row, name) ?? 0), 0);
  const input = sum("input_tokens") + sum("cache_read_tokens") + sum("cache_write_tokens");
  return [["calls", count(sum("calls"))], ["errors", count(sum("errors"))], ["billed", (sum("unpriced") ? "≥ " : "") + dollars(sum("cost_nano"))], ["by subscription, at list price", dollars(sum("subscription_nano"))],
    ["saved by the cache", dollars(sum("saved_nano"))], ["read from the cache", input ? share(sum("cache_read_tokens") / input) : "–"], ["input", count(input)], ["output", count(sum("output_tokens"))]];
};

export const sumsView = async (go, since = "30d") => {
  const totals = (by, from = since) => ask("/api/v1/totals", { by, since: from }).then((answer) => new Rows(answer));
  const rowsOf = (path, query) => ask(path, query).then((answer) => new Rows(answer));
  const [hours, days, models, projects, clients, latency, waste, forecast] = await Promise.all([totals("hour", "2d"), totals("day"), totals("model"), totals("project"), totals("client"), rowsOf("/api/v1/latency", { since }), rowsOf("/api/v1/waste"), rowsOf("/api/v1/forecast")]);
  const points = (rows, column) => rows.rows.map((row) => [String(row[0] ?? "–"), rows.get(row, column)]);
  const ranked = (rows, column, name = (text) => text) => points(rows, column).sort((a, b) => (b[1] ?? 0) - (a[1] ?? 0)).slice(0, 10).map(([label, value]) => [name(label), value]);
  const inOrder = (rows, column) => points(rows, column).sort((a, b) => a[0].localeCompare(b[0]));
  const choice = element("select", { "aria-label": "Since", onchange: () => go("sums", choice.value) }, ...[["today", "today"], ["7d", "7 days"], ["30d", "30 days"], ["365d", "a year"]].map(([value, text]) => new Option(text, value, false, value === since)));
  const wasted = new Map();
  for (const row of waste.rows) wasted.set(waste.get(row, "waste_kind"), (wasted.get(waste.get(row, "waste_kind")) ?? 0) + (waste.get(row, "waste_nano") ?? 0));
  return page(
    section("Sums", choice, element("div", { className: "figures" }, ...sumsOf(models).map(([name, value]) => element("div", {}, element("b", { textContent: value }), element("span", { textContent: name }))))),
    element("div", { className: "cards" },
      section("Cost by day", barChart("list price of all calls, by day", inOrder(days, "equivalent_nano").map(([label, value]) => [label.slice(5), value]), dollars)),
      section("Cost by hour", barChart("list price of all calls, by hour of the last two days", inOrder(hours, "equivalent_nano").map(([label, value]) => [label.slice(11, 16) || label, value]), dollars)),
      section("Read from caches", barChart("share of all input, by day", days.rows.map((row) => [String(row[0]), readShare(days, row)]).sort((a, b) => a[0].localeCompare(b[0])).map(([label, value]) => [label.slice(5), value]), share)),
      section("Models", rankChart("list price of all calls", ranked(models, "equivalent_nano"), dollars)),
      section("Projects", rankChart("list price of all calls", ranked(projects, "equivalent_nano", part), dollars)),
      section("Agents", rankChart("list price of all calls", ranked(clients, "equivalent_nano"), dollars)),
      section("Paid for nothing", rankChart("of all time", [...wasted].sort((a, b) => b[1] - a[1]), dollars)),
      wide("Forecast", tableOf(forecast, [["period", "by the end of"], ["basis", "which"], ["spent_nano", "spent"], ["low_nano", "at least"], ["expected_nano", "expected"], ["high_nano", "at most"], ["why_not", ""]])),
      wide("Latency", tableOf(latency, [["model", "model"], ["calls", "calls"], ["p50_ms", "half within"], ["p90_ms", "90 %"], ["p99_ms", "99 %"], ["first_token_p50_ms", "first token"]]))),
    section("Exports", element("p", { className: "actions" }, ...["har", "jsonl", "csv", "markdown", "html", "sql"].map((form) => element("button", { type: "button", textContent: form, onclick: () => save(form, since) })))));
};

const save = async (form, since) => {
  const address = URL.createObjectURL(await askBlob("/api/v1/export", { form, since }));
  element("a", { href: address, download: `calls.${form === "markdown" ? "md" : form}` }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
};

export const limitsView = async () => {
  const [limits, use, caches] = (await Promise.all(["limits", "limit-use", "cache"].map((name) => ask(`/api/v1/${name}`)))).map((answer) => new Rows(answer));
  return page(
    section("Limits of providers", tableOf(limits, [["provider", "provider"], ["limit_window", "window"], ["used_share", "used"], ["remaining", "left"], ["cap", "of"], ["resets_at", "resets"], ["runs_out_at", "at this pace, out"], ["limit_status", "status"], ["told_at", "told"]])),
    section("Which tab used how much", tableOf(use, [["provider", "provider"], ["limit_window", "window"], ["tab_id", "tab"], ["used_share", "used"]])),
    section("What caches hold", tableOf(caches, [["session", "session"], ["agent", "agent"], ["model", "model"], ["cached_tokens", "tokens"], ["state", "state"], ["expires_at", "until"], ["at_stake_nano", "worth"]])));
};

/// `instances` as the live feed tells them.
export const tabsView = (instances) => {
  const tabs = instances.flatMap((instance) => (instance.tabs ?? []).map((tab) => [instance, tab]));
  if (tabs.length === 0) return page(section("Tabs", element("p", { className: "quiet", textContent: "Nothing that meters is running." })));
  return page(...tabs.map(([instance, tab]) => section(`${tab.title} · ${instance.instance?.kind ?? ""}`,
    element("div", { className: "figures" }, ...[["recording", tab.recording], ["calls", count(tab.calls)], ["errors", count(tab.errors)], ["under way", count(tab.in_flight)], ["input", count(tab.input_tokens)], ["cached", count(tab.cached_tokens)], ["output", count(tab.output_tokens)], ["billed", (tab.cost_is_lower_bound ? "≥ " : "") + dollars(tab.cost_nano)]].map(([name, value]) => element("div", {}, element("b", { textContent: value }), element("span", { textContent: name })))),
    ...(tab.running ?? []).map((call) => element("p", {}, `… ${call.model ?? "–"} since ${localTime(call.started_at)}: ${count(call.input_tokens)} in, ${count(call.output_tokens)} out ${call.cost_so_far_nano === null ? "" : dollars(call.cost_so_far_nano)}`)),
    ...(tab.budgets ?? []).map((budget) => element("p", { className: `budget ${budget.standing}` }, `${budget.budget} budget: ${dollars(budget.spent_nano)} of ${dollars(budget.limit_nano)} · ${budget.standing}`)))));
};
