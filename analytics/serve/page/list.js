// The list of calls: a hundred thousand of them, of which only those in sight are in the page.
import { clockTime, count, dollars, element, hueOf, milliseconds, Rows } from "/format.js";
import { ask } from "/api.js";

const kMostHeld = 100000;
const kPage = 2000;
const kFirstPage = 200;
const kHeights = { compact: 21, normal: 26, roomy: 34 };

const kGlyphs = { ok: "●", error: "✕", refused: "⊘", aborted: "◌", truncated: "◐", lossy: "◍", undecoded: "?" };
const cost = (calls, row) => {
  const billed = calls.get(row, "cost_nano");
  if (billed !== null) return dollars(billed);
  const listed = calls.get(row, "subscription_nano");
  return listed === null ? "–" : `(${dollars(listed)})`;  // a subscription pays: what the list would say
};
const kColumns = [
  { title: "", name: "glyph", width: "2.2em", show: (calls, row) => kGlyphs[calls.get(row, "outcome")] ?? "?" },
  { title: "Time", width: "6.5em", show: (calls, row) => clockTime(calls.get(row, "started_at")) },
  { title: "Tab", width: "7em", show: (calls, row) => calls.get(row, "tab_title") },
  { title: "Agent", width: "8em", show: (calls, row) => agentOf(calls, row) },
  { title: "Model", width: "minmax(9em,1fr)", show: (calls, row) => calls.get(row, "model") ?? calls.get(row, "model_requested") },
  { title: "Status", width: "5.5em", show: (calls, row) => calls.get(row, "status") ?? calls.get(row, "outcome") },
  { title: "Input", width: "5.5em", number: true, show: (calls, row) => count(calls.get(row, "input_tokens")) },
  { title: "Cached", width: "5.5em", number: true, show: (calls, row) => count(calls.get(row, "cache_read_tokens")) },
  { title: "Output", width: "5.5em", number: true, show: (calls, row) => count(calls.get(row, "output_tokens")) },
  { title: "Cost", width: "7.5em", number: true, show: cost },
  { title: "First", width: "5.5em", number: true, show: (calls, row) => milliseconds(calls.get(row, "ttft_ms")) },
  { title: "Total", width: "5.5em", number: true, show: (calls, row) => milliseconds(calls.get(row, "duration_ms")) },
];

const agentOf = (calls, row) => calls.get(row, "agent") ?? calls.get(row, "client") ?? calls.get(row, "process") ?? "unknown";
export const contextOf = (calls, row) => `${calls.get(row, "session") ?? calls.get(row, "tab_id")}/${calls.get(row, "agent") ?? "main"}`;

const kGroups = {
  none: null,
  tab: (calls, row) => calls.get(row, "tab_title"),
  session: (calls, row) => calls.get(row, "session") ?? "no session",
  model: (calls, row) => calls.get(row, "model") ?? calls.get(row, "model_requested") ?? "no model",
  agent: (calls, row) => agentOf(calls, row),
};
// A column of the list and the filter that chooses by it.
const kFilterLists = [["tab_id", "tab"], ["profile", "profile"], ["source", "source"], ["session", "session"], ["agent", "agent"], ["client", "client"], ["project", "project"], ["provider", "provider"], ["model", "model"], ["host", "host"],
  ["endpoint", "path"], ["outcome", "status"]];
const kMostChoices = 200;
const kDefaultFilter = "tabacus.filter";

const isGroup = (entry) => entry.group !== undefined && entry.rows !== undefined;

/// A line of the list: its nodes, and what they show, so that only what differs is written.
class Line {
  constructor(choose) {
    this.node = element("div", { className: "row", role: "row", onclick: () => choose(this.entry) });
    this.cells = [];
    this.texts = [];
    this.entry = null;
  }

  move(place, height) {
    if (this.place === place && this.height === height) return;
    Object.assign(this, { place, height });
    this.node.style.top = `${place * height}px`;
    this.node.style.height = `${height}px`;
    this.node.setAttribute("aria-rowindex", String(place + 1));
    this.node.id = `row-${place}`;
  }

  /// Of calls or, with a single cell, of a group.
  form(cells, other) {
    this.node.removeAttribute(other);
    if (this.cells.length === cells) return;
    this.texts = [];
    this.cells = Array.from({ length: cells }, (_, at) => {
      const column = cells === 1 ? {} : kColumns[at];
      return element("span", { role: "gridcell", className: column.number ? "number" : column.name === "glyph" ? "glyph" : "" }, document.createTextNode(""));
    });
    this.node.replaceChildren(...this.cells);
  }
  write(at, text) {
    if (this.texts[at] === text) return;
    this.texts[at] = text;
    this.cells[at].firstChild.data = text;
  }

  showGroup(group, isFolded) {
    this.form(1, "aria-selected");
    this.node.className = "row group";
    this.node.setAttribute("aria-expanded", String(!isFolded));
    this.write(0, `${isFolded ? "▸" : "▾"} ${group.group}  ·  ${count(group.rows.length)} calls  ·  ${count(group.output)} out  ·  ${dollars(group.cost)}`);
  }
  showCall(calls, row, isSelected) {
    this.form(kColumns.length, "aria-expanded");
    const outcome = calls.get(row, "outcome");
    this.node.className = `row ${outcome === "ok" ? "" : outcome === "error" || outcome === "refused" ? "bad" : "odd"}`;
    this.node.setAttribute("aria-selected", String(isSelected));
    kColumns.forEach((column, at) => this.write(at, String(column.show(calls, row) ?? "–")));
    this.showWhose(calls, row, outcome);
  }
  /// Outside whose call it is, inside in which conversation: each key has its hue.
  showWhose(calls, row, outcome) {
    const agent = agentOf(calls, row);
    const context = contextOf(calls, row);
    const title = `${outcome} · agent ${agent} · session ${calls.get(row, "session") ?? "–"}`;
    const [cell] = this.cells;
    if (this.texts.title !== title) {
      cell.setAttribute("aria-label", outcome);
      cell.title = title;
    }
    if (this.texts.agent !== agent) cell.style.borderLeft = `4px solid hsl(${hueOf(agent)} 60% 50%)`;
    if (this.texts.context !== context) cell.style.boxShadow = `inset 4px 0 hsl(${hueOf(context)} 45% 62%)`;
    Object.assign(this.texts, { title, agent, context });
  }
}

export class CallList {
  constructor(onSelect) {
    this.onSelect = onSelect;
    this.calls = new Rows({ columns: [], rows: [] });
    this.filter = JSON.parse(localStorage.getItem(kDefaultFilter) ?? "{}");
    this.group = "none";
    this.folded = new Set();
    this.entries = [];  // rows, or {group, rows, ...sums}
    this.selected = null;
    this.isPaused = false;
    this.held = [];  // what came while paused
    this.meanwhile = [];  // what came while the list was asked for, which may not know of it yet
    this.isAsking = false;
    this.isStale = false;  // what was asked for last did not come, or not all of it
    this.lines = [];  // those in sight
    this.firstLine = 0;
    this.asked = 0;
    this.build();
  }

  build() {
    this.search = element("input", { id: "search", type: "search", placeholder: "Search ( / )", "aria-label": "Search", value: this.filter.text ?? "", oninput: () => this.change("text", this.search.value) });
    this.since = element("select", { "aria-label": "Since", onchange: () => this.change("since", this.since.value) },
      ...[["", "ever"], ["15m", "15 minutes"], ["2h", "2 hours"], ["today", "today"], ["7d", "7 days"], ["30d", "30 days"]].map(([value, text]) => new Option(text, value, false, value === (this.filter.since ?? ""))));
    this.lists = element("span", { className: "filters" });
    this.grouping = element("select", { "aria-label": "Group by", onchange: () => { this.group = this.grouping.value; this.folded.clear(); this.arrange(); } }, ...Object.keys(kGroups).map((name) => new Option(name === "none" ? "not grouped" : `by ${name}`, name)));
    this.pauseButton = element("button", { type: "button", textContent: "Pause", onclick: () => this.pause() });
    this.saveButton = element("button", { type: "button", textContent: "Keep filter", title: "begin with these filters from now on", onclick: () => { localStorage.setItem(kDefaultFilter, JSON.stringify(this.filter)); this.drawTotals(); } });
    this.clearButton = element("button", { type: "button", textContent: "Clear", onclick: () => this.clear() });
    this.totals = element("div", { id: "totals", role: "status" });
    this.head = element("div", { className: "head", role: "row" }, ...kColumns.map((column) => element("span", { role: "columnheader", textContent: column.title, className: column.number ? "number" : "" })));
    this.rows = element("div", { className: "rows", role: "presentation" });
    this.scroller = element("div", { id: "list", role: "grid", "aria-label": "Calls", tabIndex: 0, onscroll: () => this.soon() }, this.head, this.rows);
    this.scroller.style.setProperty("--columns", kColumns.map((column) => column.width).join(" "));
    this.bar = element("div", { className: "bar" }, this.search, this.since, this.lists, this.grouping, this.pauseButton, this.saveButton, this.clearButton);
    this.pane = element("section", { className: "listpane", "aria-label": "Calls" }, this.bar, this.totals, this.scroller);
    new ResizeObserver(() => this.soon()).observe(this.scroller);
  }

  get rowHeight() { return kHeights[document.documentElement.dataset.density ?? "normal"]; }

  // ---- what is held
  async load() {
    const asked = ++this.asked;
    const query = { ...this.filter, limit: kFirstPage };
    this.isAsking = this.isStale = true;
    const first = await ask("/api/v1/calls", query).finally(() => { if (asked === this.asked) this.isAsking = false; });
    if (asked !== this.asked) return;
    this.calls = new Rows(first);
    this.held = [];
    this.arrange();
    for (const { columns, rows } of this.meanwhile.splice(0)) this.add(columns, rows);
    for (let more = first.rows.length === kFirstPage; more && this.calls.rows.length < kMostHeld;) {
      const before = this.calls.get(this.calls.rows.at(-1), "call_id");
      const page = await ask("/api/v1/calls", { ...this.filter, limit: kPage, before });
      if (asked !== this.asked) return;
      for (const row of page.rows) this.calls.rows.push(row);
      more = page.rows.length === kPage;
      this.arrange();
    }
    this.isStale = false;
    this.drawFilters();
  }

  add(columns, rows) {
    if (this.isAsking) {
      this.meanwhile.push({ columns, rows });
      return;
    }
    const fresh = new Rows({ columns, rows });
    const wanted = rows.filter((row) => this.isChosen(fresh, row)).map((row) => this.calls.columns.map((name) => fresh.get(row, name)));
    if (this.calls.columns.length === 0) return;
    if (this.isPaused) {
      this.held.push(...wanted);
      return this.drawTotals();
    }
    this.take(wanted);
  }

  take(rows) {
    if (rows.length === 0) return;
    const id = (row) => this.calls.get(row, "call_id");
    const known = new Set(this.calls.rows.slice(0, 4000).map(id));
    const fresh = rows.filter((row) => !known.has(id(row)));
    if (fresh.length === 0) return;
    // The place of what is in sight stays, unless the newest are in sight.
    const top = this.scroller.scrollTop;
    this.calls.rows.unshift(...fresh);
    // A long call ends behind ones that began after it.
    const near = this.calls.rows.splice(0, Math.min(this.calls.rows.length, fresh.length + 500)).sort((a, b) => id(b) - id(a));
    this.calls.rows.unshift(...near);
    if (this.calls.rows.length > kMostHeld) this.calls.rows.length = kMostHeld;
    this.arrange();
    if (top > this.rowHeight && this.group === "none") this.scroller.scrollTop = top + fresh.length * this.rowHeight;
  }

  isChosen(calls, row) {
    const { filter } = this;
    const text = (name) => String(calls.get(row, name) ?? "");
    const has = (name, part) => text(name).toLowerCase().includes(part.toLowerCase());
    if (filter.text && !calls.columns.some((name) => has(name, filter.text))) return false;
    if (filter.tab && !text("tab_id").startsWith(filter.tab)) return false;
    if (filter.session && !text("session").startsWith(filter.session)) return false;
    if (filter.agent && (calls.get(row, "agent") ?? "main") !== filter.agent) return false;
    if (filter.model && !has("model", filter.model)) return false;
    if (filter.provider && text("provider") !== filter.provider) return false;
    for (const name of ["client", "project", "host", "profile", "source"]) if (filter[name] && text(name) !== filter[name]) return false;
    if (filter.path && !text("endpoint").includes(filter.path)) return false;
    return !filter.status || text("outcome") === filter.status || text("status") === filter.status;
  }

  // ---- filters
  change(name, value) {
    if (value) this.filter[name] = value;
    else delete this.filter[name];
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.reload(), name === "text" ? 200 : 0);
  }
  reload() {
    this.scroller.scrollTop = 0;
    return this.load().catch((error) => { this.totals.textContent = error.message; });
  }
  clear() {
    this.filter = {};
    this.search.value = "";
    this.since.value = "";
    this.drawFilters();
    this.reload();
  }
  sameContext() {
    if (this.selected === null) return;
    const session = this.calls.get(this.selected, "session");
    const isOn = this.filter.session === session && this.filter.agent !== undefined;
    if (isOn) {
      delete this.filter.session;
      delete this.filter.agent;
    } else {
      this.filter.session = session;
      this.filter.agent = this.calls.get(this.selected, "agent") ?? "main";
    }
    this.reload();
  }
  drawFilters() {
    this.lists.replaceChildren(...kFilterLists.flatMap(([column, name]) => {
      const values = new Map();
      for (const row of this.calls.rows) {
        const value = this.calls.get(row, column);
        if (value !== null && values.size < kMostChoices) values.set(value, column === "tab_id" ? this.calls.get(row, "tab_title") : value);
        const status = name === "status" ? this.calls.get(row, "status") : null;
        if (status !== null && status !== 200) values.set(String(status), status);
      }
      const now = this.filter[name];
      if (now && !values.has(now)) values.set(now, now);
      if (values.size < 2 && !now) return [];
      const options = [...values].sort((a, b) => String(a[1]).localeCompare(String(b[1])));
      return [element("select", { "aria-label": name, onchange: (event) => this.change(name, event.target.value) },
        new Option(`every ${name}`, ""), ...options.map(([value, text]) => new Option(text, value, false, value === now)))];
    }));
  }
  pause() {
    this.isPaused = !this.isPaused;
    this.pauseButton.textContent = this.isPaused ? "Go on" : "Pause";
    this.pauseButton.setAttribute("aria-pressed", String(this.isPaused));
    if (!this.isPaused) this.take(this.held.splice(0));
    this.drawTotals();
  }

  // ---- what is shown
  arrange() {
    const groupOf = kGroups[this.group];
    if (!groupOf) this.entries = this.calls.rows;
    else {
      const groups = new Map();
      for (const row of this.calls.rows) {
        const key = groupOf(this.calls, row);
        if (!groups.has(key)) groups.set(key, { group: key, rows: [], output: 0, cost: 0 });
        const group = groups.get(key);
        group.rows.push(row);
        group.output += this.calls.get(row, "output_tokens") ?? 0;
        group.cost += this.calls.get(row, "cost_nano") ?? 0;
      }
      this.entries = [...groups.values()].flatMap((group) => (this.folded.has(group.group) ? [group] : [group, ...group.rows]));
    }
    this.scroller.setAttribute("aria-rowcount", String(this.entries.length));
    this.drawTotals();
    this.soon();
  }
  drawTotals() {
    const { calls } = this;
    const sums = { input_tokens: 0, cache_read_tokens: 0, output_tokens: 0, cost_nano: 0, subscription_nano: 0 };
    let unpriced = 0;
    for (const row of calls.rows) {
      for (const name in sums) sums[name] += calls.get(row, name) ?? 0;
      if (calls.get(row, "cost_nano") === null && calls.get(row, "subscription_nano") === null) unpriced++;
    }
    const active = Object.entries(this.filter).map(([name, value]) => `${name}: ${value}`).join(", ");
    const parts = [["calls", count(calls.rows.length) + (calls.rows.length >= kMostHeld ? "+" : "")], ["input", count(sums.input_tokens)], ["cached", count(sums.cache_read_tokens)],
      ["output", count(sums.output_tokens)], ["billed", (unpriced ? "≥ " : "") + dollars(sums.cost_nano)]];
    if (sums.subscription_nano) parts.push(["by subscription, at list price", dollars(sums.subscription_nano)]);
    this.totals.replaceChildren(...parts.map(([name, value]) => element("span", {}, element("b", { textContent: value }), ` ${name}`)),
      ...(active ? [element("span", { className: "active", textContent: active })] : []),
      ...(this.isPaused ? [element("span", { className: "badge", textContent: `${this.held.length} new` })] : []));
  }
  soon() {
    if (this.frame) return;
    this.frame = requestAnimationFrame(() => { this.frame = 0; this.draw(); });
  }
  draw() {
    const height = this.rowHeight;
    const first = Math.max(0, Math.floor(this.scroller.scrollTop / height) - 4);
    const end = Math.min(this.entries.length, Math.ceil((this.scroller.scrollTop + this.scroller.clientHeight) / height) + 4);
    this.rows.style.height = `${this.entries.length * height}px`;
    this.keepLines(first, Math.max(0, end - first));
    this.lines.forEach((line, index) => this.fill(line, this.entries[first + index], first + index, height));
  }
  /// As many lines as are in sight, in their order. Lines are used again: making them anew would be most of a frame's work.
  keepLines(first, wanted) {
    const further = first - this.firstLine;
    this.firstLine = first;
    if (further > 0 && further < this.lines.length) {
      const gone = this.lines.splice(0, further);
      this.lines.push(...gone);
      this.rows.append(...gone.map((line) => line.node));
    } else if (further < 0 && -further < this.lines.length) {
      const gone = this.lines.splice(further);
      this.lines.unshift(...gone);
      this.rows.prepend(...gone.map((line) => line.node));
    }
    for (const line of this.lines.splice(wanted)) line.node.remove();
    while (this.lines.length < wanted) {
      const line = new Line((entry) => (isGroup(entry) ? this.fold(entry.group) : this.select(entry)));
      this.lines.push(line);
      this.rows.append(line.node);
    }
  }
  fill(line, entry, place, height) {
    line.move(place, height);
    const isSelected = entry === this.selected;
    if (isSelected) this.scroller.setAttribute("aria-activedescendant", line.node.id);
    if (line.entry === entry && line.calls === this.calls && line.isSelected === isSelected) return;
    Object.assign(line, { entry, calls: this.calls, isSelected });
    if (isGroup(entry)) line.showGroup(entry, this.folded.has(entry.group));
    else line.showCall(this.calls, entry, isSelected);
  }

  fold(group) {
    if (!this.folded.delete(group)) this.folded.add(group);
    this.arrange();
  }
  foldChosen() {
    const groupOf = kGroups[this.group];
    if (groupOf && this.selected !== null) this.fold(groupOf(this.calls, this.selected));
  }
  foldAll() {
    const groupOf = kGroups[this.group];
    if (!groupOf) return;
    if (this.folded.size > 0) this.folded.clear();
    else for (const row of this.calls.rows) this.folded.add(groupOf(this.calls, row));
    this.arrange();
  }
  nextGrouping() {
    const names = Object.keys(kGroups);
    this.group = names[(names.indexOf(this.group) + 1) % names.length];
    this.grouping.value = this.group;
    this.folded.clear();
    this.arrange();
  }

  // ---- choosing
  select(row) {
    this.selected = row;
    this.onSelect(row === null ? null : this.calls.get(row, "call_id"));
    this.soon();
  }
  move(steps) {
    const rows = this.entries.filter((entry) => !(entry.group !== undefined && entry.rows));
    if (rows.length === 0) return;
    const now = this.selected === null ? -1 : rows.indexOf(this.selected);
    const row = rows[Math.min(rows.length - 1, Math.max(0, now < 0 ? 0 : now + steps))];
    const top = this.entries.indexOf(row) * this.rowHeight;
    if (top < this.scroller.scrollTop) this.scroller.scrollTop = top;
    if (top + 2 * this.rowHeight > this.scroller.scrollTop + this.scroller.clientHeight) this.scroller.scrollTop = top + 2 * this.rowHeight - this.scroller.clientHeight;
    this.select(row);
  }
}
