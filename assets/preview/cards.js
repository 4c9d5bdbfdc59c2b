// The deck of cards: each card is turned over by a click or a key.
import { $, make } from "./dom.js";

const turned = new Set(); // the cards that lie on their faces, by the names of their fronts

const card = (edition, { title, group, chapter, language, front, back }) => {
  const name = title ? [group, title].filter(Boolean).join(": ") : ["Blank card", group].filter(Boolean).join(": ");
  const face = (side, file) => make("img", { class: side, alt: `${side === "front" ? "Front" : "Back"}: ${name}`, src: `card/${edition}-${encodeURIComponent(file)}.svg`, loading: "lazy" });
  const faces = [face("front", front), face("back", back)];
  const button = make("button", { type: "button", class: "turn", lang: language }, ...faces);
  const lay = () => {
    const over = turned.has(front);
    button.setAttribute("aria-pressed", over);
    faces.forEach((one, at) => (one.ariaHidden = String((at === 1) !== over)));
  };
  button.addEventListener("click", () => {
    if (!turned.delete(front)) turned.add(front);
    lay();
  });
  lay();
  return make("li", { class: chapter == null ? "" : `chapter-${chapter}` }, button);
};

export const cards = async ({ edition, cards }) => {
  $("no-cards").hidden = cards.length > 0;
  const items = cards.map((one) => card(edition, one));
  // Whoever is at a card stays at it.
  const at = [...$("cards").children].findIndex((item) => item.contains(document.activeElement));
  $("cards").replaceChildren(...items);
  items[at]?.querySelector("button").focus({ preventScroll: true });
};
