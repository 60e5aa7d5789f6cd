// One conversation: its messages by position, what changed since the last look, and the message being written.

import { remove } from "/common/api.js";
import { attempt, byId, element, isolated, plain, shortId } from "/common/dom.js";
import * as api from "./api.js";
import { describePath } from "./paths.js";

const STATE = { queued: "queued", sent: "sent", acknowledged: "acknowledged" };

export class Chat {
  constructor(onRemoved) {
    this.onRemoved = onRemoved;
    this.contact = null;
    this.presence = {};
    this.callPage = null;
    this.forget();
    byId("composer").addEventListener("submit", (event) => this.submit(event));
    byId("draft").addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        byId("composer").requestSubmit();
      }
    });
    byId("draft").addEventListener("input", () => { this.draftId = null; });
    byId("older").addEventListener("click", () => attempt(() => this.showOlder()));
    byId("remove").addEventListener("click", () => attempt(() => this.remove()));
  }

  forget() {
    this.items = new Map();
    this.revision = null;
    this.draftId = null;
    this.reading = Promise.resolve();
    byId("messages").replaceChildren();
  }

  async open(contact) {
    const other = contact?.id !== this.contact?.id;
    const wasAccepted = !other && this.contact?.state === "accepted";
    this.contact = contact;
    byId("conversation").hidden = contact === null;
    byId("no-chat").hidden = contact !== null;
    if (contact === null) {
      this.forget();
      return;
    }
    byId("chat-name").replaceChildren(isolated("name", contact.name));
    byId("chat-id").textContent = shortId(contact.id);
    byId("chat-id").title = contact.id;
    const accepted = contact.state === "accepted";
    byId("draft").disabled = !accepted;
    byId("send").disabled = !accepted;
    this.paintCall();
    this.paintPath();
    if (accepted && !wasAccepted) {
      attempt(() => api.open(contact.id));
    }
    if (other) {
      this.forget();
      byId("draft").value = "";
    }
    await this.refresh();
  }

  showPresence(presence) {
    this.presence = presence;
    this.paintPath();
  }

  /** The sample for calls has contacts of its own, to whom it gives names of its own: it looks for this one. */
  paintCall() {
    const link = byId("call");
    link.hidden = this.callPage === null || this.contact.state !== "accepted";
    if (!link.hidden) {
      link.href = `${this.callPage}/#call=${encodeURIComponent(this.contact.name)}`;
    }
  }

  paintPath() {
    const path = byId("chat-path");
    path.hidden = this.contact?.state !== "accepted";
    if (!path.hidden) {
      path.dataset.presence = this.presence[this.contact.id] ?? "unknown";
      path.textContent = describePath(path.dataset.presence);
    }
  }

  /** Reads what changed; one look at a time, so that no answer overtakes another. */
  refresh() {
    this.reading = this.reading.catch(() => {}).then(() => this.read());
    return this.reading;
  }

  async read() {
    const contact = this.contact;
    if (contact === null) {
      return;
    }
    let page;
    do {
      const first = this.revision === null;
      page = first ? await api.loadNewest(contact.id) : await api.loadChanges(contact.id, this.revision);
      if (contact.id !== this.contact?.id) {
        return;
      }
      this.merge(page.messages);
      this.revision = page.revision;
      if (first) {
        byId("older").hidden = !page.more;
        page.more = false;
      }
    } while (page.more);
    if (contact.unread > 0 && document.visibilityState === "visible") {
      contact.unread = 0;
      await api.markRead(contact.id);
    }
  }

  merge(messages) {
    const list = byId("messages");
    const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 80;
    for (const message of messages) {
      this.items.get(message.position)?.remove();
      const item = this.item(message);
      this.items.set(message.position, item);
      list.insertBefore(item, this.after(message.position));
    }
    if (atEnd && messages.length > 0) {
      list.scrollTop = list.scrollHeight;
    }
  }

  /** Answers the element before which a position belongs, null for the end. */
  after(position) {
    let next = null;
    for (let child = byId("messages").lastElementChild; child !== null; child = child.previousElementSibling) {
      if (Number(child.dataset.position) < position) {
        break;
      }
      next = child;
    }
    return next;
  }

  item(message) {
    const time = new Date(message.writtenAt).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
    const meta = element("span", { className: "meta" }, time);
    if (message.outgoing) {
      meta.append(" · ", element("span", { className: "state" }, STATE[message.state]));
    }
    return element("li",
      { className: message.outgoing ? "mine" : "theirs", data: { position: message.position, state: message.state } },
      element("bdi", { className: "text" }, message.text), meta);
  }

  async showOlder() {
    const list = byId("messages");
    const first = Number(list.firstElementChild.dataset.position);
    const height = list.scrollHeight;
    const page = await api.loadOlder(this.contact.id, first);
    byId("older").hidden = !page.more;
    this.merge(page.messages);
    list.scrollTop += list.scrollHeight - height;
  }

  async submit(event) {
    event.preventDefault();
    const draft = byId("draft");
    const text = draft.value;
    const contact = this.contact;
    if (text.trim() === "" || contact === null) {
      return;
    }
    // an unchanged draft keeps its id until it is stored, so that a second try is no second message
    this.draftId ??= crypto.randomUUID();
    const stored = await attempt(() => api.send(contact.id, this.draftId, text));
    if (stored && contact.id === this.contact?.id) {
      this.draftId = null;
      draft.value = "";
      await attempt(() => this.refresh());
      const list = byId("messages");
      list.scrollTop = list.scrollHeight;
    }
  }

  async remove() {
    if (!window.confirm(`Remove ${plain(this.contact.name)} and all messages?`)) {
      return;
    }
    await remove(this.contact.id);
    this.onRemoved();
  }
}
