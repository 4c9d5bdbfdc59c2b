// A sheet of paper that tells where its words were typed: by a click, or by a mark that
// the arrow keys move down and up.
import { kindly, make } from "./dom.js";
import { whence } from "./where.js";

// `from` is the address that knows, for a sheet as it is now.
export const sheet = (from, picture) => {
  const button = make("button", { type: "button", class: "sheet" }, picture);
  const ask = (x, y) => whence(`${from(button)}?x=${clamp(x)}&y=${clamp(y)}`);
  const slowly = kindly(0.12, () => ask(0.4, button.dataset.mark));
  button.addEventListener("click", (event) => {
    const box = button.getBoundingClientRect();
    // A key has no place; the mark has.
    if (event.detail === 0) ask(0.4, button.dataset.mark ?? 0.1);
    else ask((event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height);
  });
  button.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 0.02, ArrowUp: -0.02 }[event.key];
    if (!step) return;
    event.preventDefault();
    button.dataset.mark = clamp(Number(button.dataset.mark ?? 0.08) + step);
    const line = button.querySelector(".mark") ?? button.appendChild(make("span", { class: "mark" }));
    line.style.top = `${button.dataset.mark * 100}%`;
    slowly();
  });
  return button;
};
const clamp = (part) => Math.min(1, Math.max(0, part)).toFixed(4);
