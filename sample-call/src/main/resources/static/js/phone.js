// The telephone: follows the call that the node has, and does here what that call needs.

import { attempt, byId, notify, plain } from "/common/dom.js";
import { show } from "/common/page.js";
import { CallMedia } from "./call-media.js";
import * as calls from "./calls.js";
import { DeviceDialog } from "./device-dialog.js";
import { OwnMedia } from "./own-media.js";
import { RingDialog } from "./ring-dialog.js";
import { Ringtone } from "./ringtone.js";
import { Stage } from "./stage.js";
import { Stats } from "./stats.js";
import { canShareScreen, whyNoCalls } from "./support.js";
import { describeEnd } from "./words.js";

const OWNED = "call.owned";
const TICK_MILLIS = 250;
const SECOND = 1000;

export class Phone {
  constructor() {
    this.call = null;
    this.ended = null;
    this.endReason = null;
    this.preparing = false;
    this.reading = Promise.resolve();
    this.stage = new Stage();
    this.stats = new Stats();
    this.tone = new Ringtone();
    this.ring = new RingDialog({ onAccept: (video) => this.accept(video), onRefuse: () => this.refuse() });
    this.media = new CallMedia(new OwnMedia(), byId("far"), {
      onChange: () => this.paintMedia(),
      onPeer: (peer) => this.stage.showPeer(peer),
      onStats: (stats) => this.stage.showPath(stats.path ?? null),
      onEnd: (why, reason) => this.mediaEnded(why, reason),
    });
    this.devices = new DeviceDialog(this.media.own, (name) => attempt(() => this.media.deviceChosen(name)));
    this.addControls();
    setInterval(() => this.tick(), TICK_MILLIS);
    setInterval(() => this.media.session !== null && this.stats.show(this.figures()), SECOND);
    addEventListener("pagehide", () => this.media.session?.socket.close());
  }

  addControls() {
    const on = (id, action) => byId(id).addEventListener("click", () => attempt(action));
    on("mute", () => this.media.toggleMute());
    on("camera", () => this.media.toggleCamera());
    on("screen", () => this.media.toggleScreen());
    on("choose-devices", () => this.devices.open());
    on("move", () => calls.move(this.call.id));
    on("hang-up", () => calls.hangUp(this.call.id));
    on("unblock", () => this.media.session.hearing.unblock());
    on("take", () => this.take());
    byId("screen").hidden = !canShareScreen();
  }

  /** Calls a contact. */
  async begin(contact, video) {
    const missing = whyNoCalls();
    if (missing !== null) {
      notify(missing);
      return;
    }
    if (this.isBusy) {
      notify("You are in a call already.");
      return;
    }
    this.preparing = true;
    const began = await attempt(async () => {
      await this.media.prepare(video);
      this.own(await calls.begin(contact.id, video));
    });
    this.preparing = false;
    if (!began && this.media.session === null) {
      this.media.stop();
    }
    await this.refresh();
  }

  get isBusy() {
    return this.preparing || this.call !== null;
  }

  async accept(video) {
    const { id } = this.call;
    const missing = whyNoCalls();
    if (missing !== null) {
      notify(missing);
      return;
    }
    await attempt(async () => {
      await this.media.prepare(video);
      if (this.call?.id === id) {
        this.own(this.call);
        await calls.accept(id);
      }
    });
    await this.refresh();
  }

  refuse() {
    return attempt(() => calls.refuse(this.call.id));
  }

  // of several pages, the one in which somebody called or accepted has the call, also after it was loaded again
  own(call) {
    sessionStorage.setItem(OWNED, call.id);
    this.call = call;
  }

  isOwn(call) {
    return sessionStorage.getItem(OWNED) === call.id || (this.preparing && call.direction === "out");
  }

  /** Reads the call; one look at a time, so that no answer overtakes another. */
  refresh() {
    this.reading = this.reading.catch(() => {}).then(async () => this.follow(await calls.loadCall()));
    return this.reading;
  }

  follow(now) {
    const before = this.call;
    const lives = now !== null && now.state !== "ended";
    if (before !== null && lives && this.isAnswerTo(before, now)) {
      this.own(now);
    } else if (before !== null && (!lives || now.id !== before.id)) {
      this.finish(before, now?.id === before.id ? now : null);
    }
    if (!lives && now !== null && before === null && this.ended?.id !== now.id && this.isOwn(now)) {
      this.finish(now, now);
    }
    this.call = lives ? now : null;
    this.paint();
    if (lives && now.state === "active" && this.isOwn(now) && this.media.callId !== now.id) {
      this.stats.begin();
      attempt(() => this.resume(now));
    }
  }

  // both have called each other at once: one of the two calls stands for both
  isAnswerTo(before, now) {
    return now.id !== before.id && now.peer === before.peer && before.direction === "out" && this.isOwn(before);
  }

  // the devices are open already unless this page was loaded again during the call
  async resume(call) {
    if (this.media.own.tracks.audio === null && this.media.problems.audio === null) {
      await this.media.openMicrophone();
    }
    if (this.call?.id === call.id) {
      await this.media.start(call.id);
    }
  }

  finish(call, end) {
    const reason = end?.reason ?? this.endReason ?? "hung-up";
    this.endReason = null;
    this.ended = { id: call.id, reason };
    this.call = null;
    this.media.stop();
    this.stats.end();
    this.stage.showOutcome(describeEnd({ ...call, text: end?.text }, reason), reason);
    this.stage.showPeer({ muted: false, camera: false, screen: false });
    this.stage.showPath(null);
    show("contacts");
    this.onFinished?.(call);
  }

  paint() {
    const { call } = this;
    const wasHidden = byId("call").hidden;
    const rings = call !== null && call.state === "ringing" && call.direction === "in";
    this.ring.show(rings ? call : null);
    this.tone.play(this.toneOf(call, rings));
    this.stage.showCall(rings ? null : call, call !== null && this.isOwn(call));
    byId("take").hidden = call === null || this.isOwn(call);
    byId("controls").hidden = call !== null && !this.isOwn(call);
    if (call !== null && !rings) {
      show("call");
    }
    byId("move").hidden = call?.direction !== "out";
    if (wasHidden && !byId("call").hidden) {
      byId("mute").focus();
    }
    document.body.dataset.call = call?.state ?? "none";
    this.paintTitle(rings);
    this.paintMedia();
  }

  toneOf(call, rings) {
    if (rings) {
      return "ring";
    }
    return call?.direction === "out" && call.state === "ringing" && this.isOwn(call) ? "ringBack" : null;
  }

  paintTitle(rings) {
    this.title ??= document.title;
    document.title = rings ? `${plain(this.call.name)} is calling` : this.title;
  }

  paintMedia() {
    this.stage.showOwn(this.media.state);
    const track = this.media.picture;
    if (track !== this.shownTrack) {
      this.shownTrack = track;
      this.stage.showPreview(track, this.media.state.screen);
    }
    this.stage.warn(this.call === null ? null : this.media.warning);
  }

  tick() {
    const { session } = this.media;
    this.stage.tick(session?.seeing.ageMillis);
    if (session !== null) {
      this.stage.showSpeaking(session.hearing.level);
      byId("unblock").hidden = !session.hearing.isBlocked;
    }
  }

  mediaEnded(why, reason) {
    this.endReason = reason ?? null;
    if (why === "taken") {
      sessionStorage.removeItem(OWNED);
      this.media.stop();
      this.stats.end();
      notify("This call is open in another window.");
      this.paint();
    } else if (why === "lost" && this.call !== null) {
      this.finish(this.call, { reason: "page-lost" });
      this.paint();
    }
    attempt(() => this.refresh());
  }

  async take() {
    this.own(this.call);
    await this.refresh();
  }

  figures() {
    const { session } = this.media;
    const canvas = byId("far");
    return session === null ? null : { ...session.figures(), width: canvas.width, height: canvas.height };
  }
}
