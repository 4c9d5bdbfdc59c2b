// The tables of pages on screens of several widths, as Chromium shows them: a line each.
const path = require("path");
const puppeteer = require(path.join(__dirname, "../../.tools/node_modules/puppeteer"));

(async () => {
  const [widths, ...pages] = process.argv.slice(2);
  const flags = ["no-sandbox", "disable-gpu", "disable-quic", "no-first-run", "disable-background-networking"];
  const browser = await puppeteer.launch({ args: flags.map((flag) => `--${flag}`) });
  const page = await browser.newPage();
  for (const width of widths.split(",").map(Number)) {
    await page.setViewport({ width, height: 1000 });
    for (const file of pages) {
      await page.goto(`file://${file}`);
      for (const line of await page.$$eval("table", (tables) => tables.map((table) => {
        const cells = [...table.querySelectorAll("tbody td, tbody th")].filter((cell) => cell.offsetWidth > 0);
        const named = cells.map((cell) => getComputedStyle(cell, "::before").content.replace(/^none$|"/g, ""));
        const lefts = new Set(cells.map((cell) => Math.round(cell.getBoundingClientRect().left)));
        const room = table.parentElement;
        const fits = room.scrollWidth <= room.clientWidth ? "fits" : "is cut";
        return `${lefts.size === 1 ? "stack" : "table"} ${fits}: ${named.join(",")}`;
      }))) console.log(width, line);
    }
  }
  await browser.close();
})();
