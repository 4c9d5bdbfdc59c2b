// Making a handout: every choice shows the command line that does the same,
// and the files that it writes.
import { $, ask, kindly, make, now } from "./dom.js";

let asked = 0;
let slugs = "";
let listening = false;
let latest = null;

// What a print shop can trim: sheets of the office have no bleed.
const forShop = (kind) => ["posters", "cards", "handbook"].includes(kind);

// What is chosen, as the request of a build: its keys are the options of `phasebook build`.
const request = () => {
  const form = new FormData($("choices"));
  const kind = form.get("kind");
  const product = ["posters", "cards"].includes(kind) ? kind : "handbook";
  const asked = { only: [product], pages: form.getAll("pages") };
  const part = {};
  const add = (name) => {
    const value = form.get(name);
    if (value) part[name.replace(/^(poster|card)-/, "")] = value === "on" ? true : value;
  };
  const choices = { posters: ["poster-kinds", "poster-size", "tile", "landscape"], cards: ["card-size", "card-sheet", "card-landscape"], handbook: ["paper", "greyscale", "two-sided"] };
  choices[product].forEach(add);
  asked[{ posters: "poster", cards: "card", handbook: "handbook" }[product]] = part;
  if (["booklet", "2up", "4up"].includes(kind)) asked.handout = { kinds: [kind] };
  if (kind === "worksheet") {
    asked.worksheet = true;
    if (form.get("fillable")) asked.fillable = true;
  }
  if (forShop(kind) && form.get("print-shop")) asked["print-shop"] = true;
  return { kind, asked };
};

export const handout = () => {
  const { state } = now;
  const names = state.chapters.map(({ slug, title }) => `${slug} ${title}`).join();
  if (names !== slugs) {
    const ticked = new Set(new FormData($("choices")).getAll("pages"));
    const box = ({ slug, title, language }, at) =>
      make("label", { class: `chapter-${at}`, lang: language, dir: "auto" }, make("input", { type: "checkbox", name: "pages", value: slug, checked: ticked.has(slug) }), title);
    $("which").replaceChildren(...state.chapters.map(box));
    slugs = names;
  }
  const size = (bytes) => (bytes < 1e6 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1e6).toFixed(1)} MB`);
  const update = async () => {
    const { kind, asked: wanted } = request();
    const asks = { pages: wanted.only[0] === "handbook", posters: kind === "posters", cards: kind === "cards", worksheet: kind === "worksheet", shop: forShop(kind) };
    for (const [choice, shown] of Object.entries(asks)) {
      for (const part of document.querySelectorAll(`.for-${choice}`)) part.hidden = !shown;
    }
    const turn = ++asked;
    $("making").textContent = "Making it …";
    document.documentElement.dataset.made = "";
    $("copy").disabled = true;
    const named = ask("command", wanted).catch(() => ({}));
    named.then(({ command }) => {
      if (turn !== asked || !command) return;
      $("command").textContent = command;
      $("copy").disabled = false;
    });
    const made = await ask("handout", wanted).catch(() => ({ trouble: "The preview gave no answer." }));
    // Somebody has chosen something else meanwhile.
    if (turn !== asked) return;
    $("making").textContent = made.trouble ?? "";
    $("files").replaceChildren();
    $("preview").replaceChildren();
    if (made.files) {
      // What was asked for comes before what is made on the way.
      const rank = ({ path }) => (/-(tiles|booklet|print|[24]up)\.pdf$|worksheets/.test(path) ? 0 : 1);
      const files = made.files.map((file, at) => ({ ...file, at })).sort((a, b) => rank(a) - rank(b) || a.at - b.at);
      for (const { path, size: bytes, pages, at } of files) {
        const name = path.split("/").pop();
        const about = pages ? `${pages} page${pages === 1 ? "" : "s"}, ${size(bytes)}` : size(bytes);
        $("files").append(make("li", {}, make("a", { href: `handout/${made.id}/${at}/${encodeURIComponent(name)}`, download: name }, `Download ${name}`, make("small", {}, about))));
      }
      const first = files[0];
      for (let page = 1; first && page <= Math.min(first.pages, 24); page += 1) {
        $("preview").append(make("img", { src: `handout/${made.id}/${first.at}/${page}.png`, alt: `${first.path}, page ${page}`, loading: "lazy" }));
      }
    }
    document.documentElement.dataset.made = made.id ?? "none";
  };
  latest = update;
  if (!listening) {
    listening = true;
    $("choices").addEventListener("change", kindly(0.15, () => latest()));
    $("choices").addEventListener("submit", (event) => event.preventDefault());
  }
  update();
};
