// The faults, each with its line and what to do.
import { $, make, now } from "./dom.js";

let opened = null;
export const faults = () => {
  $("no-faults").hidden = now.state.faults.length > 0;
  const focused = document.activeElement?.closest?.("#faults a")?.hash;
  const items = now.state.faults.map((fault, at) => {
    const { place } = fault;
    const link = make("a", { href: `#faults/${at}`, "aria-expanded": "false" }, make("span", { class: "at" }, `${fault.severity}: ${place.file}:${place.line}:${place.column}`), make("span", { class: "message" }, fault.message));
    return make("li", { class: fault.severity, "data-key": `${place.file}:${place.line}:${fault.rule}` }, link);
  });
  if (now.state.unlisted) items.push(make("li", {}, make("p", { class: "more" }, `and ${now.state.unlisted} more`)));
  $("faults").replaceChildren(...items);
  const still = items.findIndex((item) => opened && item.dataset.key === opened);
  if (still >= 0) open(still, false);
  if (focused) document.querySelector(`#faults a[href="${focused}"]`)?.focus({ preventScroll: true });
};
export const open = (at, toggle = true) => {
  const item = $("faults").children[at];
  const fault = now.state.faults[at];
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
