// Numbers, times and elements: what every part of the page draws with. Captured text becomes text nodes, never markup.

// Made once: toLocaleString() looks its language up each time, which is most of what drawing the list would cost.
const kNumbers = new Intl.NumberFormat();
const kDateAndTime = new Intl.DateTimeFormat("sv-SE", { dateStyle: "short", timeStyle: "medium" });  // 2026-11-21 08:15:30
const kTime = new Intl.DateTimeFormat("sv-SE", { timeStyle: "medium" });
export const count = (value) => (value === null || value === undefined ? "–" : kNumbers.format(value));
/// To the billionth, for what is told of one call.
export const exactDollars = (nano) => {
  if (nano === null || nano === undefined) return "–";
  const digits = (Math.abs(nano) / 1e9).toFixed(9).replace(/0{1,7}$/, "");
  return (nano < 0 ? "-$" : "$") + digits;
};
const kMoney = [2, 4, 6].map((digits) => new Intl.NumberFormat(undefined, { minimumFractionDigits: 2, maximumFractionDigits: digits }));
/// For lists and sums: as many digits as tell one from another. What is not nothing is never "$0.00".
export const dollars = (nano) => {
  const size = Math.abs(nano ?? 0);
  if (nano === null || nano === undefined || (size > 0 && size < 1000)) return exactDollars(nano);
  return (nano < 0 ? "-$" : "$") + kMoney[size >= 1e9 ? 0 : size >= 1e7 ? 1 : 2].format(size / 1e9);
};
export const milliseconds = (ms) =>
  ms === null || ms === undefined ? "–" : ms < 1 ? `${Math.round(ms * 1000)} µs` : ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(2)} s`;
export const localTime = (text) => (text ? kDateAndTime.format(new Date(text)) : "–");
export const clockTime = (text) => (text ? kTime.format(new Date(text)) : "–");
export const share = (value) => (value === null || value === undefined ? "–" : `${Math.round(value * 100)} %`);
export const bytes = (n) => (n === null || n === undefined ? "–" : n < 1024 ? `${n} B` : n < 1048576 ? `${(n / 1024).toFixed(1)} KiB` : `${(n / 1048576).toFixed(1)} MiB`);

export const element = (name, properties = {}, ...children) => {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key === "role" || key.startsWith("aria-") || key.startsWith("data-")) made.setAttribute(key, value);
    else made[key] = value;
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
};
export const byId = (id) => document.getElementById(id);

const kSvg = "http://www.w3.org/2000/svg";
export const drawing = (name, attributes = {}, ...children) => {
  const made = document.createElementNS(kSvg, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  made.append(...children);
  return made;
};

/// The same key has the same hue in every run.
export const hueOf = (key) => {
  let hash = 2166136261;
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 16777619);
  return (hash >>> 0) % 360;
};

/// A column's value as people read it, by the column's name.
export const shownValue = (name, value) => {
  if (value === null || value === undefined) return "–";
  if (name.endsWith("_nano")) return exactDollars(value);
  if (name.endsWith("_usd")) return `$${value}`;
  if (name.endsWith("_ms")) return milliseconds(value);
  if (name.endsWith("_bytes")) return bytes(value);
  if (name.endsWith("_share")) return share(value);
  if (name.endsWith("_at")) return localTime(value);
  return typeof value === "number" && !/(_id|pid|status|port|attempt|retry_of|_version)$/.test(name) ? count(value) : String(value);
};

/// {columns, rows} with its columns by name.
export class Rows {
  constructor({ columns, rows }) {
    this.columns = columns;
    this.rows = rows;
    this.at = Object.fromEntries(columns.map((name, index) => [name, index]));
  }
  get(row, name) {
    const index = this.at[name];
    return index === undefined ? null : row[index];
  }
}

const isNumber = (name) => /tokens|nano|calls|_ms|share|errors|^remaining$|^cap$/.test(name);

/// A table of {columns, rows}: `shown` are [column, heading, how] and a click on a row calls `choose`.
export const tableOf = (rows, shown, choose = null) =>
  element("table", { className: "data" },
    element("thead", {}, element("tr", {}, ...shown.map(([name, heading]) => element("th", { textContent: heading, scope: "col", className: isNumber(name) ? "number" : "" })))),
    element("tbody", {}, ...(rows.rows.length ? [] : [element("tr", {}, element("td", { className: "quiet", colSpan: shown.length, textContent: "nothing yet" }))]), ...rows.rows.map((row) => {
      const line = element("tr", {}, ...shown.map(([name, , how]) => {
        const value = rows.get(row, name);
        const isMoney = name.endsWith("_nano") && !how;
        return element("td", { textContent: how ? how(value, row) : isMoney ? dollars(value) : shownValue(name, value), title: isMoney ? exactDollars(value) : "", className: isNumber(name) || typeof value === "number" ? "number" : "" });
      }));
      if (choose) {
        line.tabIndex = 0;
        line.className = "choosable";
        line.onclick = () => choose(row);
        line.onkeydown = (event) => event.key === "Enter" && choose(row);
      }
      return line;
    })));
