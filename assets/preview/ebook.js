// The ebook: a chapter in a frame from phone to tablet, light or dark.
import { $, kept, make, now, turned } from "./dom.js";
import { whence } from "./where.js";

let ebookLook = null;
const frame = $("ebook");
export const ebook = async (book) => {
  const select = $("ebook-file");
  const was = select.selectedOptions[0];
  const [slug, file] = [was?.dataset.slug, was?.value];
  const options = book.files.map(({ file, chapter }) => {
    const about = now.state.chapters[chapter];
    const name = about?.title ?? { cover: "Cover", title: "Title page", nav: "Contents", glossary: "Glossary", colophon: "Colophon" }[file.replace(/.*\/|\.xhtml/g, "")] ?? file;
    return make("option", { value: file, "data-chapter": chapter ?? "", "data-slug": about?.slug ?? file, lang: about?.language }, name);
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
  turned();
  frame.contentDocument.getElementById(address.hash.slice(1))?.scrollIntoView();
};
const device = () => {
  const pixels = $("ebook-width").value;
  $("device").style.setProperty("--device", `${pixels}px`);
  $("ebook-pixels").textContent = `${pixels} px`;
  kept("device", pixels);
};
$("ebook-width").addEventListener("input", device);
$("ebook-file").addEventListener("change", () => turn(false).then(turned));
$("ebook-dark").addEventListener("change", () => {
  kept("dark", $("ebook-dark").checked ? "1" : "");
  const top = frame.contentDocument?.scrollingElement?.scrollTop ?? 0;
  turn(false).then(() => (frame.contentDocument.scrollingElement.scrollTop = top));
});
if (kept("device")) $("ebook-width").value = kept("device");
$("ebook-dark").checked = kept("dark") === "1";
device();
