// Ends the inspector under its page and starts another, as page_reconnects says; $tabacus, $work and $port are its.
import { execSync, spawn } from "node:child_process";
import { createRequire } from "node:module";

const { chromium } = createRequire(`${process.cwd()}/`)("playwright-core");
const { tabacus, work, port } = process.env;
const serve = (port, ...more) => new Promise((done) => {
  const process = spawn(tabacus, ["inspect", "--no-browser", "--json", "--port", String(port), ...more], { stdio: ["ignore", "pipe", "ignore"] });
  process.stdout.once("data", (line) => done({ process, ...JSON.parse(line) }));
});
const end = (inspector) => new Promise((done) => { inspector.process.once("exit", done); inspector.process.kill(); });
const makeCalls = () => execSync('"$tabacus" run -- bash "$work/agent"', { stdio: "ignore", shell: "/bin/bash" });

const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", headless: true, args: ["--no-sandbox", "--disable-dev-shm-usage"] });
const page = await browser.newPage();
const rows = (count) => page.waitForFunction((wanted) => document.querySelectorAll(".row").length === wanted, count, { timeout: 60000 });
const says = (state) => page.waitForFunction((wanted) => document.querySelector("#live").textContent.startsWith(wanted), state, { timeout: 60000 });
let current = await serve(port);
try {
  await page.goto(current.url);
  await rows(3);
  await says("live");
  await page.evaluate(() => { globalThis.isSamePage = true; });
  await end(current);
  await says("reconnecting");
  makeCalls();
  current = await serve(port);
  await says("refused");
  if (!(await page.textContent("#notice")).includes("tabacus inspect")) throw new Error("it does not say what to do");
  makeCalls();
  await page.goto(current.url);
  await says("live");
  await rows(9);
  if (!(await page.evaluate(() => globalThis.isSamePage))) throw new Error("the page was loaded anew");
  if (!(await page.isHidden("#notice"))) throw new Error("the notice stays");
  if (page.url().includes("token")) throw new Error("the token stays in the address");
  makeCalls();
  await rows(12);

  // With a token that is kept, the page needs no address.
  await end(current);
  current = await serve(port, "--token-file", `${work}/token`);
  await page.goto(current.url);
  await says("live");
  await page.evaluate(() => { globalThis.isSamePage = true; });
  await end(current);
  await says("reconnecting");
  makeCalls();
  current = await serve(port, "--token-file", `${work}/token`);
  await says("live");
  await rows(15);
  makeCalls();
  await rows(18);
  if (!(await page.evaluate(() => globalThis.isSamePage))) throw new Error("the page was loaded anew with a kept token");
} catch (error) {
  console.log(String(error), "live:", await page.textContent("#live"), "rows:", await page.locator(".row").count());
  process.exitCode = 1;
}
await end(current);
await browser.close();
