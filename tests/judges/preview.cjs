// The preview in Chromium, as a writer and a facilitator use it: every line that
// begins with `not ok` is a fault. Arguments: the preview's address, the folder in
// which it was opened, the site's name there, the folder of the program, and
// perhaps a folder for pictures.
const { execFileSync } = require("child_process");
const fs = require("fs");
const path = require("path");
const tools = path.join(__dirname, "../../.tools/node_modules");
const { chromium } = require(path.join(tools, "playwright-core"));
const axe = fs.readFileSync(path.join(tools, "axe-core/axe.min.js"), "utf8");

const [, , address, folder, site, program, pictures] = process.argv;
const file = (name) => path.join(folder, site, "content", name);
const read = (name) => fs.readFileSync(file(name), "utf8");
const write = (name, text) => fs.writeFileSync(file(name), text);
const environment = { ...process.env, PATH: `${program}${path.delimiter}${process.env.PATH}` };
const views = ["handbook", "ebook", "posters", "cards", "faults", "handout"];

let passed = 0;
let failed = 0;
const same = (found, expected, what) => {
  if (found !== expected) throw new Error(`${what}: found ${JSON.stringify(found)}, expected ${JSON.stringify(expected)}`);
};
const isTrue = (found, what) => {
  if (!found) throw new Error(what);
};

(async () => {
  const executable = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(fs.existsSync);
  const flags = ["no-sandbox", "disable-gpu", "disable-quic", "no-first-run", "disable-background-networking", "disable-component-update", "disable-sync"];
  const browser = await chromium.launch({ executablePath: executable, args: flags.map((flag) => `--${flag}`) });
  const strangers = [];
  const open = async (options = {}) => {
    const context = await browser.newContext({ viewport: { width: 1200, height: 800 }, acceptDownloads: true, ...options });
    const page = await context.newPage();
    // So long that only a fault takes it, on the busiest of machines.
    page.setDefaultTimeout(300000);
    page.on("request", (request) => {
      const url = new URL(request.url());
      if (url.origin !== new URL(address).origin && url.protocol !== "data:") strangers.push(request.url());
    });
    page.on("pageerror", (error) => strangers.push(`error: ${error.message}`));
    return page;
  };
  // In the browser: all pictures have come, or cannot.
  const drawn = () => Promise.all([...document.images].filter((image) => image.loading !== "lazy").map((image) => image.decode().catch(() => {})));
  const go = async (page, view) => {
    await page.goto(`${address}#${view}`);
    await page.waitForFunction((view) => document.documentElement.dataset.view === view, view);
  };
  // Something is done to the pages on disk, and the preview shows what came of it.
  const changed = async (page, change) => {
    const before = await page.evaluate(() => document.documentElement.dataset.turn);
    change();
    await page.waitForFunction((before) => document.documentElement.dataset.turn !== before, before);
  };
  // Holds back what the preview answers to a page, until it is told to let them go.
  const hold = async (page, answers) => {
    let release;
    const held = new Promise((done) => (release = done));
    await page.route(answers, async (route) => (await held, route.continue().catch(() => {})));
    return release;
  };
  const picture = (page, name) => (pictures ? page.screenshot({ path: path.join(pictures, `${name}.png`) }) : null);
  const step = async (name, action) => {
    try {
      await action();
      passed += 1;
      console.log("ok", name);
    } catch (error) {
      failed += 1;
      console.log("not ok", name, "--", error.message);
    }
  };

  // The first page of a chapter, as it is on screen, and the picture of it that
  // another program draws from the PDF: how different they are, from 0 to 1.
  const drawnAlike = async (page, slug, heading) => {
    const out = fs.mkdtempSync(path.join(folder, "built-"));
    try {
      execFileSync(path.join(program, "phasebook"), ["build", path.join(folder, site), "--only", "handbook", "--out", out], { stdio: "pipe" });
    } catch (error) {
      if (error.status !== 1) throw error;
    }
    const pdf = path.join(out, "handbook.pdf");
    const text = execFileSync("pdftotext", [pdf, "-"]).toString().split("\f");
    const sheets = page.locator("#pages .sheet");
    same(await sheets.count(), text.length - 1, "pages");
    const at = text.findIndex((words, at) => at > 2 && words.includes(heading));
    isTrue(at > 0, `no page of the PDF says ${heading}`);
    const image = sheets.nth(at).locator("img");
    await image.scrollIntoViewIfNeeded();
    await image.evaluate((image) => image.decode());
    const box = await image.boundingBox();
    execFileSync("pdftoppm", ["-png", "-singlefile", "-f", String(at + 1), "-l", String(at + 1), "-scale-to-x", String(Math.round(box.width)), "-scale-to-y", "-1", pdf, path.join(out, "page")]);
    const theirs = fs.readFileSync(path.join(out, "page.png")).toString("base64");
    const other = await browser.newPage();
    const svg = await page.evaluate(async (source) => (await fetch(source)).text(), await image.getAttribute("src"));
    const difference = await other.evaluate(
      async ([png, svg]) => {
        const load = async (source) => {
          const image = new Image();
          image.src = source;
          await image.decode();
          return image;
        };
        const a = await load(`data:image/png;base64,${png}`);
        const b = await load(`data:image/svg+xml;utf8,${encodeURIComponent(svg)}`);
        // Small, so that the edges of letters, which no two programs smooth alike, count for little.
        const [width, height] = [200, 283];
        const pixels = (image) => {
          const canvas = Object.assign(document.createElement("canvas"), { width, height });
          const context = canvas.getContext("2d");
          context.imageSmoothingQuality = "high";
          context.drawImage(image, 0, 0, width, height);
          return context.getImageData(0, 0, width, height).data;
        };
        const [one, two] = [pixels(a), pixels(b)];
        let [sum, dark] = [0, 0];
        for (let i = 0; i < one.length; i += 1) {
          sum += Math.abs(one[i] - two[i]);
          dark += 255 - two[i];
        }
        return { difference: sum / one.length / 255, ink: dark / one.length / 255 };
      },
      [theirs, svg],
    );
    await other.close();
    isTrue(difference.ink > 0.02, `the page is empty: ${difference.ink}`);
    isTrue(difference.difference < 0.03, `the page looks other than the PDF's: ${difference.difference}`);
  };

  const page = await open();
  const frame = () => page.frameLocator("#ebook");

  await step("the handbook's pages are those of the PDF", async () => {
    await go(page, "handbook");
    await page.locator("#chapters a", { hasText: "Beta" }).click();
    await drawnAlike(page, "beta", "Build it properly");
    // The band names the chapter in view.
    await page.waitForFunction(() => document.getElementById("here").textContent === "Beta");
    await picture(page, "handbook");
  });

  await step("the ebook shows the sample page, light and dark", async () => {
    await go(page, "ebook");
    await page.selectOption("#ebook-file", { label: "Beta" });
    await frame().locator("h1", { hasText: "Beta" }).waitFor();
    const ground = () => frame().locator("section p").last().evaluate((words) => getComputedStyle(words).color);
    const colours = [await ground()];
    await page.check("#ebook-dark");
    await page.waitForFunction(() => document.getElementById("ebook").contentDocument?.location.href.includes("/dark/"));
    await frame().locator("h1", { hasText: "Beta" }).waitFor();
    colours.push(await ground());
    isTrue(colours[0] !== colours[1], `light and dark are both ${colours[0]}`);
    await picture(page, "ebook-dark");
    await page.uncheck("#ebook-dark");
  });

  await step("the ebook's frame goes from a phone to a tablet", async () => {
    for (const width of [320, 834]) {
      await page.locator("#ebook-width").fill(String(width));
      same(await page.locator("#ebook").evaluate((frame) => frame.clientWidth), width, "width");
    }
    await page.locator("#ebook-width").fill("390");
  });

  await step("the posters are shown", async () => {
    await go(page, "posters");
    const poster = page.getByRole("img", { name: "Poster: Beta" });
    await poster.waitFor();
    isTrue(await poster.evaluate((image) => image.naturalWidth > 100), "the poster has no picture");
    await picture(page, "posters");
  });

  await step("whoever changes views quickly is told of the last one alone", async () => {
    // Answers come when they are let go.
    const fresh = await open();
    const release = await hold(fresh, "**/posters");
    await go(fresh, "handbook");
    await fresh.evaluate(() => (location.hash = "#posters"));
    await fresh.waitForFunction(() => document.getElementById("busy").textContent === "Drawing the posters …");
    await go(fresh, "faults");
    same(await fresh.locator("#busy").textContent(), "", "what is said while faults are shown");
    isTrue(await fresh.locator("#view-faults").isVisible(), "the faults are not shown");
    release();
    await fresh.context().close();
  });

  await step("faults are counted before the pages are laid out", async () => {
    const fresh = await open();
    const release = await hold(fresh, "**/handbook?*");
    await fresh.goto(address);
    const { title, faults } = await (await fetch(new URL("state", address))).json();
    await fresh.waitForFunction((title) => document.getElementById("title").textContent === title, title);
    same(await fresh.locator("#count").textContent(), faults.length ? String(faults.length) : "", "the number of faults");
    same(await fresh.locator("#pages li").count(), 0, "pages");
    release();
    await fresh.locator("#pages li").first().waitFor();
    await fresh.context().close();
  });

  await step("a card is turned over", async () => {
    await go(page, "cards");
    const card = page.getByRole("button", { name: "Front: Beta", pressed: false });
    await card.waitFor();
    const drawn = (image) => image.decode().then(() => image.naturalWidth > 100);
    isTrue(await card.locator(".front").evaluate(drawn), "the front has no picture");
    await card.click();
    await page.getByRole("button", { name: "Back: Beta", pressed: true }).waitFor();
    await picture(page, "cards");
  });

  await step("an edit is on screen, in every view", async () => {
    await go(page, "handbook");
    const looks = () => page.locator("#pages img").evaluateAll((all) => all.map((image) => image.getAttribute("src")));
    const before = await looks();
    await changed(page, () => write("beta.md", read("beta.md").replace(/^subtitle: .*$/m, "subtitle: Marmalade for everybody")));
    const after = await looks();
    isTrue(before.some((look, at) => look !== after[at]), "no page looks other than before");
    await drawnAlike(page, "beta", "Marmalade for everybody");
    await go(page, "ebook");
    await page.selectOption("#ebook-file", { label: "Beta" });
    await frame().getByText("Marmalade for everybody").waitFor();
    await go(page, "posters");
    const source = await page.getByRole("img", { name: "Poster: Beta" }).getAttribute("src");
    await changed(page, () => write("beta.md", read("beta.md").replace("Marmalade", "Quince")));
    isTrue(source !== (await page.getByRole("img", { name: "Poster: Beta" }).getAttribute("src")), "the poster stayed");
  });

  await step("the page and the scroll stay where they are", async () => {
    await go(page, "handbook");
    await page.locator("#chapters a", { hasText: "Live" }).click();
    await page.evaluate(() => scrollBy({ top: 333, behavior: "instant" }));
    await page.waitForFunction(() => document.getElementById("here").textContent === "Live");
    // The chapter's pages are told by how they look, so this is the very same page.
    const seen = () =>
      page.evaluate(() => {
        const item = [...document.querySelectorAll("#pages li")].find((item) => item.getBoundingClientRect().bottom > innerHeight / 3);
        return { top: Math.round(item.getBoundingClientRect().top), chapter: item.dataset.chapter, count: document.querySelectorAll("#pages li").length };
      });
    const before = await seen();
    const text = read("alpha.md");
    const more = Array.from({ length: 60 }, (_, at) => `\nOne more paragraph, the ${at + 1}th, which makes the chapter before longer.\n`).join("");
    await changed(page, () => write("alpha.md", text + more));
    const after = await seen();
    isTrue(after.count > before.count, `there are ${after.count} pages, as before`);
    same(after.chapter, before.chapter, "chapter");
    isTrue(Math.abs(after.top - before.top) <= 1, `the page moved from ${before.top} to ${after.top}`);
    await changed(page, () => write("alpha.md", text));
    const again = await seen();
    isTrue(Math.abs(again.top - before.top) <= 1, `the page moved from ${before.top} to ${again.top}`);
    await go(page, "ebook");
    await page.selectOption("#ebook-file", { label: "Live" });
    await frame().locator("h1", { hasText: "Live" }).waitFor();
    const top = () => page.evaluate(() => document.getElementById("ebook").contentDocument.scrollingElement.scrollTop);
    // A browser moves what is above when the chapter's own letters come.
    await page.waitForFunction(() => document.getElementById("ebook").contentDocument.readyState === "complete");
    await page.evaluate(() => document.getElementById("ebook").contentDocument.fonts.ready.then(() => true));
    await page.evaluate(() => (document.getElementById("ebook").contentDocument.scrollingElement.scrollTop = 400));
    await changed(page, () => write("live.md", `${read("live.md")}\nA last word.\n`));
    await frame().getByText("A last word.").waitFor({ state: "attached" });
    same(await top(), 400, "scroll of the ebook");
  });

  await step("a click on a paragraph tells its file and line", async () => {
    const line = read("live.md").split("\n").findIndex((line) => line === "A last word.") + 1;
    await frame().getByText("A last word.").click();
    await page.waitForFunction((place) => document.getElementById("where-place").textContent === place, `content/live.md:${line}`);
    await go(page, "handbook");
    const opening = page.locator("#pages li[data-chapter='3']").first();
    await opening.scrollIntoViewIfNeeded();
    const box = await opening.boundingBox();
    // A chapter's opening begins with its title.
    let places = [];
    for (const part of [0.2, 0.5, 0.6, 0.7]) {
      await page.evaluate(() => (document.getElementById("where-place").textContent = "waiting"));
      await opening.locator("button").click({ position: { x: box.width * 0.3, y: box.height * part } });
      await page.waitForFunction(() => document.getElementById("where-place").textContent !== "waiting");
      places.push(await page.locator("#where-place").textContent());
    }
    places = places.filter(Boolean);
    isTrue(places.length > 1 && places.every((place) => place.startsWith("content/beta.md:")), `found ${places}`);
    await picture(page, "where");
  });

  // Where the words at places of a sheet were typed: a row of clicks from its top to its foot.
  const typed = async (sheet, across) => {
    await sheet.scrollIntoViewIfNeeded();
    const box = await sheet.boundingBox();
    const places = new Set();
    for (let part = 0.03; part < 1; part += 0.04) {
      await page.evaluate(() => (document.getElementById("where-place").textContent = "waiting"));
      await sheet.click({ position: { x: box.width * across, y: box.height * part } });
      await page.waitForFunction(() => document.getElementById("where-place").textContent !== "waiting");
      places.add(await page.locator("#where-place").textContent());
    }
    places.delete("");
    return [...places];
  };

  await step("a click on a picture tells its line, far from any words", async () => {
    const before = read("live.md");
    await changed(page, () => write("live.md", `${before}\n![A crowd before a wall](/assets/pictograms/team.svg){: width="500"}\n`));
    await go(page, "handbook");
    const lines = read("live.md").split("\n");
    const line = `content/live.md:${lines.findIndex((line) => line.startsWith("![A crowd")) + 1}`;
    const places = await typed(page.locator("#pages li[data-chapter='4'] button").last(), 0.5);
    isTrue(places.includes(line), `no ${line} among ${places}`);
    await changed(page, () => write("live.md", before));
  });

  await step("a click on a poster tells file and line of its words", async () => {
    await go(page, "posters");
    const poster = (name) => page.locator("#posters .sheet", { has: page.locator(`img[alt="Poster: ${name}"]`) });
    const places = [...(await typed(poster("Beta"), 0.2)), ...(await typed(poster("Beta"), 0.5))];
    isTrue(places.every((place) => place.startsWith("content/beta.md:")), `found ${places}`);
    const lines = read("beta.md").split("\n");
    const at = (test) => `content/beta.md:${lines.findIndex(test) + 1}`;
    for (const key of ["title", "description", "team", "duration"]) {
      const line = at((line) => line.startsWith(`${key}:`));
      isTrue(places.includes(line), `${key} is at ${line}; found ${places}`);
    }
    const labels = lines.flatMap((line, at) => (line.includes("<img class=") ? [`content/beta.md:${at + 2}`, `content/beta.md:${at + 1}`, `content/beta.md:${at}`] : []));
    isTrue(places.filter((place) => labels.includes(place)).length > 1, `no pictograms at ${labels}; found ${places}`);
    const files = new Set((await typed(poster("Overview"), 0.25)).map((place) => place.split(":")[0]));
    isTrue(files.size > 2, `the overview leads to ${[...files]}`);
    await poster("Beta").focus();
    await page.evaluate(() => (document.getElementById("where-place").textContent = "waiting"));
    await page.keyboard.press("ArrowDown");
    await page.waitForFunction(() => document.getElementById("where-place").textContent.startsWith("content/beta.md:"));
    await picture(page, "poster-where");
  });

  await step("a fault appears with its line and what to do, and goes", async () => {
    await go(page, "handbook");
    same(await page.locator("#count").textContent(), "", "faults before");
    const text = read("beta.md");
    await changed(page, () => write("beta.md", `${text}\nSee [the missing page](missing.md).\n`));
    same(await page.locator("#count").textContent(), "1", "faults");
    await go(page, "faults");
    const link = page.locator("#faults a").first();
    const line = text.split("\n").length + 1;
    isTrue((await link.textContent()).includes(`content/beta.md:${line}:`), `not at line ${line}: ${await link.textContent()}`);
    await link.click();
    await page.locator("#faults .excerpt", { hasText: "See [the missing page](missing.md)." }).waitFor();
    await page.locator("#faults .hint", { hasText: "What to do" }).waitFor();
    await picture(page, "fault");
    await changed(page, () => write("beta.md", text));
    await page.getByText("Nothing is wrong with these pages.").waitFor();
  });

  await step("under trouble the last good book stays on screen", async () => {
    await go(page, "handbook");
    const count = await page.locator("#pages li").count();
    const away = path.join(folder, "away");
    await changed(page, () => fs.renameSync(path.join(folder, site), away));
    await page.getByRole("alert").filter({ hasText: "last good book" }).waitFor();
    same(await page.locator("#pages li").count(), count, "pages");
    await picture(page, "trouble");
    await changed(page, () => fs.renameSync(away, path.join(folder, site)));
    await page.getByRole("alert").waitFor({ state: "hidden" });
    // What is saved after that is seen, too.
    const text = read("beta.md");
    await changed(page, () => write("beta.md", text.replace("Quince", "Damson")));
    await changed(page, () => write("beta.md", text));
  });

  await step("a page that appears, is renamed and vanishes", async () => {
    await go(page, "handbook");
    const names = () => page.locator("#chapters a").allTextContents();
    await changed(page, () => write("new.md", "---\ntitle: Brand new\n---\n\nWords.\n"));
    isTrue((await names()).includes("Brand new"), "not there");
    await changed(page, () => fs.renameSync(file("new.md"), file("newer.md")));
    isTrue((await names()).includes("Brand new"), "not there any more");
    await changed(page, () => fs.rmSync(file("newer.md")));
    isTrue(!(await names()).includes("Brand new"), "still there");
  });

  const made = async () => {
    await page.waitForFunction(() => document.documentElement.dataset.made);
    same(await page.locator("#making").textContent(), "", "what is said");
  };
  const choose = async (action) => {
    await page.evaluate(() => delete document.documentElement.dataset.made);
    await action();
    await made();
  };
  // Every file on offer is the one that the command on show writes.
  const asTheCommandWrites = async (folders) => {
    const command = await page.locator("#command").textContent();
    isTrue(command.startsWith("phasebook build "), command);
    const out = path.join(folder, "out");
    fs.rmSync(out, { recursive: true, force: true });
    execFileSync("sh", ["-c", command], { cwd: folder, env: environment, stdio: "pipe" });
    const offered = [];
    for (const link of await page.locator("#files a").all()) {
      const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
      const name = download.suggestedFilename();
      const written = folders.map((below) => path.join(out, below, name)).find(fs.existsSync);
      isTrue(written, `${command} does not write ${name}`);
      isTrue(fs.readFileSync(await download.path()).equals(fs.readFileSync(written)), `${name} is not what is written`);
      offered.push(name);
    }
    // `.phasebook` lists what a build wrote, so that the next one can take it away.
    const all = fs.readdirSync(out, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile() && entry.name !== ".phasebook");
    same(all.length, offered.length, `files of ${command}`);
    return { command, offered };
  };

  await step("a booklet of two phases, as the command line writes it", async () => {
    await go(page, "handout");
    await made();
    await choose(() => page.getByRole("checkbox", { name: "Discovery" }).check());
    await choose(() => page.getByRole("checkbox", { name: "Beta" }).check());
    await choose(() => page.getByLabel("Greys instead of colours").check());
    await choose(() => page.locator("select[name=paper]").selectOption("letter"));
    const { command, offered } = await asTheCommandWrites([""]);
    same(command, `phasebook build --only handbook --pages discovery,beta --handout booklet --paper letter --greyscale ${site}`, "command");
    isTrue(offered.includes("handbook-booklet.pdf"), offered.join());
    const first = page.locator("#preview img").first();
    await first.evaluate((image) => image.decode());
    await picture(page, "handout");
  });

  await step("a command is there to copy while what it makes is in the making", async () => {
    const fresh = await open();
    const release = await hold(fresh, "**/handout");
    await fresh.goto(`${address}#handout`);
    await fresh.locator("#copy:enabled").waitFor();
    const command = await fresh.locator("#command").textContent();
    isTrue(command.startsWith("phasebook build "), command);
    same(await fresh.locator("#files li").count(), 0, "files before they are made");
    release();
    await fresh.locator("#files li").first().waitFor();
    await fresh.context().close();
  });

  await step("cards, as the command line writes them", async () => {
    await choose(() => page.getByLabel("Cards to deal").check());
    await choose(() => page.locator("select[name=card-size]").selectOption("poker"));
    const { command, offered } = await asTheCommandWrites(["cards"]);
    same(command, `phasebook build --only cards --pages discovery,beta --card-size poker ${site}`, "command");
    isTrue(offered.some((name) => name.endsWith(".pdf")), offered.join());
    await choose(() => page.locator("select[name=card-size]").selectOption(""));
  });

  await step("two on a side, as the command line writes it", async () => {
    await choose(() => page.getByLabel("Two on a side").check());
    await asTheCommandWrites([""]);
  });

  await step("worksheets, as the command line writes them", async () => {
    await choose(() => page.getByLabel("Worksheets").check());
    const { command, offered } = await asTheCommandWrites([""]);
    isTrue(command.includes(" --worksheet ") && offered[0] === "worksheets.pdf", `${command}: ${offered}`);
    await choose(() => page.getByLabel("fill in on a screen").check());
    const form = await asTheCommandWrites([""]);
    isTrue(form.command.includes(" --fillable ") && form.offered[1] === "worksheets-fillable.pdf", `${form.command}: ${form.offered}`);
  });

  await step("a poster in tiles and for the print shop, as the command line writes it", async () => {
    await choose(() => page.getByLabel("Posters for the wall").check());
    await choose(() => page.getByRole("checkbox", { name: "Discovery" }).uncheck());
    await choose(() => page.locator("select[name=poster-size]").selectOption("a2"));
    await choose(() => page.getByLabel("Tiles").selectOption("a4"));
    await choose(() => page.getByLabel("print shop").check());
    const { command, offered } = await asTheCommandWrites(["posters"]);
    same(command, `phasebook build --only posters --pages beta --poster-size a2 --tile a4 --print-shop ${site}`, "command");
    isTrue(offered.includes("beta-tiles.pdf") && offered.includes("beta-print.pdf"), offered.join());
    await picture(page, "poster-handout");
  });

  await step("the handbook for the print shop, as the command line writes it", async () => {
    await choose(() => page.getByLabel("Handbook page by page").check());
    const { command, offered } = await asTheCommandWrites([""]);
    isTrue(command.includes(" --print-shop "), command);
    same(offered[0], "handbook-print.pdf", "first");
    isTrue(offered.includes("handbook-preflight.txt"), offered.join());
    await choose(() => page.getByLabel("Two on a side").check());
    isTrue(!(await page.locator("#command").textContent()).includes("--print-shop"), "office sheets have no bleed");
    isTrue(await page.getByLabel("print shop").isHidden(), "nothing is offered that has no effect");
    await choose(() => page.getByLabel("Posters for the wall").check());
  });

  await step("a handout with the keyboard alone", async () => {
    const own = await open();
    await own.goto(address);
    await own.waitForFunction(() => document.documentElement.dataset.view);
    const focus = () => own.evaluate(() => document.activeElement.textContent.trim() || document.activeElement.id || document.activeElement.name);
    const until = async (test, key = "Tab") => {
      for (let count = 0; count < 80; count += 1) {
        await own.keyboard.press(key);
        if (test(await focus())) return;
      }
      throw new Error(`the keyboard never came to it; it is at ${await focus()}`);
    };
    await own.keyboard.press("Tab");
    same(await focus(), "Skip to the book", "first");
    await own.keyboard.press("Tab");
    same(await focus(), "Handbook", "second");
    // A page: the arrows move the mark, and the line is told.
    await until((name) => name === "Live");
    await own.keyboard.press("Enter");
    await own.waitForFunction(() => document.activeElement.className === "sheet");
    for (let count = 0; count < 25; count += 1) await own.keyboard.press("ArrowDown");
    await own.waitForFunction(() => document.getElementById("where-place").textContent.startsWith("content/live.md:"));
    await own.keyboard.press("Escape");
    await own.waitForFunction(() => document.getElementById("where").hidden);
    await until((name) => name === "Make a handout", "Shift+Tab");
    await own.keyboard.press("Enter");
    await own.waitForFunction(() => document.documentElement.dataset.made);
    await until((name) => name === "kind");
    await own.evaluate(() => delete document.documentElement.dataset.made);
    await own.keyboard.press("ArrowDown");
    await own.waitForFunction(() => document.documentElement.dataset.made);
    await until((name) => name.startsWith("Download handbook-2up.pdf"));
    const [download] = await Promise.all([own.waitForEvent("download"), own.keyboard.press("Enter")]);
    same(download.suggestedFilename(), "handbook-2up.pdf", "download");
    await own.context().close();
  });

  await step("the browser closed and opened again shows the same", async () => {
    const own = await open();
    await go(own, "handbook");
    const count = await own.locator("#pages li").count();
    await own.context().close();
    await go(page, "handbook");
    same(await page.locator("#pages li").count(), count, "pages");
  });

  await step("text of pages is never run, and nothing is asked of other hosts", async () => {
    const text = read("beta.md");
    const bad = [
      "<script>window.top.ran = window.ran = 1</script>",
      '<img src="x.png" onerror="top.ran = 1" alt="x">',
      '<a href="javascript:top.ran=1">press here</a>',
      '<iframe srcdoc="<script>top.ran=1</script>"></iframe>',
      '<svg onload="top.ran=1"><script>top.ran=1</script><text>words</text></svg>',
      '<p onclick="top.ran=1" style="background:url(http://192.0.2.1/x.png)">press me, too</p>',
      '<link rel="stylesheet" href="http://192.0.2.1/x.css"><img src="http://192.0.2.1/x.png" alt="far">',
      '<meta http-equiv="refresh" content="0;url=http://192.0.2.1/">',
      "![\"><script>top.ran=1</script>](missing.png)",
    ].join("\n\n");
    fs.writeFileSync(path.join(folder, site, "content/evil.svg"), '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40" onload="top.ran=1"><script>top.ran=1</script><rect width="40" height="40"/></svg>');
    const title = 'title: "<img src=x onerror=top.ran=1>Beta"';
    await go(page, "ebook");
    await changed(page, () => write("beta.md", `${text.replace(/^title: .*$/m, title)}\n\n${bad}\n\n![evil](evil.svg)\n`));
    await page.selectOption("#ebook-file", { index: await page.locator("#ebook-file option", { hasText: "Beta" }).evaluate((option) => option.index) });
    await frame().getByText("press me, too").click();
    await frame().getByText("press here").click();
    for (const view of views) {
      await go(page, view);
      await page.evaluate(drawn);
      same(await page.evaluate(() => window.ran), undefined, `script in ${view}`);
      same(await page.locator("main img[src='x']").count(), 0, "pictures made of text");
    }
    await go(page, "faults");
    await page.locator("#faults a").first().click();
    same(await page.evaluate(() => window.ran), undefined, "script in a fault");
    fs.rmSync(path.join(folder, site, "content/evil.svg"));
    await changed(page, () => write("beta.md", text));
    same(strangers.join(), "", "requests to other hosts, and errors");
  });

  // With something to see in the list of faults.
  await step("axe finds nothing, and nothing scrolls sideways, on any screen", async () => {
    const text = read("beta.md");
    write("beta.md", `${text}\nSee [the missing page](missing.md) and [an address that is rather long](a-very-long-name-of-a-page-that-is-not-there-at-all.md).\n`);
    const found = [];
    for (const colorScheme of ["light", "dark"]) {
      for (const width of [320, 1200]) {
        const own = await open({ viewport: { width, height: 800 }, colorScheme, reducedMotion: "reduce" });
        for (const view of views) {
          await go(own, view);
          const name = `${view}-${width}-${colorScheme}`;
          if (view === "handbook") await own.locator("#pages .sheet").nth(3).click();
          if (view === "faults") await own.locator("#faults a").first().click();
          if (view === "handout") await own.waitForFunction(() => document.documentElement.dataset.made);
          await own.evaluate(drawn);
          const wide = await own.evaluate(() => document.documentElement.scrollWidth);
          if (wide > width) found.push(`${name}: ${wide} pixels wide`);
          await own.evaluate(axe);
          const { violations } = await own.evaluate(() => window.axe.run(document, { iframes: false }));
          for (const violation of violations) found.push(...violation.nodes.map((node) => `${name}: ${violation.id}: ${node.html.slice(0, 120)}`));
          await picture(own, name);
        }
        await own.context().close();
      }
    }
    write("beta.md", text);
    isTrue(found.length === 0, `${found.length} violations\n  ${found.slice(0, 20).join("\n  ")}`);
  });

  await browser.close();
  console.log(passed, "passed", failed, "failed");
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
