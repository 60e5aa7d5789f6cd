// The list of contacts: requests to answer, presence, what is unread, what can be done with one, and the form that adds one.

import * as api from "./api.js";
import { attempt, byId, element, isolated } from "./dom.js";

export class ContactList {
  /**
   * `onChoose` is told the contact that is chosen, null for none, `describePresence` says what a presence means, `actions` answers further
   * elements for the row of a contact.
   */
  constructor({ onChoose, describePresence, actions = () => [] }) {
    this.onChoose = onChoose;
    this.describePresence = describePresence;
    this.actions = actions;
    this.contacts = [];
    this.presence = {};
    this.chosen = null;
    byId("add-contact").addEventListener("submit", (event) => this.add(event));
  }

  async refresh() {
    this.contacts = await api.loadContacts();
    this.render();
  }

  showPresence(presence) {
    this.presence = presence;
    for (const dot of document.querySelectorAll("#contact-list .dot")) {
      this.paint(dot, dot.dataset.contact);
    }
  }

  find(id) {
    return this.contacts.find((contact) => contact.id === id);
  }

  choose(id) {
    this.chosen = id;
    this.render();
    this.onChoose(this.find(id) ?? null);
  }

  render() {
    byId("no-contacts").hidden = this.contacts.length > 0;
    byId("contact-list").replaceChildren(...this.contacts.map((contact) => this.item(contact)));
  }

  item(contact) {
    const row = element("li", { data: { contact: contact.id, state: contact.state } }, this.button(contact));
    if (contact.id === this.chosen) {
      row.setAttribute("aria-current", "true");
    }
    if (contact.state === "requested") {
      row.append(element("div", { className: "answer" },
        this.answer("Accept", "accept", () => api.accept(contact.id)),
        this.answer("Decline", "decline quiet", () => api.decline(contact.id))));
    }
    row.append(...this.actions(contact));
    return row;
  }

  button(contact) {
    const dot = element("span", { className: "dot", data: { contact: contact.id } });
    this.paint(dot, contact.id);
    const button = element("button", { type: "button", className: "contact", title: contact.id },
      dot, isolated("name", contact.name));
    if (contact.state === "invited") {
      button.append(element("span", { className: "note" }, "has not accepted yet"));
    } else if (contact.state === "requested") {
      button.append(element("span", { className: "note" }, "wants to talk"));
    }
    if (contact.unread > 0) {
      button.append(element("span", { className: "unread" }, String(contact.unread)));
    }
    button.addEventListener("click", () => this.choose(contact.id));
    return button;
  }

  paint(dot, id) {
    const presence = this.presence[id] ?? "unknown";
    dot.dataset.presence = presence;
    dot.title = this.describePresence(presence);
  }

  answer(label, className, action) {
    const button = element("button", { type: "button", className }, label);
    button.addEventListener("click", () => attempt(action));
    return button;
  }

  async add(event) {
    event.preventDefault();
    const id = byId("add-id");
    const name = byId("add-name");
    if (await attempt(() => api.invite(id.value.trim(), name.value))) {
      event.target.reset();
      await attempt(() => this.refresh());
    }
  }
}
