// Bars and lanes drawn as SVG, each with its numbers as text for those who do not see it. The chart library that Debian packages
// (libjs-chart.js) is 67 KB packed, more than twice the whole page, and draws on a canvas that no screen reader sees.
import { drawing, element } from "/format.js";

const kWidth = 400;
const kHeight = 120;
const kFoot = 18;
const kHalfLabel = 17;  // "10-23", "08:00", which are to stay whole at the ends

/// `points` are [label, value]; `shown` writes a value.
export const barChart = (title, points, shown) => {
  const most = Math.max(1e-12, ...points.map(([, value]) => value ?? 0));
  const step = Math.min(60, kWidth / Math.max(1, points.length));
  const chart = drawing("svg", { viewBox: `0 0 ${kWidth} ${kHeight + kFoot}`, role: "img", "aria-label": `${title}: ${points.map(([label, value]) => `${label} ${shown(value)}`).join(", ")}` });
  points.forEach(([label, value], index) => {
    const height = ((value ?? 0) / most) * (kHeight - 14);
    const bar = drawing("rect", { x: index * step + step * 0.1, y: kHeight - height, width: step * 0.8, height, rx: 2, class: "bar-part" });
    bar.append(drawing("title", {}, `${label}: ${shown(value)}`));
    chart.append(bar);
    if (points.length <= 8 || index % Math.ceil(points.length / 8) === 0)
      chart.append(drawing("text", { x: Math.min(kWidth - kHalfLabel, Math.max(kHalfLabel, index * step + step / 2)), y: kHeight + 13, "text-anchor": "middle", class: "label" }, label));
  });
  chart.append(drawing("text", { x: 2, y: 11, class: "label" }, `${shown(most)} at most`));
  return element("figure", {}, element("figcaption", { textContent: title }), points.length ? chart : element("p", { className: "quiet", textContent: "nothing yet" }));
};

/// Horizontal: [label, value] with a length each.
export const rankChart = (title, points, shown) => {
  const most = Math.max(1e-12, ...points.map(([, value]) => value ?? 0));
  const rows = points.map(([label, value]) => {
    const bar = element("i", { className: "rank" });
    bar.style.width = `${Math.max(0.5, ((value ?? 0) / most) * 100)}%`;
    return element("tr", {}, element("td", { textContent: label ?? "–" }), element("td", { className: "rankcell" }, bar), element("td", { className: "number", textContent: shown(value) }));
  });
  return element("figure", {}, element("figcaption", { textContent: title }), rows.length ? element("table", { className: "ranks" }, element("tbody", {}, ...rows)) : element("p", { className: "quiet", textContent: "nothing yet" }));
};

const kLane = 18;
const kNames = 130;
/// Calls on one axis of time, a lane for each name: [{name, at, ms, title, look, open}], times in milliseconds since the epoch.
export const laneChart = (title, spans, clock) => {
  if (spans.length === 0) return element("p", { className: "quiet", textContent: "no calls in this time" });
  const lanes = [...new Set(spans.map((span) => span.name))];
  const from = Math.min(...spans.map((span) => span.at));
  const whole = Math.max(1000, Math.max(...spans.map((span) => span.at + span.ms)) - from);
  const width = 1200;
  const x = (time) => kNames + ((time - from) / whole) * (width - kNames - 4);
  const height = lanes.length * kLane + kFoot;
  const chart = drawing("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": `${title}: ${spans.length} calls of ${lanes.length} agents from ${clock(from)} to ${clock(from + whole)}` });
  lanes.forEach((name, lane) => {
    chart.append(drawing("line", { x1: kNames, x2: width, y1: (lane + 1) * kLane, y2: (lane + 1) * kLane, class: "lane" }),
      drawing("text", { x: 2, y: lane * kLane + 13, class: "label" }, name.length > 22 ? `${name.slice(0, 21)}…` : name));
  });
  for (const span of spans) {
    const bar = drawing("rect", { x: x(span.at), y: lanes.indexOf(span.name) * kLane + 3, width: Math.max(2, x(span.at + span.ms) - x(span.at)), height: kLane - 6, rx: 2, class: `span ${span.look}` });
    bar.append(drawing("title", {}, span.title));
    bar.addEventListener("click", span.open);
    chart.append(bar);
  }
  for (let mark = 0; mark <= 6; ++mark) chart.append(drawing("text", { x: kNames + (mark / 6) * (width - kNames - 60), y: height - 4, class: "label" }, clock(from + (mark / 6) * whole)));
  return element("figure", {}, element("figcaption", { textContent: title }), chart);
};
