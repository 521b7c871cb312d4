// Opens every call on the inspector's page and looks at what was said and at the events. usage: node goldens.mjs ADDRESS CALLS; prints
// what it saw, exit code 1 where something went wrong.
import { createRequire } from "node:module";

const { chromium } = createRequire(`${process.cwd()}/`)("playwright-core");
const [address, calls] = process.argv.slice(2);
const wrong = [];
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", headless: true, args: ["--no-sandbox", "--disable-dev-shm-usage"] });
const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
page.on("pageerror", (error) => wrong.push(String(error)));
page.on("console", (message) => { if (message.type() === "error") wrong.push(message.text()); });
await page.goto(address);
const isListed = (wanted) => Number(document.querySelector("#list")?.getAttribute("aria-rowcount")) >= wanted;
await page.waitForFunction(isListed, Number(calls), { timeout: 30000 }).catch(() => wrong.push(`fewer than ${calls} calls are listed`));

let withMessages = 0;
let withEvents = 0;
const rows = Number(await page.getAttribute("#list", "aria-rowcount"));
for (let row = 0; row < rows; row++) {
  const shown = await page.evaluate(async () => {
    const until = async (holds) => { for (let i = 0; i < 6000 && !holds(); i++) await new Promise((done) => setTimeout(done, 5)); return holds(); };
    const heading = document.querySelector("#detail h2");
    document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "j", bubbles: true }));
    const seen = { opened: await until(() => document.querySelector("#detail h2") && document.querySelector("#detail h2") !== heading) };
    seen.row = document.querySelector(".row[aria-selected=true]")?.textContent;
    for (const [tab, part] of [["conversation", ".message"], ["events", ".events li"]]) {
      document.querySelector(`[data-tab=${tab}]`).click();
      seen.opened &&= await until(() => document.querySelector(".tabpanel").getAttribute("aria-label") === tab && document.querySelector(".tabpanel").childElementCount > 0);
      seen[tab] = document.querySelectorAll(`.tabpanel ${part}`).length;
    }
    return seen;
  });
  if (!shown.opened) wrong.push(`not shown: ${shown.row}`);
  if (shown.conversation > 0) withMessages++;
  if (shown.events > 0) withEvents++;
}
// Most goldens are of models that answer; the rest are errors, embeddings and what is broken on purpose.
if (withMessages < rows / 2) wrong.push(`only ${withMessages} of ${rows} calls show what was said`);
if (withEvents < 40) wrong.push(`only ${withEvents} streams show their events`);
console.log(JSON.stringify({ rows, withMessages, withEvents, wrong: wrong.slice(0, 10) }));
await browser.close();
process.exit(wrong.length === 0 ? 0 : 1);
