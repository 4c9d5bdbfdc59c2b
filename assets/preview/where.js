// Where it was typed: a file and a line.
import { $, ask } from "./dom.js";

export const whence = async (path, sent) => {
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
