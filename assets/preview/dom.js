// What every part of the preview uses: elements, requests, and what is shown now.
export const $ = (id) => document.getElementById(id);
export const make = (name, attributes = {}, ...children) => {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(key, "");
    else if (value !== false && value != null) element.setAttribute(key, value);
  }
  element.append(...children.filter((child) => child != null));
  return element;
};
export const ask = async (path, sent) => {
  const options = sent && { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(sent) };
  const answer = await fetch(path, options);
  if (!answer.ok && answer.status !== 409) throw new Error(`${path}: ${answer.status}`);
  return answer.json();
};
// What is kept from one visit to the next is a convenience, so its loss is none.
export const kept = (key, value) => {
  try {
    if (value !== undefined) localStorage.setItem(`preview-${key}`, value);
    return localStorage.getItem(`preview-${key}`);
  } catch {
    return null;
  }
};
export const kindly = (seconds, action) => {
  let waiting;
  return (...words) => {
    clearTimeout(waiting);
    waiting = setTimeout(() => action(...words), seconds * 1000);
  };
};

// The last that is known of the book, and the view that is shown.
export const now = { state: { chapters: [], faults: [] }, view: "handbook" };
// The band has the colour of what is in view, whichever part of the preview turns it.
export const turned = () => dispatchEvent(new Event("turned"));
