// The middle of the page: who is chosen, or the call that is going on.

import { byId, isolated, shortId } from "/common/dom.js";
import { paintAvatar, setIcon } from "./icons.js";
import { describeDuration, describePath, describeState, explainPath } from "./words.js";

const PICTURE_PAUSED_MILLIS = 3000;

export class Stage {
  constructor() {
    this.peer = { muted: false, camera: false, screen: false };
    this.since = null;
  }

  /** Shows a contact, null for none, as what can be called. */
  showContact(contact, presence, describePresence) {
    byId("nobody").hidden = contact !== null;
    byId("card").hidden = contact === null;
    if (contact === null) {
      return;
    }
    paintAvatar(byId("card-avatar"), contact.name, contact.id);
    byId("card-name").replaceChildren(isolated("name", contact.name));
    byId("card-id").textContent = shortId(contact.id);
    byId("card-id").title = contact.id;
    const accepted = contact.state === "accepted";
    byId("card-path").textContent = accepted ? describePresence(presence) : "Calls are possible once both sides have agreed.";
    byId("card-call").disabled = !accepted;
    byId("card-video").disabled = !accepted;
  }

  /** Shows the call, null for none, and whether its media are in this window. */
  showCall(call, isOwn) {
    byId("idle").hidden = call !== null;
    byId("call").hidden = call === null;
    if (call === null) {
      this.since = null;
      return;
    }
    this.call = call;
    this.isOwn = isOwn;
    byId("call-name").replaceChildren(isolated("name", call.name));
    paintAvatar(byId("call-avatar"), call.name, call.peer);
    byId("call").dataset.state = call.state;
    byId("call-avatar").classList.toggle("ringing", call.state !== "active");
    if (call.state === "active") {
      this.since = call.since;
      byId("outcome").hidden = true;
    }
    this.tick();
    this.paintFar(null);
  }

  /** Keeps the time of the call and the notes about the far picture true. */
  tick(pictureAge) {
    if (this.call === undefined) {
      return;
    }
    const state = this.since === null ? describeState(this.call) : describeDuration(Date.now() - this.since);
    if (byId("call-state").textContent !== state) {
      byId("call-state").textContent = state;
    }
    byId("call-state").ariaLive = this.since === null ? "polite" : "off";
    if (pictureAge !== undefined) {
      this.paintFar(pictureAge);
    }
  }

  showPeer(peer) {
    this.peer = peer;
  }

  paintFar(age) {
    const sends = this.peer.camera || this.peer.screen;
    const seen = sends && age !== null;
    byId("far").hidden = !seen;
    byId("far-none").hidden = seen;
    byId("far-text").textContent = this.whyNoPicture(sends);
    const notes = [
      ...(this.peer.muted ? ["Microphone off"] : []),
      ...(this.peer.screen ? ["Shows the screen"] : []),
      ...(seen && age > PICTURE_PAUSED_MILLIS ? ["Picture paused: the connection is too slow"] : []),
    ];
    byId("far-note").hidden = notes.length === 0;
    byId("far-note").textContent = notes.join(" · ");
  }

  whyNoPicture(sends) {
    if (this.since === null) {
      return describeState(this.call);
    }
    if (!this.isOwn) {
      return "This call is in another window";
    }
    return sends ? "The picture comes…" : "Camera off";
  }

  showSpeaking(level) {
    byId("pictures").dataset.speaking = String(level > 0.02);
  }

  showOwn({ muted, camera, screen }) {
    const mute = byId("mute");
    mute.querySelector("span").textContent = muted ? "Unmute" : "Mute";
    mute.dataset.muted = String(muted);
    setIcon(mute, muted ? "mic-off" : "mic");
    press("camera", camera, camera ? "camera" : "camera-off");
    press("screen", screen, "screen");
  }

  /** Shows the own picture, null for none. */
  showPreview(track, isScreen) {
    const own = byId("own");
    own.hidden = track === null;
    own.classList.toggle("mirror", !isScreen);
    own.srcObject = track === null ? null : new MediaStream([track]);
  }

  showPath(path) {
    const badge = byId("call-path");
    badge.hidden = path === null;
    if (path !== null) {
      badge.textContent = describePath(path);
      badge.title = explainPath(path);
      badge.dataset.path = path;
    }
  }

  /** Shows what is wrong with the call, null for nothing. */
  warn(text) {
    const warning = byId("call-warning");
    warning.hidden = text === null;
    if (warning.textContent !== (text ?? "")) {
      warning.textContent = text ?? "";
    }
  }

  showOutcome(text, reason) {
    const outcome = byId("outcome");
    outcome.textContent = text;
    outcome.dataset.reason = reason;
    outcome.hidden = false;
  }
}

function press(id, pressed, icon) {
  const button = byId(id);
  button.setAttribute("aria-pressed", String(pressed));
  setIcon(button, icon);
}
