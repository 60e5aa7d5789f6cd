// Elements without markup: every text is set as text, so nothing that somebody wrote is ever read as HTML.

export const byId = (id) => document.getElementById(id);

/** Makes an element with properties and children; a string among the children becomes text. */
export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name === "data") {
      Object.assign(made.dataset, value);
    } else {
      made[name] = value;
    }
  }
  made.append(...children);
  return made;
}

/** Makes a name an element of its own direction, so that no character in it moves what stands around it. */
export const isolated = (className, name) => element("bdi", { className }, name);

/** Answers a name for plain text, where nothing isolates it: characters that set the direction become visible. */
export const plain = (name) => name.replace(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, "\ufffd");

export const shortId = (id) => `${id.slice(0, 8)}…${id.slice(-4)}`;

let hiding;

/** Shows a line at the top for a while. */
export function notify(text) {
  const notice = byId("notice");
  notice.textContent = text;
  notice.hidden = false;
  clearTimeout(hiding);
  hiding = setTimeout(() => { notice.hidden = true; }, 8000);
}

/** Runs what the user asked for and shows why it failed, if it did; answers whether it worked. */
export async function attempt(action) {
  try {
    await action();
    return true;
  } catch (error) {
    notify(error.message);
    return false;
  }
}
