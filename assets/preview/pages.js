// The handbook: real pages, in a list that keeps the reader's place when it changes.
import { $, kept, make, now } from "./dom.js";
import { sheet } from "./sheet.js";

// The page that is being read: the one across a line a third down the window.
export const middle = () => {
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
  return { slug: now.state.chapters[item.dataset.chapter]?.slug, count: within(item), at: [...item.parentElement.children].indexOf(item), top: item.getBoundingClientRect().top };
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

const leaf = () => {
  const picture = make("img", { alt: "", loading: "lazy", decoding: "async" });
  return make("li", {}, sheet((button) => `place/${button.dataset.look}`, picture));
};

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

let whole = false; // whether the pages are those of a book, not of some of its chapters

export const handbook = async (book, news) => {
  const was = place();
  whole = true;
  const list = $("pages");
  while (list.childElementCount > book.pages.length) list.lastElementChild.remove();
  const waiting = [];
  const fresh = [];
  book.pages.forEach((page, at) => {
    const item = list.children[at] ?? list.appendChild(leaf());
    if (dress(item, page)) fresh.push([item, page]);
  });
  back(was, news.chapters);
  for (const [item, page] of fresh) {
    const alt = `Page ${book.pages.indexOf(page) + 1} of ${book.pages.length}${page.chapter == null ? "" : `, ${news.chapters[page.chapter]?.title}`}`;
    waiting.push(paint(item, page.look, alt));
  }
  await Promise.all(waiting);
};

// Chapters that share pages, ahead of the book around them.
export const draft = ({ chapters, pages }) => {
  const all = [...$("pages").children];
  const named = chapters.map(String);
  const own = all.filter((item) => named.includes(item.dataset.chapter));
  if (own.length === 0 && whole) return;
  const was = now.view === "handbook" ? place() : null;
  const after = all.find((item) => Number(item.dataset.chapter) > chapters.at(-1));
  while (own.length > pages.length) own.pop().remove();
  while (own.length < pages.length) {
    const item = leaf();
    if (own.length > 0) own.at(-1).after(item);
    else $("pages").insertBefore(item, after ?? null);
    own.push(item);
  }
  const fresh = pages.flatMap((page, at) => (dress(own[at], page) ? [[own[at], page]] : []));
  back(was, now.state.chapters);
  for (const [item, page] of fresh) {
    paint(item, page.look, item.querySelector("img").alt || (now.state.chapters[page.chapter]?.title ?? ""));
  }
};

export const turnTo = (slug) => {
  const at = now.state.chapters.findIndex((chapter) => chapter.slug === slug);
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
  back(was, now.state.chapters);
};
$("smaller").addEventListener("click", () => resize(1 / 1.2));
$("larger").addEventListener("click", () => resize(1.2));
resize(1);
