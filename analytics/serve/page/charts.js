// Bars and lines drawn as SVG, each with its numbers as text for those who do not see it.
import { drawing, element } from "/format.js";

const kWidth = 600;
const kHeight = 140;
const kFoot = 18;

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
    if (points.length <= 12 || index % Math.ceil(points.length / 12) === 0)
      chart.append(drawing("text", { x: index * step + step / 2, y: kHeight + 13, "text-anchor": "middle", class: "label" }, label));
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
