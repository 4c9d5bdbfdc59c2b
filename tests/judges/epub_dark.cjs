// A picture of each picture of pages, as Chromium shows it: a line each, its address and the file.
const path = require("path");
const puppeteer = require(path.join(__dirname, "../../.tools/node_modules/puppeteer"));

(async () => {
  const [folder, ...pages] = process.argv.slice(2);
  const flags = ["no-sandbox", "disable-gpu", "disable-quic", "no-first-run", "disable-background-networking"];
  const browser = await puppeteer.launch({ args: flags.map((flag) => `--${flag}`) });
  const page = await browser.newPage();
  await page.setViewport({ width: 800, height: 1000 });
  let number = 0;
  for (const file of pages) {
    await page.goto(`file://${file}`);
    for (const picture of await page.$$("img")) {
      const shot = path.join(folder, `seen-${number++}.png`);
      await picture.screenshot({ path: shot });
      console.log(await picture.evaluate((it) => it.getAttribute("src")), shot);
    }
  }
  await browser.close();
})();
