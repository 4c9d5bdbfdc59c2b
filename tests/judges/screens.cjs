// Shows every document of an unpacked EPUB in Chromium, on a telephone, a
// tablet and a wide screen, light and dark: what scrolls sideways, and what axe
// finds too faint, is a fault. Counts the glyphs that are set in the book's own
// fonts. With a third argument, keeps pictures there.
const fs = require("fs");
const path = require("path");
const tools = path.join(__dirname, "../../.tools/node_modules");
const puppeteer = require(path.join(tools, "puppeteer"));
const axe = fs.readFileSync(path.join(tools, "@daisy/axe-core-for-ace/axe.min.js"), "utf8");

const find = (folder) =>
  fs.readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const full = path.join(folder, entry.name);
    return entry.isDirectory() ? find(full) : full.endsWith(".xhtml") ? [full] : [];
  });

const tooFaint = async (page) => {
  await page.evaluate(axe);
  const found = await page.evaluate(() => window.axe.run(document, { runOnly: ["color-contrast"] }));
  return found.violations.flatMap((violation) => violation.nodes.map((node) => node.html));
};

// Which fonts a page is really set in, as Chromium's own tools say.
const type = async (page) => {
  await page.evaluate(() => document.fonts.ready);
  const tools = await page.createCDPSession();
  await tools.send("DOM.enable");
  await tools.send("CSS.enable");
  const { root } = await tools.send("DOM.getDocument");
  const { nodeIds } = await tools.send("DOM.querySelectorAll", { nodeId: root.nodeId, selector: "body *" });
  const nodes = nodeIds.map((nodeId) => tools.send("CSS.getPlatformFontsForNode", { nodeId }));
  const fonts = (await Promise.all(nodes)).flatMap((node) => node.fonts);
  await tools.detach();
  return fonts;
};

(async () => {
  const [, , folder, pictures] = process.argv;
  const flags = ["no-sandbox", "disable-gpu", "disable-quic", "no-first-run", "disable-background-networking"];
  const browser = await puppeteer.launch({ args: flags.map((flag) => `--${flag}`) });
  let views = 0;
  let faults = 0;
  let [own, all] = [0, 0];
  try {
    const page = await browser.newPage();
    for (const file of find(folder).sort()) {
      for (const scheme of ["light", "dark"]) {
        await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
        for (const width of [320, 768, 1200]) {
          await page.setViewport({ width, height: 900 });
          await page.goto(`file://${file}`);
          const wide = await page.evaluate(() => document.documentElement.scrollWidth);
          // Colours do not depend on the width.
          const faint = width === 320 ? await tooFaint(page) : [];
          for (const font of width === 320 && scheme === "light" ? await type(page) : []) {
            if (font.isCustomFont) own += font.glyphCount;
            all += font.glyphCount;
          }
          const name = `${path.basename(file, ".xhtml")}-${width}-${scheme}`;
          if (wide > width) faint.push(`${wide} pixels wide`);
          // Pages that are turned do not scroll: what a box cuts off is lost.
          const cut = await page.evaluate(
            () => [...document.querySelectorAll("div")].filter((box) => box.scrollWidth > box.clientWidth).length,
          );
          if (cut > 0) faint.push(`${cut} boxes cut off what they hold`);
          for (const fault of faint) console.log(name, fault);
          faults += faint.length;
          views += 1;
          if (pictures) await page.screenshot({ path: path.join(pictures, `${name}.png`), fullPage: true });
        }
      }
    }
  } finally {
    await browser.close();
  }
  console.log(views, "views", faults, "faults", own, "of", all, "glyphs in the book's own fonts");
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
