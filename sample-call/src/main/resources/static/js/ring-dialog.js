// The dialog that shows who is calling.

import { byId, shortId } from "/common/dom.js";
import { paintAvatar } from "./icons.js";

export class RingDialog {
  /** onAccept(video) and onRefuse() are told what the user wants. */
  constructor({ onAccept, onRefuse }) {
    this.dialog = byId("ring");
    this.onRefuse = onRefuse;
    byId("ring-accept").addEventListener("click", () => onAccept(false));
    byId("ring-accept-video").addEventListener("click", () => onAccept(true));
    byId("ring-refuse").addEventListener("click", onRefuse);
    this.dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      onRefuse();
    });
  }

  /** Shows the call that rings here, null for none. */
  show(call) {
    if (call === null) {
      this.dialog.close();
      return;
    }
    byId("ring-name").textContent = call.name;
    byId("ring-kind").textContent = call.video ? "is calling with a picture" : "is calling";
    byId("ring-id").textContent = shortId(call.peer);
    paintAvatar(byId("ring-avatar"), call.name, call.peer);
    if (!this.dialog.open) {
      this.dialog.showModal();
      // not on a button: a key that was meant for something else must not accept a call
      byId("ring-title").focus();
    }
  }
}
