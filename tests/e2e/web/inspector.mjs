// Looks at every part of every call on the inspector's page, with calls that hold markup: nothing may go wrong in it. usage: node inspector.mjs ADDRESS CALLS COMMAND-THAT-MAKES-A-CALL; prints what it saw.
import { execSync } from "node:child_process";
import { createRequire } from "node:module";

const { chromium } = createRequire(`${process.cwd()}/`)("playwright-core");
const [address, calls, makeCall] = process.argv.slice(2);
const wrong = [];
const expect = (what, is) => { if (!is) wrong.push(what); };

const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", headless: true, args: ["--no-sandbox", "--disable-dev-shm-usage"] });
const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
page.on("pageerror", (error) => wrong.push(String(error)));
page.on("dialog", (dialog) => { wrong.push("a dialog"); dialog.dismiss(); });

await page.goto(address);
await page.waitForFunction((wanted) => document.querySelectorAll(".row").length >= wanted, Number(calls)).catch(() => wrong.push(`fewer than ${calls} calls are listed`));
expect("the token is gone from the address", !page.url().includes("token"));
const rows = page.locator(".row");
const before = await rows.count();
let frames = 0;
for (let row = 0; row < before; row++) {
  await rows.nth(row).click();
  await page.waitForSelector("#detail h2");
  for (const tab of await page.locator("[role=tab]").allTextContents()) {
    await page.click(`[data-tab=${tab}]`);
    await page.waitForFunction((name) => document.querySelector(".tabpanel")?.getAttribute("aria-label") === name && document.querySelector(".tabpanel").childElementCount > 0, tab);
    const render = page.getByText("show as a page");
    if (await render.count()) {
      await render.click();
      await page.waitForSelector("iframe.sandbox");
      await page.waitForTimeout(200);
      frames++;
    }
  }
  await page.keyboard.press("d");
  await page.waitForTimeout(100);
}
expect("bodies were rendered", frames > 0);
for (const view of ["sessions", "tabs", "sums", "limits", "recordings", "timeline", "calls"]) {
  await page.click(`[data-view=${view}]`);
  await page.waitForTimeout(300);
  expect(`${view}: ${await page.textContent("#notice")}`, await page.isHidden("#notice"));
}
execSync(makeCall, { stdio: "ignore", shell: "/bin/bash" });
await page.waitForFunction((count) => document.querySelectorAll(".row").length >= 2 * count, before, { timeout: 60000 }).catch(() => wrong.push("no call came by the live feed"));
const after = await rows.count();
await page.fill("#search", "no such thing anywhere");
await page.waitForFunction(() => document.querySelectorAll(".row").length === 0);
console.log(JSON.stringify({ before, after, frames, wrong }));
await browser.close();
process.exit(wrong.length === 0 ? 0 : 1);
