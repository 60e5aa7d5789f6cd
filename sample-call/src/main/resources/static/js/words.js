// What the page says of a call, in words.

import { plain } from "/common/dom.js";

const STATES = {
  calling: () => "Calling…",
  ringing: (call) => (call.direction === "out" ? "Ringing…" : "Rings here"),
  connecting: () => "Connecting…",
  active: () => "",
};

const ENDINGS = {
  "hung-up": () => "The call has ended.",
  "refused": (name, out) => (out ? `${name} refused the call.` : `You refused the call from ${name}.`),
  "busy": (name, out) => (out ? `${name} is in another call.` : `${name} called while you were in another call.`),
  "no-answer": (name, out) => (out ? `${name} did not answer.` : `You missed a call from ${name}.`),
  "unreachable": (name) => `${name} cannot be reached now.`,
  "peer-gone": (name) => `The call has ended: the connection to ${name} is gone.`,
  "failed": (name) => `The call with ${name} could not be connected.`,
  "page-lost": () => "The call has ended: this page lost its node. Is it still running?",
};

/** Returns how far a call is. */
export const describeState = (call) => (STATES[call.state] ?? STATES.active)(call);

/** Returns why a call has ended. */
export function describeEnd(call, reason) {
  const isMissed = call.direction === "in" && call.state === "ringing" && reason === "hung-up";
  const ending = ENDINGS[isMissed ? "no-answer" : reason] ?? ENDINGS["hung-up"];
  const text = ending(plain(call.name), call.direction === "out");
  return call.text ? `${text} ${plain(call.text)}` : text;
}

const PATHS = {
  direct: "direct",
  punched: "direct, through the NATs",
  relayed: "through a relay",
};

const PATH_TITLES = {
  direct: "Sound and picture go straight to the other side: nobody in between.",
  punched: "Sound and picture go straight to the other side, through the NATs between you: nobody in between.",
  relayed: "Sound and picture go through a relay, which cannot hear or see them.",
};

/** Returns the kind of a path in a few words. */
export const describePath = (path) => PATHS[path] ?? path;

/** Returns what a kind of path means. */
export const explainPath = (path) => PATH_TITLES[path] ?? "";

/** Returns a time as minutes and seconds. */
export function describeDuration(millis) {
  const seconds = Math.max(0, Math.floor(millis / 1000));
  const parts = [Math.floor(seconds / 60) % 60, seconds % 60].map((part) => String(part).padStart(2, "0"));
  return [...(seconds >= 3600 ? [Math.floor(seconds / 3600)] : []), ...parts].join(":");
}
