// One call in all its parts, and two calls compared. What was captured is shown as text; as a page only on request, in a
// frame that may do nothing.
import { bytes, count, element, exactDollars, localTime, milliseconds, Rows, share, shownValue, tableOf } from "/format.js";
import { ask, tell } from "/api.js";

const kMostShown = 200000;  // letters of one text; the rest on request

const longText = (text, className = "wire") => {
  const box = element("pre", { className, textContent: text.slice(0, kMostShown) });
  if (text.length <= kMostShown) return box;
  return element("div", {}, box, element("button", { type: "button", textContent: `show all ${count(text.length)} letters`, onclick: (event) => { box.textContent = text; event.target.remove(); } }));
};

const facts = (object, names = Object.keys(object)) =>
  element("table", { className: "facts" }, element("tbody", {}, ...names.filter((name) => object[name] !== null && object[name] !== undefined).map((name) =>
    element("tr", {}, element("th", { scope: "row", textContent: name }), element("td", { textContent: shownValue(name, object[name]) })))));

const heading = (text) => element("h3", { textContent: text });
const quiet = (text) => element("p", { className: "quiet", textContent: text });

// ---- JSON as a tree; a node is made when it is opened
const leaf = (value) => element("span", { className: `json-${value === null ? "null" : typeof value}`, textContent: typeof value === "string" ? JSON.stringify(value.length > 2000 ? value.slice(0, 2000) + "…" : value) : String(value) });
const kMostChildren = 500;
export const tree = (value, name = "", path = "$", open = true) => {
  const key = name === "" ? "" : `${name}: `;
  if (value === null || typeof value !== "object") return element("div", { className: "node", title: path }, element("span", { className: "key", textContent: key }), leaf(value));
  const entries = Object.entries(value);
  const isList = Array.isArray(value);
  const box = element("details", { className: "node", open }, element("summary", { title: path }, element("span", { className: "key", textContent: key }), element("span", { className: "quiet", textContent: isList ? `[${entries.length}]` : `{${entries.length}}` })));
  const fill = (from = 0) => {
    for (const [child, inner] of entries.slice(from, from + kMostChildren)) box.append(tree(inner, child, isList ? `${path}[${child}]` : `${path}.${child}`, open && entries.length < 20 && path.length < 24));
    if (entries.length > from + kMostChildren) box.append(element("button", { type: "button", textContent: `${count(entries.length - from - kMostChildren)} more`, onclick: (event) => { event.target.remove(); fill(from + kMostChildren); } }));
  };
  if (open) fill();
  else box.addEventListener("toggle", () => fill(), { once: true });
  return box;
};

const body = (side) => {
  const parts = [];
  if (!side.is_whole) parts.push(quiet(`not all that was sent: ${side.flags}`));
  let parsed;
  try { parsed = JSON.parse(side.body); } catch { parsed = undefined; }
  const raw = longText(side.body);
  if (parsed !== undefined && parsed !== null && typeof parsed === "object") {
    const shown = element("div", { className: "tree" }, tree(parsed));
    raw.hidden = true;
    const turn = element("button", { type: "button", textContent: "raw", onclick: () => { raw.hidden = !raw.hidden; shown.hidden = !shown.hidden; turn.textContent = raw.hidden ? "raw" : "tree"; } });
    parts.push(turn, copyButton("copy JSON", async () => side.body), shown);
  } else {
    const frame = element("div", {});
    parts.push(copyButton("copy", async () => side.body), element("button", {
      type: "button", textContent: "show as a page, in a frame that may do nothing",
      onclick: () => {
        const address = URL.createObjectURL(new Blob([side.body], { type: "text/html; charset=utf-8" }));
        const made = element("iframe", { className: "sandbox", title: "the body as a page" });
        made.setAttribute("sandbox", "");
        made.onload = () => URL.revokeObjectURL(address);
        made.src = address;
        frame.replaceChildren(made);
      } }), frame);
  }
  parts.push(raw);
  return parts;
};

const copyButton = (text, what) => element("button", {
  type: "button", textContent: text,
  onclick: async (event) => {
    try {
      await navigator.clipboard.writeText(await what());
      event.target.textContent = "copied";
    } catch (error) {
      event.target.textContent = `not copied: ${error.message}`;
    }
    setTimeout(() => { event.target.textContent = text; }, 2000);
  } });

// ---- time
const kPhases = [
  ["tabacus", (c) => (c.overhead_us ?? 0) / 1000],
  ["connect", (c) => c.connect_ms ?? 0],
  ["TLS", (c) => c.tls_ms ?? 0],
  ["waiting for the provider", (c) => c.upstream_wait_ms ?? 0],
  ["answer", (c) => Math.max(0, (c.duration_ms ?? 0) - (c.ttfb_ms ?? c.duration_ms ?? 0))],
];
const waterfall = (call) => {
  const spans = kPhases.map(([name, of]) => [name, of(call)]);
  const whole = Math.max(1e-9, spans.reduce((total, [, ms]) => total + ms, 0));
  const bar = element("div", { className: "waterfall", role: "img", "aria-label": spans.filter(([, ms]) => ms > 0).map(([name, ms]) => `${name} ${milliseconds(ms)}`).join(", ") });
  const keys = element("tbody", {});
  spans.forEach(([name, ms], index) => {
    if (ms <= 0) return;
    const part = element("i", { className: `phase-${index}`, title: `${name}: ${milliseconds(ms)}` });
    part.style.width = `${(ms / whole) * 100}%`;
    bar.append(part);
    keys.append(element("tr", {}, element("th", { scope: "row" }, element("span", { className: `swatch phase-${index}` }), name), element("td", { className: "number", textContent: milliseconds(ms) }), element("td", { className: "number", textContent: share(ms / whole) })));
  });
  return [bar, element("table", { className: "facts" }, keys)];
};

// ---- what was said
const kBlockWords = { thinking: "thinks", tool_use: "calls", tool_result: "answers", media: "shows", other: "as sent" };
const block = (each, results) => {
  const kind = each.kind;
  const title = kind === "text" ? "" : `${kBlockWords[kind] ?? kind} ${each.name ?? ""} ${each.id ? `(${each.id})` : ""}${each.is_error ? " — failed" : ""}`;
  let inner = longText(each.text, `block block-${kind}`);
  if (kind === "tool_use") {
    try { inner = element("div", { className: "tree" }, tree(JSON.parse(each.text), "", "$", true)); } catch { /* shown as it is */ }
  }
  const result = kind === "tool_use" && each.id ? results.get(each.id) : undefined;
  return element("div", { className: `said said-${kind}` }, title ? element("div", { className: "about", textContent: title }) : null, inner,
    result ? element("details", { className: "result" }, element("summary", { textContent: `what it answered${result.is_error ? " — failed" : ""}` }), longText(result.text, "block")) : null,
    each.ends_cached_part ? element("div", { className: "cachemark", textContent: "cached up to here" }) : null);
};
const resultsOf = (conversation) => new Map(conversation.messages.flatMap((message) => message.blocks.filter((each) => each.kind === "tool_result" && each.id).map((each) => [each.id, each])));
const message = (each, results, name = each.role) => element("article", { className: `message role-${name}` }, element("h4", { textContent: name }), ...each.blocks.map((part) => block(part, results)));
const conversationView = (conversation) => {
  const results = resultsOf(conversation);
  return [
    ...conversation.messages.map((each) => message(each, results)),
    ...(conversation.answer ? [message(conversation.answer, results, "answer")] : []),
    ...(conversation.error ? [heading("error"), longText(conversation.error)] : []),
  ];
};
// The loop of user, model and tools, a lane each; an answer stands in the lane of who gave it and points to who got it.
const kLanes = ["user", "model", "tools"];
const sequenceView = (conversation) => {
  const steps = [...conversation.messages, ...(conversation.answer ? [{ ...conversation.answer, role: "answer" }] : [])].flatMap((each) => each.blocks.map((part) => [each.role, part]));
  return [element("div", { className: "lanes" }, ...kLanes.map((lane) => element("b", { textContent: lane }))), element("ol", { className: "sequence" }, ...steps.map(([role, part]) => {
    const tool = part.name || "tool";
    const [from, to, lane] = part.kind === "tool_use" ? ["model", tool, 1] : part.kind === "tool_result" ? [tool, "model", 2] : role === "user" ? ["user", "model", 0] : role === "system" ? ["system", "model", 0] : ["model", part.kind === "thinking" ? "itself" : "user", 1];
    return element("li", { className: `lane-${lane} said-${part.kind}` }, element("b", { textContent: `${from} → ${to}${part.is_error ? " — failed" : ""}` }), element("span", { textContent: part.text.replace(/\s+/g, " ").slice(0, 240) }));
  }))];
};
const toolsView = (conversation) => {
  const uses = new Map();
  for (const each of [...conversation.messages, ...(conversation.answer ? [conversation.answer] : [])]) for (const part of each.blocks) if (part.kind === "tool_use") uses.set(part.name, (uses.get(part.name) ?? 0) + 1);
  if (conversation.tools.length === 0) return [quiet("The request offers no tools.")];
  return [quiet("Sizes are guesses of four letters to a token."), ...conversation.tools.map((tool) => {
    let schema = null;
    try { schema = element("div", { className: "tree" }, tree(JSON.parse(tool.definition), "", "$", false)); } catch { schema = longText(tool.definition); }
    return element("details", { className: "tool" }, element("summary", {}, element("b", { textContent: tool.name }), ` ~${count(Math.ceil(tool.definition.length / 4))} tokens, used ${uses.get(tool.name) ?? 0} times`), element("p", { textContent: tool.description }), schema);
  })];
};

// The stream as it came, and beside it the message that it adds up to.
const kMostEvents = 5000;
const eventsView = (list, conversation) => {
  if (list.length === 0) return [quiet("Nothing came.")];
  if (list.length === 1 && list[0].name === "") return [quiet(`The answer was not streamed: it came whole${list[0].after_us === null ? "" : `, after ${milliseconds(list[0].after_us / 1000)}`}.`)];
  const merged = conversation.answer ? message(conversation.answer, resultsOf(conversation), "answer") : quiet(conversation.error ?? "No message can be read from it.");
  return [quiet(`${count(list.length)} events${list.length > kMostEvents ? `, the first ${count(kMostEvents)} of them` : ""}; at the right what they add up to`),
    element("div", { className: "beside" },
      element("ol", { className: "events", "aria-label": "Events" }, ...list.slice(0, kMostEvents).map((each) => element("li", {}, element("time", { textContent: each.after_us === null ? "–" : milliseconds(each.after_us / 1000) }), element("b", { textContent: ` ${each.name} ` }), element("code", { textContent: each.data.slice(0, 2000) })))),
      element("div", { className: "merged", role: "region", "aria-label": "Merged message" }, merged))];
};

// ---- tabs
const of = (id, part) => ask(`/api/v1/calls/${id}/${part}`);
const costTable = (cost) => element("table", { className: "data" },
  element("thead", {}, element("tr", {}, ...["item", "quantity", "US dollars"].map((text, index) => element("th", { textContent: text, scope: "col", className: index > 0 ? "number" : "" })))),
  element("tbody", {}, ...cost.lines.map((line) => element("tr", {}, element("td", { textContent: line.item }), element("td", { className: "number", textContent: line.quantity ? count(line.quantity) : "" }), element("td", { className: "number", textContent: line.amount_usd }))),
    element("tr", { className: "sum" }, element("td", { textContent: "by the price list" }), element("td"), element("td", { className: "number", textContent: exactDollars(cost.list_nano) })),
    element("tr", { className: "sum" }, element("td", { textContent: cost.billing === "subscription" ? "billed (a subscription pays)" : "billed" }), element("td"), element("td", { className: "number", textContent: exactDollars(cost.billed_nano) }))));

const kTabs = [
  ["overview", async (id, detail) => [
    heading("Cost"), !detail.cost || (detail.cost.lines.length === 0 && detail.cost.list_nano === null) ? quiet(detail.call.unpriced_reason ? `Without a price: ${detail.call.unpriced_reason}` : "No usage is known, so nothing can be priced.") : costTable(detail.cost),
    heading("Where the time went"), ...waterfall(detail.call),
    heading("Note"), noteBox(id, detail.note),
    heading("What is known"), facts(detail.call)]],
  ["conversation", async (id) => conversationView(await of(id, "conversation"))],
  ["sequence", async (id) => sequenceView(await of(id, "conversation"))],
  ["headers", async (id) => { const [sent, got] = [await of(id, "request"), await of(id, "response")]; return [heading("Request"), longText(sent.head), heading("Answer"), longText(got.head)]; }],
  ["request", async (id) => body(await of(id, "request"))],
  ["response", async (id) => body(await of(id, "response"))],
  ["events", async (id) => eventsView(await of(id, "events"), await of(id, "conversation"))],
  ["timing", async (id, detail) => [...waterfall(detail.call), facts(detail.call, ["overhead_us", "connect_ms", "tls_ms", "upstream_wait_ms", "ttfb_ms", "ttft_ms", "duration_ms", "tokens_per_second", "longest_gap_ms", "stalls"])]],
  ["usage", async (id, detail) => [detail.usage ? facts(detail.usage) : quiet("Nothing is known of its usage.")]],
  ["stats", async (id, { call }) => {
    const sums = new Rows(await ask("/api/v1/totals", { by: "model", ...(call.session ? { session: call.session } : { tab: call.tab_id }) }));
    return [quiet(call.session ? "All calls of its session" : "All calls of its tab"), tableOf(sums, [["model", "model"], ["calls", "calls"], ["errors", "errors"], ["input_tokens", "input"], ["cache_read_tokens", "cached"], ["output_tokens", "output"], ["cost_nano", "billed"], ["subscription_nano", "by subscription"], ["saved_nano", "saved"]])];
  }],
  ["why", async (id, detail) => [detail.why ? facts(detail.why) : quiet("There is nothing to explain: no miss, no retry, no waste.")]],
  ["tools", async (id) => toolsView(await of(id, "conversation"))],
];

const noteBox = (id, note) => {
  const box = element("textarea", { value: note ?? "", rows: 2, "aria-label": "Note" });
  const told = element("span", { className: "quiet", role: "status" });
  const save = async () => {
    try { await tell("PUT", `/api/v1/calls/${id}/note`, { note: box.value }); told.textContent = "saved"; } catch (error) { told.textContent = error.message; }
  };
  return element("div", { className: "note" }, box, element("button", { type: "button", textContent: "save", onclick: save }), told);
};

export class Detail {
  constructor() {
    this.pane = element("section", { id: "detail", "aria-label": "One call", hidden: true });
    this.tab = "overview";
    this.id = null;
    this.compared = null;
    this.asked = 0;
  }

  async show(id) {
    this.id = id;
    this.pane.hidden = id === null;
    if (id === null) return;
    const asked = ++this.asked;
    let detail;
    try { detail = await ask(`/api/v1/calls/${id}`); } catch (error) { this.pane.replaceChildren(quiet(error.message)); return; }
    if (asked !== this.asked) return;
    const { call } = detail;
    this.content = element("div", { role: "tabpanel", className: "tabpanel" });
    this.tabs = element("div", { role: "tablist", className: "tabs" }, ...kTabs.map(([name]) => element("button", { type: "button", role: "tab", textContent: name, "data-tab": name, onclick: () => this.open(name) })));
    this.pane.replaceChildren(
      element("h2", { textContent: `${call.model ?? call.model_requested ?? "no model"} · ${call.outcome}${call.status ? ` ${call.status}` : ""}` }),
      quiet(`${localTime(call.started_at)} · ${call.tab_title ?? ""} · ${count(call.input_tokens)} in, ${count(call.cache_read_tokens)} cached, ${count(call.output_tokens)} out · ${exactDollars(call.cost_nano)} · ${milliseconds(call.duration_ms)} · ${bytes(call.request_bytes)} sent`),
      element("div", { className: "actions" },
        element("button", { type: "button", textContent: "diff with the one before (d)", onclick: () => this.compare() }),
        element("button", { type: "button", textContent: this.compared && this.compared !== id ? `diff with ${this.compared}` : "mark for a diff (m)", onclick: () => this.mark() }),
        copyButton("copy as cURL", async () => (await of(id, "curl")).command),
        copyButton("copy as JSON", async () => JSON.stringify(detail))),
      this.tabs, this.content);
    this.detail = detail;
    this.open(this.tab);
  }

  async open(name) {
    this.tab = name;
    const asked = ++this.asked;
    for (const each of this.tabs.children) each.setAttribute("aria-selected", String(each.dataset.tab === name));
    let parts;
    try { parts = await kTabs.find(([each]) => each === name)[1](this.id, this.detail); } catch (error) { parts = [quiet(error.message)]; }
    if (asked !== this.asked) return;
    this.content.setAttribute("aria-label", name);
    this.content.replaceChildren(...(parts.length > 0 ? parts : [quiet("Nothing of that is in this call.")]));
  }
  next(steps) {
    if (this.pane.hidden) return;
    const now = kTabs.findIndex(([name]) => name === this.tab);
    this.open(kTabs[(now + steps + kTabs.length) % kTabs.length][0]);
  }

  mark() {
    if (this.id === null) return;
    if (this.compared && this.compared !== this.id) return this.compare(this.compared);
    this.compared = this.id;
    this.show(this.id);
  }
  async compare(other = null) {
    if (this.id === null) return;
    const [a, b] = other === null ? [null, this.id] : [Math.min(other, this.id), Math.max(other, this.id)];
    this.compared = null;
    for (const each of this.tabs.children) each.setAttribute("aria-selected", "false");
    const asked = ++this.asked;
    let parts;
    try { parts = differenceView(await ask("/api/v1/diff", { a, b })); } catch (error) { parts = [quiet(error.message)]; }
    if (asked === this.asked) this.content.replaceChildren(...parts);
  }
}

const pieces = (list) => element("pre", { className: "wire" }, ...list.map(([sign, text]) => (sign === 0 ? (text.length > 600 ? `${text.slice(0, 200)} … ${text.slice(-200)}` : text) : element(sign < 0 ? "del" : "ins", { textContent: text }))));
const differenceView = ({ a, b, columns, changes, changes_missing }) => [
  heading(`Call ${b} against ${a}`),
  ...(changes === null ? [quiet(`What they say is not compared: ${changes_missing}`)] : changes.length === 0 ? [quiet("Their requests say the same.")] :
    changes.map((change) => element("details", { className: `change change-${change.change}`, open: true }, element("summary", { textContent: `${change.change === "added" ? "+" : change.change === "removed" ? "−" : "~"} ${change.part}` }),
      change.change === "changed" ? pieces(change.pieces) : pieces([[change.change === "added" ? 1 : -1, (change.after ?? change.before ?? "").slice(0, 20000)]])))),
  heading("What was measured"),
  element("table", { className: "data" }, element("tbody", {}, ...columns.map((column) => element("tr", {}, element("th", { scope: "row", textContent: column.name }), element("td", {}, element("del", { textContent: shownValue(column.name, column.before) })), element("td", {}, element("ins", { textContent: shownValue(column.name, column.after) }))))))];
