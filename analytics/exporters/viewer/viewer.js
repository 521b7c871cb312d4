// The exported calls as a page: list, search, filters, sorting, detail, difference. No network. All that was captured
// reaches the page as text nodes only.
"use strict";

const data = JSON.parse(document.getElementById("calls").textContent);
const at = Object.fromEntries(data.columns.map((name, index) => [name, index]));
const calls = data.rows.map((values, place) => ({ values, place, text: values.flat().filter((v) => typeof v === "string").join("\n").toLowerCase() }));
const get = (call, name) => (name in at ? call.values[at[name]] : null);

const count = (value) => value.toLocaleString("en-US");
const dollars = (nano) => {
  const digits = (Math.abs(nano) / 1e9).toFixed(9).replace(/0{1,7}$/, "");
  return (nano < 0 ? "-$" : "$") + digits;
};
const milliseconds = (ms) => (ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(2)} s`);
const localTime = (text) => new Date(text).toLocaleString("sv-SE");  // 2026-11-21 08:15:30

const kColumns = [
  { name: "started_at", title: "Time", width: "12em", show: localTime },
  { name: "tab_title", title: "Tab", width: "8em" },
  { name: "agent", title: "Agent", width: "7em" },
  { name: "model", title: "Model", width: "minmax(10em,1fr)", of: (call) => get(call, "model") ?? get(call, "model_requested") },
  { name: "outcome", title: "Outcome", width: "7em" },
  { name: "cost_nano", title: "Cost", width: "9em", show: dollars, number: true },
  { name: "input_tokens", title: "Input", width: "6em", show: count, number: true },
  { name: "cache_read_tokens", title: "Cached", width: "6em", show: count, number: true },
  { name: "output_tokens", title: "Output", width: "6em", show: count, number: true },
  { name: "ttft_ms", title: "First token", width: "7em", show: milliseconds, number: true },
  { name: "duration_ms", title: "Total", width: "6em", show: milliseconds, number: true },
].filter((column) => column.name in at);
const kRowHeight = 26;

const element = (name, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
};
const byId = (id) => document.getElementById(id);
const cellText = (column, call) => {
  const value = column.of ? column.of(call) : get(call, column.name);
  return value === null ? null : column.show ? column.show(value) : String(value);
};

// ---- what is shown
let shown = calls;
let selected = null;
let sorted = { name: "started_at", down: true };

const kFilters = ["tab_title", "model", "provider", "outcome", "project"].filter((name) => name in at);
const chosen = {};

const choose = () => {
  const words = byId("search").value.toLowerCase().split(/\s+/).filter(Boolean);
  shown = calls.filter((call) => words.every((word) => call.text.includes(word)) &&
    Object.entries(chosen).every(([name, value]) => value === "" || String(get(call, name) ?? "") === value));
  const column = kColumns.find((c) => c.name === sorted.name);
  const key = (call) => (column.of ? column.of(call) : get(call, column.name));
  const sign = sorted.down ? -1 : 1;
  shown.sort((a, b) => {
    const [x, y] = [key(a), key(b)];
    if (x === null || y === null) return (x === null) - (y === null) || a.place - b.place;
    return x < y ? -sign : x > y ? sign : a.place - b.place;
  });
  drawTotals();
  drawHead();
  byId("rows").style.height = `${shown.length * kRowHeight}px`;
  drawRows();
};

const sum = (name) => shown.reduce((total, call) => total + (get(call, name) ?? 0), 0);
const drawTotals = () => {
  const unpriced = shown.filter((call) => get(call, "cost_nano") === null && get(call, "subscription_nano") === null).length;
  const parts = [["calls", count(shown.length)], ["input", count(sum("input_tokens"))], ["cache read", count(sum("cache_read_tokens"))],
    ["output", count(sum("output_tokens"))], ["billed", (unpriced ? "≥ " : "") + dollars(sum("cost_nano"))]];
  if (sum("subscription_nano")) parts.push(["by subscription, at list price", dollars(sum("subscription_nano"))]);
  if (unpriced) parts.push(["without a price", count(unpriced)]);
  byId("totals").replaceChildren(...parts.map(([name, value]) => element("span", {}, element("b", { textContent: value }), ` ${name}`)));
};

const drawHead = () => byId("head").replaceChildren(...kColumns.map((column) => {
  const is = sorted.name === column.name;
  const button = element("button", { textContent: column.title + (is ? (sorted.down ? " ↓" : " ↑") : ""), className: column.number ? "number" : "" });
  button.setAttribute("role", "columnheader");
  button.setAttribute("aria-sort", is ? (sorted.down ? "descending" : "ascending") : "none");
  button.onclick = () => { sorted = { name: column.name, down: is ? !sorted.down : true }; choose(); };
  return button;
}));

/// Only the rows in sight are in the page.
const drawRows = () => {
  const list = byId("list");
  const first = Math.max(0, Math.floor(list.scrollTop / kRowHeight) - 5);
  const end = Math.min(shown.length, Math.ceil((list.scrollTop + list.clientHeight) / kRowHeight) + 5);
  byId("rows").replaceChildren(...shown.slice(first, end).map((call, index) => {
    const row = element("div", { className: "row", onclick: () => select(call) });
    row.style.top = `${(first + index) * kRowHeight}px`;
    row.setAttribute("role", "row");
    row.setAttribute("aria-selected", String(call === selected));
    row.setAttribute("aria-rowindex", String(first + index + 1));
    for (const column of kColumns) {
      const text = cellText(column, call);
      const bad = column.name === "outcome" && text !== "ok";
      const cell = element("span", { textContent: text ?? "–", className: `${column.number ? "number " : ""}${text === null ? "unknown" : bad ? "bad" : ""}` });
      cell.setAttribute("role", "gridcell");
      row.append(cell);
    }
    return row;
  }));
  list.setAttribute("aria-rowcount", String(shown.length));
};

// ---- one call
const kPhases = [
  ["tabacus", (c) => (get(c, "overhead_us") ?? 0) / 1000],
  ["connect", (c) => get(c, "connect_ms") ?? 0],
  ["TLS", (c) => get(c, "tls_ms") ?? 0],
  ["waiting for the upstream", (c) => get(c, "upstream_wait_ms") ?? 0],
  ["answer", (c) => Math.max(0, (get(c, "duration_ms") ?? 0) - (get(c, "ttfb_ms") ?? get(c, "duration_ms") ?? 0))],
];

const waterfall = (call) => {
  const spans = kPhases.map(([name, of]) => [name, of(call)]);
  const whole = Math.max(1e-9, spans.reduce((total, [, ms]) => total + ms, 0));
  const bar = element("div", { className: "waterfall" });
  const keys = element("table");
  spans.forEach(([name, ms], index) => {
    if (ms <= 0) return;
    const part = element("i", { className: `phase-${index}`, title: `${name}: ${milliseconds(ms)}` });
    part.style.width = `${(ms / whole) * 100}%`;
    bar.append(part);
    keys.append(element("tr", {}, element("td", {}, element("span", { className: `key phase-${index}` }), name), element("td", { textContent: ms < 1 ? `${Math.round(ms * 1000)} µs` : milliseconds(ms) })));
  });
  bar.setAttribute("role", "img");
  bar.setAttribute("aria-label", spans.filter(([, ms]) => ms > 0).map(([name, ms]) => `${name} ${milliseconds(ms)}`).join(", "));
  return [bar, keys];
};

const shownValue = (name, value) => {
  if (value === null) return "–";
  if (name.endsWith("_nano")) return dollars(value);
  if (name.endsWith("_usd")) return dollars(Math.round(value * 1e9));
  if (name.endsWith("_ms")) return milliseconds(value);
  return typeof value === "number" && name !== "call_id" && name !== "pid" && name !== "status" ? count(value) : String(value);
};

/// The call before it in the same session, else in the same tab.
const previousOf = (call) => {
  const key = get(call, "session") !== null ? "session" : "tab_id";
  for (let place = call.place - 1; place >= 0; place--)
    if (get(calls[place], key) === get(call, key) && get(calls[place], "agent") === get(call, "agent")) return calls[place];
  return null;
};

/// Of text, what is the same at both ends stays and the middle is replaced.
const difference = (before, after, isText) => {
  if (!isText) return [element("del", { textContent: before }), " ", element("ins", { textContent: after })];
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < before.length - head && tail < after.length - head && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  return [after.slice(0, head), element("del", { textContent: before.slice(head, before.length - tail) }), " ",
    element("ins", { textContent: after.slice(head, after.length - tail) }), after.slice(after.length - tail)];
};

/// What was sent and answered, where the export holds it.
const messagesOf = (call) =>
  (call.values[data.columns.length] ?? []).flatMap((text, index) => [
    element("h3", { textContent: index === 0 ? "Request" : "Answer" }), element("pre", { className: "wire", textContent: text })]);

const differenceTable = (call, before) => {
  const table = element("table");
  data.columns.forEach((name, index) => {
    const [x, y] = [before.values[index], call.values[index]];
    if (x === y || name === "call_id") return;
    table.append(element("tr", {}, element("td", { textContent: name }), element("td", {}, ...difference(shownValue(name, x), shownValue(name, y), typeof y === "string" && typeof x === "string"))));
  });
  return table;
};

const select = (call, compares = false) => {
  selected = call;
  const detail = byId("detail");
  detail.hidden = call === null;
  byId("main").classList.toggle("split", call !== null);
  if (call !== null) {
    const facts = element("table");
    data.columns.forEach((name, index) => {
      if (call.values[index] !== null)
        facts.append(element("tr", {}, element("td", { textContent: name }), element("td", { textContent: shownValue(name, call.values[index]) })));
    });
    const before = previousOf(call);
    detail.replaceChildren(
      element("h2", { textContent: `${get(call, "model") ?? get(call, "model_requested") ?? "no model"} · ${get(call, "outcome")}` }),
      element("h3", { textContent: "Where the time went" }), ...waterfall(call),
      ...(compares && before ? [element("h3", { textContent: "Against the call before it" }), differenceTable(call, before)] :
        compares ? [element("h3", { textContent: "There is no call before it" })] : []),
      ...messagesOf(call), element("h3", { textContent: "What is known" }), facts);
  }
  drawRows();
};

const move = (steps) => {
  if (shown.length === 0) return;
  const now = selected === null ? (steps > 0 ? -1 : 0) : shown.indexOf(selected);
  const next = Math.min(shown.length - 1, Math.max(0, now + steps));
  const list = byId("list");
  const top = next * kRowHeight;
  if (top < list.scrollTop) list.scrollTop = top;
  if (top + 2 * kRowHeight > list.scrollTop + list.clientHeight) list.scrollTop = top + 2 * kRowHeight - list.clientHeight;
  select(shown[next]);
};

const kKeys = {
  j: ["next call", () => move(1)], ArrowDown: ["next call", () => move(1)],
  k: ["call before", () => move(-1)], ArrowUp: ["call before", () => move(-1)],
  PageDown: ["20 further", () => move(20)], PageUp: ["20 back", () => move(-20)],
  g: ["first", () => move(-calls.length)], G: ["last", () => move(calls.length)],
  d: ["difference from the call before", () => selected && select(selected, true)],
  "/": ["search", () => byId("search").focus()],
  t: ["light or dark", () => {
    const root = document.documentElement;
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
  }],
  Escape: ["close", () => select(null)],
  "?": ["these keys", () => byId("keys").showModal()],
};

document.addEventListener("keydown", (event) => {
  if (event.target.matches("input, select")) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || byId("keys").open || !(event.key in kKeys)) return;
  event.preventDefault();
  kKeys[event.key][1]();
});

document.documentElement.style.setProperty("--columns", kColumns.map((column) => column.width).join(" "));
for (const name of kFilters) {
  const values = [...new Set(calls.map((call) => get(call, name)).filter((value) => value !== null))].sort();
  if (values.length < 2) continue;
  const box = element("select", { onchange: () => { chosen[name] = box.value; choose(); } }, new Option(`every ${name.replace("_title", "")}`, ""), ...values.map((value) => new Option(value, value)));
  box.setAttribute("aria-label", name);
  byId("filters").append(box);
}
byId("keys").append(element("table", {}, ...Object.entries(kKeys).map(([key, [what]]) => element("tr", {}, element("td", {}, element("kbd", { textContent: key })), element("td", { textContent: what })))));
byId("keys").onclick = () => byId("keys").close();
byId("help").onclick = kKeys["?"][1];
byId("theme").onclick = kKeys.t[1];
byId("search").oninput = choose;
byId("list").onscroll = drawRows;
new ResizeObserver(drawRows).observe(byId("list"));
choose();
