// Fifty edits, one after another, each measured from the moment before the file
// is saved to the frame in which the page in view has its new picture.
// Arguments: the preview's address, its process, the site.
const fs = require("fs");
const path = require("path");
const { chromium } = require(path.join(__dirname, "../.tools/node_modules/playwright-core"));

const [, , address, process_id, site] = process.argv;
const EDITS = 50;
const find = (folder) =>
  fs.readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const full = path.join(folder, entry.name);
    return entry.isDirectory() ? find(full) : full.endsWith(".md") ? [full] : [];
  });
const quantile = (sorted, part) => sorted[Math.min(sorted.length - 1, Math.ceil(part * sorted.length) - 1)];
const told = (name, times) => {
  const sorted = [...times].sort((a, b) => a - b);
  console.log(`${name}: median ${quantile(sorted, 0.5).toFixed(0)} ms, 95th percentile ${quantile(sorted, 0.95).toFixed(0)} ms, ${sorted.length} edits`);
};
const memory = () => {
  try {
    // The process that was started keeps the one that serves.
    const serves = fs.readFileSync(`/proc/${process_id}/task/${process_id}/children`, "utf8").split(" ")[0];
    return Number(/VmRSS:\s+(\d+)/.exec(fs.readFileSync(`/proc/${serves}/status`, "utf8"))[1]) / 1024;
  } catch {
    return NaN;
  }
};

(async () => {
  const executablePath = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(fs.existsSync);
  const flags = ["no-sandbox", "disable-gpu", "disable-quic", "no-first-run", "disable-background-networking", "disable-component-update", "disable-sync"];
  const browser = await chromium.launch({ executablePath, args: flags.map((flag) => `--${flag}`) });
  const page = await browser.newPage({ viewport: { width: 1200, height: 900 } });
  page.setDefaultTimeout(120000);
  const begun = Date.now();
  await page.goto(`${address}#handbook`);
  await page.waitForFunction(() => document.documentElement.dataset.view === "handbook");
  const count = await page.locator("#pages li").count();
  console.log(`${count} pages of paper; the first view after ${Date.now() - begun} ms; ${memory().toFixed(0)} MB`);
  const pages = find(site).sort();
  const file = pages[Math.floor(pages.length / 2)];
  const state = await page.evaluate(async () => (await fetch("state")).json());
  const chapter = state.chapters.findIndex((chapter) => file.endsWith(chapter.path));
  // The second page of the chapter has prose.
  const item = page.locator(`#pages li[data-chapter="${chapter}"]`).first();
  await item.evaluate((item) => item.scrollIntoView({ block: "start", behavior: "instant" }));
  await item.locator("img").evaluate((image) => image.decode());
  const text = fs.readFileSync(file, "utf8");
  // A word of the first paragraph, which the chapter's first page shows.
  const body = text.indexOf("\n---", 3) + 4;
  const paragraph = body + /\n\n[A-Z][a-z]+ /.exec(text.slice(body)).index + 2;
  const [seen, whole] = [[], []];
  for (let edit = 0; edit < EDITS; edit += 1) {
    const turn = await page.evaluate((chapter) => {
      const item = document.querySelector(`#pages li[data-chapter="${chapter}"]`);
      window.painted = new Promise((done) => {
        const watch = new MutationObserver(() => {
          watch.disconnect();
          // What is put in now is on screen when the next frame but one begins.
          requestAnimationFrame(() => requestAnimationFrame(() => done(performance.timeOrigin + performance.now())));
        });
        watch.observe(item.firstElementChild, { childList: true });
      });
      return document.documentElement.dataset.turn;
    }, chapter);
    const saved = performance.timeOrigin + performance.now();
    fs.writeFileSync(file, `${text.slice(0, paragraph)}${["One", "Two", "Three"][edit % 3]} ${text.slice(paragraph)}`);
    seen.push((await page.evaluate(() => window.painted)) - saved);
    await page.waitForFunction((turn) => document.documentElement.dataset.turn !== turn, turn);
    whole.push(performance.timeOrigin + performance.now() - saved);
  }
  told("to new pixels of the page in view", seen);
  told("to the whole book", whole);
  console.log(`${memory().toFixed(0)} MB after ${EDITS} edits`);
  await browser.close();
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
