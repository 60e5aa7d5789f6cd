// Joins the parts of the page: reads everything once, then what the server says has changed.

import { ContactList } from "/common/contacts.js";
import { attempt, byId } from "/common/dom.js";
import { showCounts } from "/common/panel.js";
import { show, startPage } from "/common/page.js";
import { Chat } from "./chat.js";
import { describePath } from "./paths.js";

const contacts = new ContactList({
  describePresence: describePath,
  onChoose(contact) {
    show(contact === null ? "contacts" : "chat");
    attempt(() => chat.open(contact));
  },
});
const chat = new Chat(() => {
  contacts.choose(null);
  attempt(() => contacts.refresh());
});

async function refreshContacts() {
  await contacts.refresh();
  const open = chat.contact;
  if (open !== null) {
    await chat.open(contacts.find(open.id) ?? null);
  }
}

byId("back").addEventListener("click", () => show("contacts"));
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") {
    attempt(refreshContacts);
  }
});
startPage({
  application: "Messenger",
  async reload(self) {
    byId("draft").maxLength = self.maxText;
    chat.callPage = self.callPage;
    await refreshContacts();
    await chat.refresh();
  },
  async changed(subject, id) {
    if (subject === "contacts") {
      await refreshContacts();
    } else if (id === chat.contact?.id) {
      await chat.refresh();
    }
  },
  status(status) {
    showCounts("messenger-drops", "messenger-drop-count", status.messengerDrops);
    contacts.showPresence(status.presence);
    chat.showPresence(status.presence);
  },
});
