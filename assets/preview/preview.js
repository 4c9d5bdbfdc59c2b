// The preview's page: shows the state of the book, and keeps the reader's place
// when it changes. Everything that comes from pages is put in as text.
import { cards } from "./cards.js";
import { $, ask, kindly, make, now } from "./dom.js";
import { ebook } from "./ebook.js";
import { faults, open } from "./faults.js";
import { handout } from "./handout.js";
import { draft, handbook, middle, turnTo } from "./pages.js";
import { sheet } from "./sheet.js";

const views = ["handbook", "ebook", "posters", "cards", "faults", "handout"];
const places = {}; // how far each view is scrolled

let shows = 0;
const show = async () => {
  const turn = (shows += 1);
  const [name, detail] = location.hash.slice(1).split("/");
  const next = views.includes(name) ? name : "handbook";
  const changed = next !== now.view || $(`view-${next}`).hidden;
  if (changed) {
    places[now.view] = scrollY;
    now.view = next;
    left();
    for (const other of views) $(`view-${other}`).hidden = other !== now.view;
    for (const tab of $("tabs").children) {
      if (tab.hash === `#${now.view}`) tab.setAttribute("aria-current", "page");
      else tab.removeAttribute("aria-current");
    }
    $("where").hidden = true;
    delete document.documentElement.dataset.view;
    await refresh();
    // Whoever has gone somewhere else meanwhile stays there.
    if (turn !== shows) return;
    scrollTo({ top: places[now.view] ?? 0, behavior: "instant" });
  }
  if (now.view === "faults" && detail) open(Number(detail));
  if (now.view === "handbook" && detail) turnTo(detail);
  tint();
  document.documentElement.dataset.view = now.view;
};

// Makes what is shown that of the latest edition. One at a time: whoever asks
// meanwhile gets another turn.
let running = null;
let again = false;
let left = () => {}; // lets go of what is waited for: the view is another now
const refresh = () => {
  again = true;
  return (running ??= refreshing().finally(() => (running = null)));
};
const drawn = {};
const about = { handbook: "Laying the pages out …", ebook: "Making the ebook …", posters: "Drawing the posters …", cards: "Laying out the cards …" };
const refreshing = async () => {
  while (again) {
    again = false;
    const view = now.view;
    const draw = { handbook, ebook, posters, cards }[view];
    const patience = setTimeout(() => ($("busy").textContent = drawn[view] ? "" : (about[view] ?? "")), 300);
    const gone = new Promise((done) => (left = done));
    try {
      const looking = draw && ask(view === "handbook" ? `handbook?chapter=${middle()?.dataset.chapter || 0}` : view);
      looking?.catch(() => {});
      const news = await ask("state");
      if (!news.edition) {
        now.state = news;
        told();
      } else if (draw) {
        // What is wrong with the pages is known before they are laid out.
        if (drawn[view]) warn(news);
        else adopt(news);
        const book = await Promise.race([looking, gone]);
        if (!book) continue;
        // Pages in view come before everything else that tells of them.
        const paint = () => !book.trouble && draw(book, news);
        if (view === "handbook" && drawn[view]) await paint();
        const what = view === "handbook" && middle() ? "The book cannot be shown as a whole" : "This cannot be shown";
        adopt(news, book.trouble && `${what}: ${book.trouble}`);
        if (view !== "handbook" || !drawn[view]) await paint();
        drawn[view] = true;
      } else {
        adopt(news);
        if (view === "faults") faults();
        if (view === "handout") handout();
      }
    } catch {
      // The preview is closing, or an edition went while it was asked for; the next event comes.
    } finally {
      clearTimeout(patience);
      $("busy").textContent = "";
    }
  }
  tint();
  document.documentElement.dataset.turn = now.state.turn;
  document.documentElement.dataset.edition = now.state.edition;
};

const adopt = (news, wrong) => {
  if (news.edition !== now.state.edition) $("tokens").href = `tokens.css?${news.edition}`;
  now.state = news;
  told(wrong);
};

// Tells what is wrong with the pages, while those that are shown are still the ones before.
const warn = (news) => {
  now.state = { ...now.state, faults: news.faults, unlisted: news.unlisted };
  counted();
};

const counted = () => {
  const { state } = now;
  const grave = state.faults.filter((fault) => fault.severity === "error").length;
  $("count").textContent = state.faults.length + state.unlisted || "";
  $("count").className = grave ? "count grave" : "count";
};

const told = (wrong) => {
  const { state } = now;
  document.title = state.title ? `${state.title} – preview` : "The preview";
  $("title").textContent = state.title ?? "The preview";
  if (state.language) $("title").lang = state.language;
  counted();
  const consequence = state.edition ? "What you see is the last good book." : "Mend that, and the book appears here.";
  trouble(state.trouble ? `The site cannot be read: ${state.trouble}. ${consequence}` : wrong);
  const links = state.chapters.map((chapter, at) =>
    make("a", { href: `#handbook/${chapter.slug}`, class: `chapter-${at}`, lang: chapter.language, dir: "auto", "data-phase": chapter.phase ?? "" }, chapter.title),
  );
  const list = $("chapters");
  const bare = (link) => link?.outerHTML.replace(' aria-current="true"', "");
  const same = links.length === list.childElementCount && links.every((link, at) => bare(link) === bare(list.children[at]));
  if (!same) list.replaceChildren(...links);
};

const trouble = (words) => {
  if ($("trouble").textContent !== (words ?? "")) $("trouble").textContent = words ?? "";
  $("trouble").hidden = !words;
};

// The band has the colour of the chapter in view.
const tint = () => {
  let at = null;
  if (now.view === "handbook") at = middle()?.dataset.chapter;
  if (now.view === "ebook") at = $("ebook-file").selectedOptions[0]?.dataset.chapter;
  const chapter = at != null && at !== "" ? now.state.chapters[at] : null;
  $("band").className = chapter ? `chapter-${at}` : "";
  $("here").textContent = chapter?.title ?? "";
  $("here").lang = chapter?.language ?? "";
  for (const [index, link] of [...$("chapters").children].entries()) {
    if (String(index) === at) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
};
addEventListener("scroll", kindly(0.05, tint), { passive: true });
addEventListener("turned", tint);

// ---- Posters ----------------------------------------------------------------

const posters = async (book) => {
  const waiting = [];
  const items = book.posters.map(({ name, chapter, omissions }) => {
    const title = now.state.chapters[chapter]?.title ?? "Overview";
    const own = `${book.edition}-${encodeURIComponent(name)}`;
    const picture = make("img", { alt: `Poster: ${title}`, src: `poster/${own}.svg` });
    waiting.push(picture.decode().catch(() => {}));
    const poster = sheet(() => `poster-place/${own}`, picture);
    return make("li", { class: chapter == null ? "" : `chapter-${chapter}` }, poster, make("h3", { lang: now.state.chapters[chapter]?.language, dir: "auto" }, title), ...omissions.map((text) => make("p", {}, text)));
  });
  await Promise.all(waiting);
  // Whoever is at a poster stays at it.
  const at = [...$("posters").children].findIndex((item) => item.contains(document.activeElement));
  $("posters").replaceChildren(...items);
  items[at]?.querySelector(".sheet").focus({ preventScroll: true });
};

// ---- Start ------------------------------------------------------------------

addEventListener("hashchange", show);
const events = new EventSource("events");
let silence;
events.addEventListener("turn", (event) => {
  clearTimeout(silence);
  silence = null;
  if (event.data !== String(now.state.turn)) refresh();
  else told();
});
events.addEventListener("draft", (event) => draft(JSON.parse(event.data)));
events.addEventListener("error", () => {
  silence ??= setTimeout(() => trouble("The preview is closed. Start phasebook preview again to go on."), 2000);
});
show();
