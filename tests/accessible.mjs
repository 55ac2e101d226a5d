// Opens pages in Chromium at three widths and in both themes, holds them to axe's rules, and looks whether anything stands out to
// the side. Called by accessible.sh, which says what it needs.
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [modules, chromium, pictures, ...pages] = process.argv.slice(2);
const require = createRequire(join(resolve(modules), "index.js"));
const { chromium: engine } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const browser = await engine.launch({
  executablePath: chromium,
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
});
let failures = 0;
for (const file of pages) {
  for (const colorScheme of ["light", "dark"]) {
    for (const width of [390, 820, 1400]) {
      // The page forbids all scripts; what is measured needs one.
      const context = await browser.newContext({ colorScheme, viewport: { width, height: 900 }, bypassCSP: true });
      const page = await context.newPage();
      const asked = [];
      page.on("request", (request) => asked.push(request.url()));
      await page.goto(pathToFileURL(resolve(file)).href);
      const picture = (kind) => join(pictures, `${basename(file, ".html")}-${width}-${colorScheme}${kind}.png`);
      if (pictures) {
        mkdirSync(pictures, { recursive: true });
        await page.screenshot({ path: picture("") });
      }
      // All of it, also what is folded.
      await page.evaluate(() => document.querySelectorAll("details").forEach((one) => (one.open = true)));
      await page.evaluate(axe);
      // Contrast, which takes longest, is the same at every width.
      const rules = { "color-contrast": { enabled: width === 820 } };
      const found = await page.evaluate((rules) => axe.run(document, { resultTypes: ["violations"], rules }), rules);
      const problems = found.violations.map(
        (one) => `${one.id} (${one.impact}): ${one.help}; ${one.nodes.length} times, first ${one.nodes[0].html.slice(0, 160)}`,
      );
      const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      if (wider > 0) problems.push(`the page is ${wider} pixels wider than the screen`);
      // A head of a table may break between words, and in none.
      const broken = await page.evaluate(() =>
        [...document.querySelectorAll("th")]
          .filter((head) => head.offsetParent && head.scrollWidth > head.clientWidth + 1)
          .map((head) => head.textContent.trim()),
      );
      if (broken.length) problems.push(`heads of tables that do not fit: ${[...new Set(broken)].join(", ")}`);
      if (asked.length !== 1) problems.push(`it fetches ${asked.slice(1).join(", ")}`);
      if (pictures) await page.screenshot({ path: picture("-open"), clip: { x: 0, y: 0, width, height: 6000 }, fullPage: true });
      for (const problem of problems) console.log(`${file} at ${width} pixels, ${colorScheme}: ${problem}`);
      failures += problems.length;
      await context.close();
    }
  }
}
await browser.close();
console.log(`${pages.length} pages, 3 widths, 2 themes: ${failures} problems`);
process.exit(failures ? 1 : 0);
