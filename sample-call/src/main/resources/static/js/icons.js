// The icons of index.html for elements that are made here.

const SVG = "http://www.w3.org/2000/svg";

export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
}

/** Replaces the icon of a button. */
export const setIcon = (button, name) => button.querySelector("use").setAttribute("href", `#i-${name}`);

/** Shows the first letter of a name, coloured by the id, which nobody else has. */
export function paintAvatar(avatar, name, id) {
  avatar.textContent = [...name.trim()][0]?.toUpperCase() ?? "?";
  avatar.dataset.hue = String(parseInt(id.slice(0, 2), 16) % 8);
}
