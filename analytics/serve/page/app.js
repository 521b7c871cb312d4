// The page: its views, keys, theme and panes.
import { byId, count, element } from "/format.js";
import { follow } from "/api.js";
import { CallList } from "/list.js";
import { Detail } from "/detail.js";
import { limitsView, recordingsView, sessionsView, sumsView, tabsView, timelineView } from "/views.js";

const root = document.documentElement;
const main = byId("main");
const detail = new Detail();
const list = new CallList((id) => { split(id !== null); detail.show(id); });
const divider = element("div", { id: "divider", role: "separator", tabIndex: 0, hidden: true, "aria-label": "Width of the panes", "aria-orientation": "vertical" });
const callsPane = element("div", { id: "calls" }, list.pane, divider, detail.pane);
let instances = [];
let view = "calls";

const kViews = {
  calls: async () => callsPane,
  sessions: () => sessionsView(go),
  tabs: async () => tabsView(instances),
  sums: (since) => sumsView(go, since ?? "30d"),
  limits: () => limitsView(),
  timeline: (since) => timelineView(go, since ?? "2h"),
  recordings: () => recordingsView(go),
};

const notice = (text) => {
  byId("notice").hidden = text === "";
  byId("notice").textContent = text;
};

async function go(name, argument) {
  view = name;
  for (const button of byId("views").children) button.setAttribute("aria-current", button.dataset.view === name ? "page" : "false");
  if (name === "calls" && argument) {
    list.filter = { ...argument };
    list.drawFilters();
    list.reload();
  }
  try {
    const shown = await kViews[name](argument);
    if (view === name) main.replaceChildren(shown);
    notice("");
  } catch (error) {
    notice(error.message);
  }
  list.soon();
}

// ---- panes
const kSplit = "tabacus.split";
const split = (isOpen) => {
  callsPane.classList.toggle("split", isOpen);
  divider.hidden = !isOpen;
  list.soon();
};
const resize = (fraction) => {
  const kept = Math.min(0.85, Math.max(0.15, fraction));
  callsPane.style.setProperty("--split", `${(kept * 100).toFixed(1)}%`);
  divider.setAttribute("aria-valuenow", String(Math.round(kept * 100)));
  localStorage.setItem(kSplit, String(kept));
};
resize(Number(localStorage.getItem(kSplit) ?? 0.55));
divider.onpointerdown = (event) => {
  divider.setPointerCapture(event.pointerId);
  divider.onpointermove = (moved) => resize((moved.clientX - callsPane.offsetLeft) / callsPane.clientWidth);
};
divider.onpointerup = () => { divider.onpointermove = null; };
divider.onkeydown = (event) => {
  const step = { ArrowLeft: -0.02, ArrowRight: 0.02 }[event.key];
  if (step) resize(Number(localStorage.getItem(kSplit)) + step);
};

// ---- looks
const look = (name, value) => {
  root.dataset[name] = value;
  localStorage.setItem(`tabacus.${name}`, value);
  list.soon();
};
for (const name of ["theme", "density"]) if (localStorage.getItem(`tabacus.${name}`)) root.dataset[name] = localStorage.getItem(`tabacus.${name}`);
const turn = () => {
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  look("theme", dark ? "light" : "dark");
};
byId("theme").onclick = turn;
byId("density").value = root.dataset.density ?? "normal";
byId("density").onchange = () => look("density", byId("density").value);

// ---- keys
const kKeys = {
  j: ["next call", () => list.move(1)], ArrowDown: ["next call", () => list.move(1)],
  k: ["call before", () => list.move(-1)], ArrowUp: ["call before", () => list.move(-1)],
  PageDown: ["20 further", () => list.move(20)], PageUp: ["20 back", () => list.move(-20)],
  g: ["newest", () => list.move(-Infinity)], G: ["oldest that is loaded", () => list.move(Infinity)],
  l: ["next part of the call", () => detail.next(1)], h: ["part before", () => detail.next(-1)],
  d: ["difference from the call before", () => detail.compare()],
  m: ["mark a call; on another: their difference", () => detail.mark()],
  c: ["only this session and agent, or all again", () => list.sameContext()],
  b: ["group by the next: tab, session, model, agent", () => list.nextGrouping()],
  o: ["fold or open the chosen call's group", () => list.foldChosen()],
  O: ["fold or open all groups", () => list.foldAll()],
  p: ["pause the list", () => list.pause()],
  x: ["clear the filters", () => list.clear()],
  "/": ["search", () => list.search.focus()],
  n: ["next that was found", () => list.move(1)], N: ["found before", () => list.move(-1)],
  1: ["calls", () => go("calls")], 2: ["sessions", () => go("sessions")], 3: ["tabs", () => go("tabs")], 4: ["sums", () => go("sums")], 5: ["limits", () => go("limits")], 6: ["recordings", () => go("recordings")], 7: ["timeline", () => go("timeline")],
  t: ["light or dark", turn],
  Escape: ["close", () => { list.select(null); }],
  "?": ["these keys", () => byId("keys").showModal()],
};
document.addEventListener("keydown", (event) => {
  if (event.target.matches("input, select, textarea")) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || byId("keys").open || !(event.key in kKeys) || event.target === divider) return;
  event.preventDefault();
  kKeys[event.key][1]();
});
byId("keys").append(element("table", {}, element("tbody", {}, ...Object.entries(kKeys).map(([key, [what]]) => element("tr", {}, element("td", {}, element("kbd", { textContent: key })), element("td", { textContent: what }))))),
  element("button", { type: "button", textContent: "close", onclick: () => byId("keys").close() }));
byId("help").onclick = () => byId("keys").showModal();

// ---- start
byId("views").append(...Object.keys(kViews).map((name) => element("button", { type: "button", textContent: name, "data-view": name, onclick: () => go(name) })));
go("calls");
let isFirst = true;
follow((event, data) => {
  if (event === "snapshot") {
    // The list asks by its own filters; a later picture means that we were away for too long.
    list.reload();
    isFirst = false;
  } else if (event === "calls") {
    list.add(data.columns, data.rows);
  } else if (event === "instances") {
    instances = data;
    const running = data.reduce((sum, instance) => sum + (instance.tabs ?? []).reduce((n, tab) => n + (tab.in_flight ?? 0), 0), 0);
    byId("live").textContent = running ? `live · ${count(running)} under way` : "live";
    if (view === "tabs") go("tabs");
  }
}, (state) => {
  byId("live").textContent = state;
  byId("live").className = state;
  if (state === "refused") notice("The server does not know this page's token. 'tabacus inspect' prints an address with the right one.");
  if (state !== "live") return;
  // What could not be had while the server was away.
  if (list.isStale && !isFirst) list.reload();
  if (!byId("notice").hidden) go(view);
});
setTimeout(() => { if (isFirst) list.reload(); }, 1500);
