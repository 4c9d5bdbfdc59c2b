// The desk's page: shows the state of the book, and keeps the reader's place
// when it changes. Everything that comes from pages is put in as text.
import { handout } from "./handout.js";

const $ = (id) => document.getElementById(id);
const make = (name, attributes = {}, ...children) => {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(key, "");
    else if (value !== false && value != null) element.setAttribute(key, value);
  }
  element.append(...children.filter((child) => child != null));
  return element;
};
const ask = async (path, sent) => {
  const options = sent && { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(sent) };
  const answer = await fetch(path, options);
  if (!answer.ok && answer.status !== 409) throw new Error(`${path}: ${answer.status}`);
  return answer.json();
};
// What is kept from one visit to the next is a convenience, so its loss is none.
const kept = (key, value) => {
  try {
    if (value !== undefined) localStorage.setItem(`desk-${key}`, value);
    return localStorage.getItem(`desk-${key}`);
  } catch {
    return null;
  }
};
const kindly = (seconds, action) => {
  let waiting;
  return (...words) => {
    clearTimeout(waiting);
    waiting = setTimeout(() => action(...words), seconds * 1000);
  };
};

const views = ["handbook", "ebook", "posters", "faults", "handout"];
const places = {}; // how far each view is scrolled
let state = { chapters: [], faults: [] };
let view = "handbook";

// ---- Views ------------------------------------------------------------------

let shows = 0;
const show = async () => {
  const turn = (shows += 1);
  const [name, detail] = location.hash.slice(1).split("/");
  const next = views.includes(name) ? name : "handbook";
  const changed = next !== view || $(`view-${next}`).hidden;
  if (changed) {
    places[view] = scrollY;
    view = next;
    for (const other of views) $(`view-${other}`).hidden = other !== view;
    for (const tab of $("tabs").children) {
      if (tab.hash === `#${view}`) tab.setAttribute("aria-current", "page");
      else tab.removeAttribute("aria-current");
    }
    $("where").hidden = true;
    delete document.documentElement.dataset.view;
    await refresh();
    // Whoever has gone somewhere else meanwhile stays there.
    if (turn !== shows) return;
    scrollTo({ top: places[view] ?? 0, behavior: "instant" });
  }
  if (view === "faults" && detail) open(Number(detail));
  if (view === "handbook" && detail) turnTo(detail);
  tint();
  document.documentElement.dataset.view = view;
};

// Makes what is shown that of the latest edition. One at a time: whoever asks
// meanwhile gets another turn.
let running = null;
let again = false;
const refresh = () => {
  again = true;
  return (running ??= refreshing().finally(() => (running = null)));
};
const refreshing = async () => {
  while (again) {
    again = false;
    try {
      const looking = view === "faults" || view === "handout" ? null : ask(view);
      looking?.catch(() => {});
      const news = ask("state");
      // The pages in view come first; the rest of the desk can wait for them.
      if (view === "handbook" && $("pages").childElementCount > 0) await handbook(await looking, await news);
      const before = state.edition;
      state = await news;
      if (before !== state.edition) $("tokens").href = `tokens.css?${state.edition}`;
      told();
      if (looking && !(view === "handbook" && shownPages === state.edition)) await drawn[view](await looking, state);
      if (view === "faults") faults();
      if (view === "handout") handout(state, ask, make, kindly);
    } catch {
      // The desk is closing, or an edition went while it was asked for; the next event comes.
    }
  }
  document.documentElement.dataset.turn = state.turn;
  document.documentElement.dataset.edition = state.edition;
};

const told = () => {
  document.title = state.title ? `${state.title} – desk` : "The desk";
  $("title").textContent = state.title ?? "The desk";
  const grave = state.faults.filter((fault) => fault.severity === "error").length;
  $("count").textContent = state.faults.length + state.unlisted || "";
  $("count").className = grave ? "count grave" : "count";
  trouble(state.trouble && `The site cannot be read: ${state.trouble}. What you see is the last good book.`);
  const list = $("chapters");
  if (list.dataset.edition !== String(state.edition)) {
    list.dataset.edition = state.edition;
    const link = (chapter, at) =>
      make("a", { href: `#handbook/${chapter.slug}`, class: `chapter-${at}`, "data-phase": chapter.phase ?? "" }, chapter.title);
    const links = state.chapters.map(link);
    const same = links.length === list.childElementCount && links.every((link, at) => link.outerHTML.replace(' aria-current="true"', "") === list.children[at].outerHTML.replace(' aria-current="true"', ""));
    if (!same) list.replaceChildren(...links);
  }
};

const trouble = (words) => {
  if ($("trouble").textContent !== (words ?? "")) $("trouble").textContent = words ?? "";
  $("trouble").hidden = !words;
};

// The band has the colour of the chapter in view.
const tint = () => {
  let at = null;
  if (view === "handbook") at = middle()?.dataset.chapter;
  if (view === "ebook") at = $("ebook-file").selectedOptions[0]?.dataset.chapter;
  const chapter = at != null && at !== "" ? state.chapters[at] : null;
  $("band").className = chapter ? `chapter-${at}` : "";
  $("here").textContent = chapter?.title ?? "";
  for (const [index, link] of [...$("chapters").children].entries()) {
    if (String(index) === at) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
};
addEventListener("scroll", kindly(0.05, tint), { passive: true });

// ---- The handbook -----------------------------------------------------------

let shownPages = null;

// The page that is being read: the one across a line a third down the window.
const middle = () => {
  const line = innerHeight / 3;
  const all = [...$("pages").children];
  let [low, high] = [0, all.length];
  while (low < high) {
    const half = (low + high) >> 1;
    if (all[half].getBoundingClientRect().bottom < line) low = half + 1;
    else high = half;
  }
  return all[Math.min(low, all.length - 1)];
};

const within = (item) => {
  let first = item;
  let count = 0;
  while (first.previousElementSibling?.dataset.chapter === item.dataset.chapter) {
    first = first.previousElementSibling;
    count += 1;
  }
  return count;
};

// Where the reader is, in the book's own terms: pages before may come and go.
const place = () => {
  const item = middle();
  if (!item) return null;
  return { slug: state.chapters[item.dataset.chapter]?.slug, count: within(item), at: [...item.parentElement.children].indexOf(item), top: item.getBoundingClientRect().top };
};

const back = (place, chapters) => {
  const all = [...$("pages").children];
  if (!place || all.length === 0) return;
  const chapter = chapters.findIndex((chapter) => chapter.slug === place.slug);
  const own = all.filter((item) => item.dataset.chapter === (chapter < 0 ? "" : String(chapter)));
  const item = (chapter >= 0 || place.slug == null) && own.length > 0 ? own[Math.min(place.count, own.length - 1)] : all[Math.min(place.at, all.length - 1)];
  const moved = item.getBoundingClientRect().top - place.top;
  if (Math.abs(moved) > 0.5) scrollBy({ top: moved, behavior: "instant" });
};

const inView = (item) => {
  const box = item.getBoundingClientRect();
  return box.bottom > 0 && box.top < innerHeight;
};

const sheet = () => {
  const button = make("button", { type: "button", class: "sheet" });
  button.append(make("img", { alt: "", loading: "lazy", decoding: "async" }));
  button.addEventListener("click", (event) => {
    const box = button.getBoundingClientRect();
    // A key has no place; the mark has.
    const y = event.detail === 0 ? Number(button.dataset.mark ?? 0.1) : (event.clientY - box.top) / box.height;
    const x = event.detail === 0 ? 0.4 : (event.clientX - box.left) / box.width;
    whence(`place/${button.dataset.look}?x=${clamp(x)}&y=${clamp(y)}`);
  });
  button.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 0.02, ArrowUp: -0.02 }[event.key];
    if (!step) return;
    event.preventDefault();
    mark(button, clamp(Number(button.dataset.mark ?? 0.08) + step));
  });
  return make("li", {}, button);
};
const clamp = (part) => Math.min(1, Math.max(0, part)).toFixed(4);
const mark = (button, y) => {
  button.dataset.mark = y;
  const line = button.querySelector(".mark") ?? button.appendChild(make("span", { class: "mark" }));
  line.style.top = `${y * 100}%`;
  slowly(button);
};
const slowly = kindly(0.12, (button) => whence(`place/${button.dataset.look}?x=0.4&y=${button.dataset.mark}`));

// Makes an item that of a page, and tells whether it looks other than before.
const dress = (item, page) => {
  const button = item.firstElementChild;
  const chapter = page.chapter == null ? "" : String(page.chapter);
  if (item.dataset.chapter !== chapter) item.dataset.chapter = chapter;
  const ratio = `${page.width} / ${page.height}`;
  if (button.dataset.ratio !== ratio) {
    button.dataset.ratio = ratio;
    button.style.aspectRatio = ratio;
  }
  const fresh = button.dataset.look !== page.look;
  button.dataset.look = page.look;
  return fresh;
};

const paint = async (item, look, alt) => {
  const old = item.querySelector("img");
  const source = `page/${look}.svg`;
  if (!inView(item)) {
    old.alt = alt;
    old.src = source;
    return;
  }
  // The old page stays until the new one can be painted.
  const next = make("img", { alt, src: source });
  await next.decode().catch(() => {});
  // Another look may have come meanwhile.
  if (item.firstElementChild.dataset.look === look) item.querySelector("img").replaceWith(next);
};

const handbook = async (book, news) => {
  if (book.trouble) return trouble(`The handbook cannot be laid out: ${book.trouble}`);
  const was = place();
  const list = $("pages");
  while (list.childElementCount > book.pages.length) list.lastElementChild.remove();
  const waiting = [];
  const fresh = [];
  book.pages.forEach((page, at) => {
    const item = list.children[at] ?? list.appendChild(sheet());
    if (dress(item, page)) fresh.push([item, page]);
  });
  back(was, news.chapters);
  for (const [item, page] of fresh) {
    const alt = `Page ${book.pages.indexOf(page) + 1} of ${book.pages.length}${page.chapter == null ? "" : `, ${news.chapters[page.chapter]?.title}`}`;
    waiting.push(paint(item, page.look, alt));
  }
  await Promise.all(waiting);
  shownPages = book.edition;
  tint();
};

// One chapter, ahead of the book around it.
const draft = ({ chapter, pages }) => {
  const own = [...$("pages").children].filter((item) => item.dataset.chapter === String(chapter));
  if (view !== "handbook" || own.length === 0) return;
  const was = place();
  while (own.length > pages.length) own.pop().remove();
  while (own.length < pages.length) {
    const item = sheet();
    own.at(-1).after(item);
    own.push(item);
  }
  const fresh = pages.flatMap((page, at) => (dress(own[at], page) ? [[own[at], page]] : []));
  back(was, state.chapters);
  for (const [item, page] of fresh) paint(item, page.look, item.querySelector("img").alt);
};

const turnTo = (slug) => {
  const at = state.chapters.findIndex((chapter) => chapter.slug === slug);
  const item = [...$("pages").children].find((item) => item.dataset.chapter === String(at));
  if (!item) return;
  item.scrollIntoView({ block: "start", behavior: "instant" });
  item.firstElementChild.focus({ preventScroll: true });
  // So that the same link works again.
  history.replaceState(null, "", "#handbook");
};

let width = Number(kept("sheet")) || 46;
const resize = (factor) => {
  const was = place();
  width = Math.min(120, Math.max(12, width * factor));
  $("pages").style.setProperty("--sheet", `${width}rem`);
  kept("sheet", width);
  back(was, state.chapters);
};
$("smaller").addEventListener("click", () => resize(1 / 1.2));
$("larger").addEventListener("click", () => resize(1.2));

// ---- Where it was typed -----------------------------------------------------

const whence = async (path, sent) => {
  const line = await ask(path, sent).catch(() => null);
  $("where").hidden = false;
  $("where-place").textContent = line ? `${line.file}:${line.line}` : "";
  $("where-text").textContent = line ? line.text : "This does not come from a page.";
  $("where-copy").hidden = !line;
};
const copies = (button, text) =>
  button.addEventListener("click", async () => {
    const said = button.textContent;
    button.textContent = await navigator.clipboard.writeText(text()).then(() => "Copied", () => "Not copied");
    setTimeout(() => (button.textContent = said), 1500);
  });
copies($("where-copy"), () => $("where-place").textContent);
copies($("copy"), () => $("command").textContent);
$("where-close").addEventListener("click", () => ($("where").hidden = true));
addEventListener("keydown", (event) => {
  if (event.key === "Escape") $("where").hidden = true;
});

// ---- The ebook --------------------------------------------------------------

let ebookLook = null;
const frame = $("ebook");
const ebook = async (book) => {
  if (book.trouble) return trouble(`The ebook cannot be made: ${book.trouble}`);
  const select = $("ebook-file");
  const was = select.selectedOptions[0];
  const [slug, file] = [was?.dataset.slug, was?.value];
  const options = book.files.map(({ file, chapter }) => {
    const about = state.chapters[chapter];
    const name = about?.title ?? { cover: "Cover", title: "Title page", nav: "Contents", glossary: "Glossary", colophon: "Colophon" }[file.replace(/.*\/|\.xhtml/g, "")] ?? file;
    return make("option", { value: file, "data-chapter": chapter ?? "", "data-slug": about?.slug ?? file }, name);
  });
  select.replaceChildren(...options);
  const first = options.find((option) => option.dataset.chapter === "0") ?? options[0];
  (options.find((option) => option.dataset.slug === slug) ?? options.find((option) => option.value === file) ?? first).selected = true;
  const same = was && select.selectedOptions[0].dataset.slug === slug;
  ebookLook = book.look;
  await turn(same);
};
const chapterAddress = () => new URL(`ebook/${ebookLook}/${$("ebook-dark").checked ? "dark" : "light"}/${$("ebook-file").value}`, location.href);
const loaded = () => new Promise((done) => frame.addEventListener("load", done, { once: true }));
const turn = async (same) => {
  const shown = frame.contentDocument;
  const address = chapterAddress();
  if (same && shown?.documentElement && shown.location.href !== "about:blank") {
    // Only what is within changes, so that the scroll stays.
    const text = await (await fetch(address)).text();
    const next = new DOMParser().parseFromString(text, "application/xhtml+xml");
    const root = shown.importNode(next.documentElement, true);
    const body = root.querySelector("body");
    if (body && shown.body) {
      for (const picture of body.querySelectorAll("[src]")) picture.setAttribute("src", new URL(picture.getAttribute("src"), address).href);
      shown.body.replaceWith(body);
      listen();
      return;
    }
  }
  const top = same ? shown?.scrollingElement?.scrollTop : 0;
  const done = loaded();
  frame.contentWindow.location.replace(address);
  await done;
  if (top) frame.contentDocument.scrollingElement.scrollTop = top;
  listen();
};
// A click on a paragraph says where it was typed; a link leads within the book.
const listen = () => {
  const body = frame.contentDocument?.body;
  body?.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    if (link) {
      event.preventDefault();
      follow(new URL(link.getAttribute("href"), chapterAddress()));
      return;
    }
    const block = event.target.closest?.("p, li, h1, h2, h3, h4, h5, h6, td, th, dt, dd, figcaption, pre");
    const chapter = $("ebook-file").selectedOptions[0]?.dataset.chapter;
    if (block) whence("find", { text: block.textContent.slice(0, 400), chapter: chapter ? Number(chapter) : null });
  });
};
const follow = async (address) => {
  const file = decodeURIComponent(address.pathname).split(/\/(?:light|dark)\//)[1];
  const option = [...$("ebook-file").options].find((option) => address.origin === location.origin && option.value === file);
  if (!option) {
    $("where").hidden = false;
    $("where-copy").hidden = true;
    $("where-place").textContent = address.href;
    $("where-text").textContent = "leads out of the book";
    return;
  }
  if (!option.selected) {
    option.selected = true;
    await turn(false);
  }
  tint();
  frame.contentDocument.getElementById(address.hash.slice(1))?.scrollIntoView();
};
const device = () => {
  const pixels = $("ebook-width").value;
  $("device").style.setProperty("--device", `${pixels}px`);
  $("ebook-pixels").textContent = `${pixels} px`;
  kept("device", pixels);
};
$("ebook-width").addEventListener("input", device);
$("ebook-file").addEventListener("change", () => turn(false).then(tint));
$("ebook-dark").addEventListener("change", () => {
  kept("dark", $("ebook-dark").checked ? "1" : "");
  const top = frame.contentDocument?.scrollingElement?.scrollTop ?? 0;
  turn(false).then(() => (frame.contentDocument.scrollingElement.scrollTop = top));
});

// ---- Posters and faults -----------------------------------------------------

const posters = async (book) => {
  if (book.trouble) return trouble(`The posters cannot be made: ${book.trouble}`);
  const waiting = [];
  const items = book.posters.map(({ name, chapter, omissions }) => {
    const title = state.chapters[chapter]?.title ?? "Overview";
    const picture = make("img", { alt: `Poster: ${title}`, src: `poster/${book.edition}-${encodeURIComponent(name)}.svg` });
    waiting.push(picture.decode().catch(() => {}));
    return make("li", { class: chapter == null ? "" : `chapter-${chapter}` }, picture, make("h3", {}, title), ...omissions.map((text) => make("p", {}, text)));
  });
  await Promise.all(waiting);
  $("posters").replaceChildren(...items);
};

let opened = null;
const faults = () => {
  $("no-faults").hidden = state.faults.length > 0;
  const focused = document.activeElement?.closest?.("#faults a")?.hash;
  const items = state.faults.map((fault, at) => {
    const { place } = fault;
    const link = make("a", { href: `#faults/${at}`, "aria-expanded": "false" }, make("span", { class: "at" }, `${fault.severity}: ${place.file}:${place.line}:${place.column}`), make("span", { class: "message" }, fault.message));
    return make("li", { class: fault.severity, "data-key": `${place.file}:${place.line}:${fault.rule}` }, link);
  });
  if (state.unlisted) items.push(make("li", {}, make("p", { class: "more" }, `and ${state.unlisted} more`)));
  $("faults").replaceChildren(...items);
  const still = items.findIndex((item) => opened && item.dataset.key === opened);
  if (still >= 0) open(still, false);
  if (focused) document.querySelector(`#faults a[href="${focused}"]`)?.focus({ preventScroll: true });
};
const open = (at, toggle = true) => {
  const item = $("faults").children[at];
  const fault = state.faults[at];
  if (!item || !fault) return;
  const was = item.querySelector(".more");
  for (const other of $("faults").querySelectorAll(".more")) other.remove();
  for (const link of $("faults").querySelectorAll("a")) link.setAttribute("aria-expanded", "false");
  history.replaceState(null, "", "#faults");
  opened = null;
  if (was && toggle) return;
  opened = item.dataset.key;
  const excerpt = ({ line, before, meant, after }) =>
    make("pre", { class: "excerpt" }, make("span", { class: "number" }, String(line)), before, make("mark", {}, meant || "\u2009"), after);
  const more = make("div", { class: "more" }, excerpt(fault.place));
  if (fault.hint) more.append(make("p", { class: "hint" }, make("b", {}, "What to do: "), fault.hint));
  if (fault.related) more.append(make("p", { class: "hint" }, `${fault.related.words}, ${fault.related.place.file}:${fault.related.place.line}`), excerpt(fault.related.place));
  item.append(more);
  item.querySelector("a").setAttribute("aria-expanded", "true");
};

// ---- Start ------------------------------------------------------------------

const drawn = { handbook, ebook, posters };
if (kept("device")) $("ebook-width").value = kept("device");
$("ebook-dark").checked = kept("dark") === "1";
device();
resize(1);
addEventListener("hashchange", show);
const events = new EventSource("events");
let silence;
events.addEventListener("turn", (event) => {
  clearTimeout(silence);
  silence = null;
  if (event.data !== String(state.turn)) refresh();
  else told();
});
events.addEventListener("draft", (event) => draft(JSON.parse(event.data)));
events.addEventListener("error", () => {
  silence ??= setTimeout(() => trouble("The desk is closed. Start phasebook preview again to go on."), 2000);
});
show();
