// Joins the parts of the page: reads everything once, then what the server says has changed.

import * as api from "./api.js";
import { Chat } from "./chat.js";
import { ContactList } from "./contacts.js";
import { attempt, byId, isolated, notify, plain } from "./dom.js";
import { showOffline, showStatus } from "./panel.js";

const STATUS_MILLIS = 2000;
const RETRY_MILLIS = 2000;

let self = null;

const contacts = new ContactList((contact) => {
  show(contact === null ? "contacts" : "chat");
  attempt(() => chat.open(contact));
});
const chat = new Chat(() => {
  contacts.choose(null);
  attempt(() => contacts.refresh());
});

function show(view) {
  document.body.dataset.view = view;
}

async function reload() {
  const now = await api.loadSelf();
  if (self !== null && self.id !== now.id) {
    location.reload();
    return;
  }
  self = now;
  document.title = `${plain(self.name)} – Messenger`;
  byId("own-name").replaceChildren(isolated("name", self.name));
  byId("own-id").textContent = self.id;
  byId("own-id").title = self.id;
  byId("draft").maxLength = self.maxText;
  await refreshContacts();
  await chat.refresh();
  await refreshStatus();
}

async function refreshContacts() {
  await contacts.refresh();
  const open = chat.contact;
  if (open !== null) {
    await chat.open(contacts.find(open.id) ?? null);
  }
}

async function refreshStatus() {
  const status = await api.loadStatus();
  showStatus(status);
  contacts.showPresence(status.presence);
  chat.showPresence(status.presence);
}

function listen() {
  const events = new EventSource("/api/events");
  events.addEventListener("open", () => attempt(reload));
  events.addEventListener("message", (event) => {
    const [subject, id] = event.data.split(":");
    if (subject === "contacts") {
      attempt(refreshContacts);
    } else if (id === chat.contact?.id) {
      attempt(() => chat.refresh());
    }
  });
  events.addEventListener("error", () => {
    showOffline();
    if (events.readyState === EventSource.CLOSED) {
      setTimeout(listen, RETRY_MILLIS);
    }
  });
}

byId("copy-id").addEventListener("click", async (event) => {
  try {
    await navigator.clipboard.writeText(self.id);
    event.target.textContent = "Copied";
    setTimeout(() => { event.target.textContent = "Copy"; }, 1500);
  } catch {
    getSelection().selectAllChildren(byId("own-id"));
    notify("Press Ctrl+C: the browser does not let this page copy.");
  }
});
byId("back").addEventListener("click", () => show("contacts"));
for (const button of document.querySelectorAll("nav [data-show]")) {
  button.addEventListener("click", () => show(button.dataset.show));
}
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") {
    attempt(refreshContacts);
  }
});
setInterval(() => refreshStatus().catch(showOffline), STATUS_MILLIS);
listen();
