// What every page of a sample does: shows whose it is, listens for changes, looks at the node, and switches views on a phone.

import { loadSelf, loadStatus } from "./api.js";
import { attempt, byId, isolated, notify, plain } from "./dom.js";
import { listen } from "./events.js";
import { showOffline, showStatus } from "./panel.js";

const STATUS_MILLIS = 2000;

let self = null;

/** Shows one of the views on a narrow screen; on a wide one all are there. */
export function show(view) {
  document.body.dataset.view = view;
}

/**
 * Starts the page. `application` is named in the title, `reload` reads everything anew and is given who this is, `changed` is told a subject
 * and an id, `status` how the node is connected, after the panel shows it.
 */
export function startPage({ application, reload, changed, status }) {
  const refreshStatus = async () => {
    const now = await loadStatus();
    showStatus(now);
    status(now);
  };
  const opened = async () => {
    const now = await loadSelf();
    if (self !== null && self.id !== now.id) {
      location.reload();
      return;
    }
    self = now;
    showSelf(application);
    await reload(self);
    await refreshStatus();
  };
  listen({
    opened: () => attempt(opened),
    changed: (subject, id) => attempt(() => changed(subject, id)),
    lost: showOffline,
  });
  setInterval(() => refreshStatus().catch(showOffline), STATUS_MILLIS);
  byId("copy-id").addEventListener("click", copyId);
  for (const button of document.querySelectorAll("nav [data-show]")) {
    button.addEventListener("click", () => show(button.dataset.show));
  }
}

function showSelf(application) {
  document.title = `${plain(self.name)} – ${application}`;
  byId("own-name").replaceChildren(isolated("name", self.name));
  byId("own-id").textContent = self.id;
  byId("own-id").title = self.id;
}

async function copyId(event) {
  try {
    await navigator.clipboard.writeText(self.id);
    event.target.textContent = "Copied";
    setTimeout(() => { event.target.textContent = "Copy"; }, 1500);
  } catch {
    getSelection().selectAllChildren(byId("own-id"));
    notify("Press Ctrl+C: the browser does not let this page copy.");
  }
}
