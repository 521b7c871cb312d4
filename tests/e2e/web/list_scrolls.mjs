// Scrolls through 100,000 calls on the inspector's page and measures each frame: nodes in the page, time of its scripts.
// usage: node list_scrolls.mjs ADDRESS; prints what it saw, exit code 1 where a bar is missed.
import { createRequire } from "node:module";

const { chromium } = createRequire(`${process.cwd()}/`)("playwright-core");
const kFrames = 250;
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", headless: true, args: ["--no-sandbox", "--disable-dev-shm-usage"] });
const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
const began = Date.now();
await page.goto(process.argv[2]);
await page.waitForSelector(".row");
const firstRows = Date.now() - began;
await page.waitForFunction(() => document.querySelector(".rows").clientHeight >= 100000 * 20, null, { timeout: 120000 });

const trace = await page.context().newCDPSession(page);
const events = [];
trace.on("Tracing.dataCollected", ({ value }) => events.push(...value));
await trace.send("Tracing.start", { transferMode: "ReportEvents", traceConfig: { includedCategories: ["devtools.timeline", "blink.user_timing"] } });
const nodes = await page.evaluate(async (frames) => {
  const list = document.querySelector("#list");
  const step = Math.floor((list.scrollHeight - list.clientHeight) / frames);
  let most = 0;
  for (let frame = 0; frame < frames; ++frame) {
    list.scrollTop += step;
    await new Promise(requestAnimationFrame);
    performance.mark("frame");
    most = Math.max(most, document.getElementsByTagName("*").length);
  }
  return most;
}, kFrames);
const ended = new Promise((done) => trace.once("Tracing.tracingComplete", done));
await trace.send("Tracing.end");
await ended;

const main = events.find((event) => event.name === "FireAnimationFrame");
const of = (names) => events.filter((event) => names.includes(event.name) && event.ph === "X" && event.pid === main.pid && event.tid === main.tid);
const begins = events.filter((event) => event.name === "frame" && event.cat.includes("user_timing")).map((event) => event.ts).sort((a, b) => a - b);
// Time of the processor, not of the clock: other programs' turns are no work of the page.
const perFrame = begins.map((begin, index) => of(["FireAnimationFrame", "EventDispatch"]).filter((event) => event.ts >= begin && event.ts < (begins[index + 1] ?? Infinity)).reduce((sum, event) => sum + event.tdur, 0) / 1000).filter((ms) => ms > 0).sort((a, b) => a - b);
const at = (share) => perFrame[Math.floor((perFrame.length - 1) * share)];
const seen = { frames: perFrame.length, first_rows_ms: firstRows, most_nodes: nodes, script_ms_p50: at(0.5), script_ms_p95: at(0.95), script_ms_p99: at(0.99) };
const cut = await page.evaluate(() => [...document.querySelectorAll(".row .number")].filter((cell) => cell.scrollWidth > cell.clientWidth).map((cell) => cell.textContent));
await page.click("[data-view=sums]");
await page.waitForSelector("svg text");
const outside = await page.evaluate(() => [...document.querySelectorAll("svg text")].filter((text) => {
  const box = text.getBBox();
  return box.x < 0 || box.x + box.width > text.ownerSVGElement.viewBox.baseVal.width;
}).map((text) => text.textContent));
console.log(JSON.stringify({ ...seen, cut: cut.length, outside }));
await browser.close();
process.exit(nodes < 2500 && seen.frames > kFrames / 2 && at(0.95) < 8 && at(0.99) < 8 && cut.length === 0 && outside.length === 0 ? 0 : 1);
