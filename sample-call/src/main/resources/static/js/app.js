// Joins the parts of the page: reads everything once, then what the server says has changed.

import { remove } from "/common/api.js";
import { ContactList } from "/common/contacts.js";
import { attempt, byId, element, notify, plain } from "/common/dom.js";
import { show, startPage } from "/common/page.js";
import { showCounts } from "/common/panel.js";
import { loadMissed, markMissedSeen } from "./calls.js";
import { publishFigures } from "./figures.js";
import { icon } from "./icons.js";
import { MissedCalls } from "./missed.js";
import { Phone } from "./phone.js";
import { whyNoCalls } from "./support.js";

const PRESENCES = {
  direct: "There, connected directly",
  punched: "There, connected directly through the NATs between you",
  relayed: "There, connected through a relay",
  routed: "There, reached through the network",
  unknown: "No sign of life; you can try nevertheless",
};

const describePresence = (presence) => PRESENCES[presence] ?? PRESENCES.unknown;

const phone = new Phone();
const contacts = new ContactList({ onChoose: showCard, describePresence, actions: callButtons });
const missed = new MissedCalls({
  onCall: (id) => attempt(() => phone.begin(contacts.find(id) ?? { id }, false)),
  onSeen: () => attempt(markMissedSeen),
});

function callButtons(contact) {
  if (contact.state !== "accepted") {
    return [];
  }
  return [
    callButton(contact, "Call", "phone", false),
    callButton(contact, "Video call", "camera", true),
  ];
}

function callButton(contact, label, image, video) {
  const button = element("button", { type: "button", className: `quiet round ${video ? "video" : "voice"}`, title: label }, icon(image));
  button.setAttribute("aria-label", `${label}: ${plain(contact.name)}`);
  button.addEventListener("click", () => attempt(() => phone.begin(contact, video)));
  return button;
}

function showCard(contact) {
  phone.stage.showContact(contact, contacts.presence[contact?.id] ?? "unknown", describePresence);
}

const chosen = () => contacts.find(contacts.chosen) ?? null;

async function refreshContacts() {
  await contacts.refresh();
  showCard(chosen());
}

/** Goes to the contact that the address names, by id or name; calls nobody. */
function followAddress() {
  const wanted = decodeURIComponent(/^#call=(.*)$/.exec(location.hash)?.[1] ?? "");
  if (wanted === "") {
    return;
  }
  const found = contacts.contacts.find(({ id, name }) => id === wanted.toLowerCase() || name === wanted);
  if (found === undefined) {
    notify(`There is no contact ${plain(wanted).slice(0, 64)} here. Add it first.`);
    return;
  }
  contacts.choose(found.id);
  document.querySelector(`#contact-list [data-contact="${found.id}"] .voice`)?.focus();
}

async function reload(self) {
  byId("add-name").maxLength = self.maxName ?? 80;
  await refreshContacts();
  missed.show(await loadMissed());
  await phone.refresh();
  if (location.hash !== followed) {
    followed = location.hash;
    followAddress();
  }
}

let followed = "";

async function changed(subject) {
  switch (subject) {
    case "contacts": return refreshContacts();
    case "call": return phone.refresh();
    case "missed": return missed.show(await loadMissed());
    default: return undefined;
  }
}

phone.onFinished = (call) => {
  document.querySelector(`#contact-list [data-contact="${call.peer}"] .voice`)?.focus();
};
byId("card-call").addEventListener("click", () => attempt(() => phone.begin(chosen(), false)));
byId("card-video").addEventListener("click", () => attempt(() => phone.begin(chosen(), true)));
byId("card-remove").addEventListener("click", () => attempt(async () => {
  if (window.confirm(`Remove ${plain(chosen().name)}?`)) {
    await remove(chosen().id);
    contacts.choose(null);
    await refreshContacts();
  }
}));
addEventListener("hashchange", followAddress);

const lacks = whyNoCalls();
byId("lacks").hidden = lacks === null;
byId("lacks").textContent = lacks ?? "";
publishFigures(phone);
startPage({
  application: "Calls",
  reload,
  changed,
  status: (status) => {
    contacts.showPresence(status.presence);
    showCard(chosen());
    showCounts("app-drops", "app-drop-count", status.drops ?? {});
  },
});
show("contacts");
