// The calls that nobody took.

import { byId, element, isolated, plain } from "/common/dom.js";
import { icon } from "./icons.js";

export class MissedCalls {
  /** onCall(contact id) calls back, onSeen() is told that the user has seen them. */
  constructor({ onCall, onSeen }) {
    this.onCall = onCall;
    byId("missed-seen").addEventListener("click", onSeen);
  }

  show(missed) {
    byId("missed").hidden = missed.length === 0;
    byId("missed-count").textContent = String(missed.length);
    byId("missed-list").replaceChildren(...missed.map((call) => this.item(call)));
    byId("missed-seen").hidden = missed.every((call) => call.seen);
  }

  item(call) {
    const back = element("button", { type: "button", className: "quiet round", title: "Call back" }, icon("phone"));
    back.setAttribute("aria-label", `Call ${plain(call.name)} back`);
    back.addEventListener("click", () => this.onCall(call.peer));
    return element("li", { data: { seen: String(call.seen === true) } },
      isolated("name", call.name),
      element("time", {}, when(call.at)),
      back);
  }
}

function when(at) {
  const date = new Date(at);
  const today = date.toDateString() === new Date().toDateString();
  return today
    ? date.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" })
    : date.toLocaleDateString([], { day: "numeric", month: "short" });
}
