// The media of the call in this page: own devices, the session, and what the two have to say to each other.

import { Session } from "./media/session.js";
import { DeviceError } from "./own-media.js";

export class CallMedia {
  /** Handlers: onChange(), onPeer(state), onStats(stats), onEnd(why, reason). */
  constructor(own, canvas, handlers) {
    this.own = own;
    this.canvas = canvas;
    this.handlers = handlers;
    this.session = null;
    this.reset();
  }

  reset() {
    this.callId = null;
    this.muted = false;
    this.problems = { audio: null, video: null, sound: null, link: null };
  }

  /** Opens what the call needs, before it rings, so that the user is asked and told in time. */
  async prepare(video) {
    const { era } = this.own;
    await this.openMicrophone();
    if (video && era === this.own.era) {
      await this.openCamera();
    }
  }

  /** Begins to send and to receive. */
  async start(callId) {
    this.callId = callId;
    this.session = new Session(callId, this.canvas, {
      onPeer: this.handlers.onPeer,
      onStats: this.handlers.onStats,
      onLink: (isOpen) => this.problem("link", isOpen ? null : "The connection to the node was lost: trying again…"),
      onEnd: this.handlers.onEnd,
    });
    this.connectMicrophone();
    this.connectPicture();
    await this.listen(this.session);
  }

  async listen(session) {
    try {
      await session.start();
      await session.hearing.playThrough(this.own.chosen.audiooutput);
    } catch (error) {
      // a session that was stopped meanwhile has nothing to play, and need not say so
      if (this.session === session) {
        this.problem("sound", `You cannot hear the other side: ${error.message}`);
      }
    }
  }

  get state() {
    return { muted: this.muted || this.own.tracks.audio === null, camera: this.own.tracks.video !== null, screen: this.own.tracks.screen !== null };
  }

  /** The own track to show: the screen before the camera. */
  get picture() {
    return this.own.tracks.screen ?? this.own.tracks.video;
  }

  get warning() {
    const problems = Object.values(this.problems).filter((problem) => problem !== null);
    return problems.length === 0 ? null : problems.join(" ");
  }

  async openMicrophone() {
    await this.tryOpen("audio", () => this.own.openMicrophone());
    this.connectMicrophone();
  }

  async openCamera() {
    await this.tryOpen("video", () => this.own.openCamera());
    this.connectPicture();
  }

  async tryOpen(kind, open) {
    try {
      const track = await open();
      if (track === null) {
        return;
      }
      this.problem(kind, null);
      track.addEventListener("ended", () => this.lost(kind, track));
    } catch (error) {
      if (!(error instanceof DeviceError)) {
        throw error;
      }
      this.problem(kind, error.message);
    }
  }

  lost(kind, track) {
    if (this.own.tracks[kind] !== track) {
      return;
    }
    this.own.close(kind);
    if (kind === "audio") {
      this.problem("audio", "The microphone is gone: the other side cannot hear you. Connect it, then press Unmute.");
      this.connectMicrophone();
    } else {
      this.connectPicture();
    }
  }

  connectMicrophone() {
    const track = this.own.tracks.audio;
    if (track !== null) {
      track.enabled = !this.muted;
    }
    this.session?.voice.use(track);
    this.changed();
  }

  connectPicture() {
    this.session?.picture.use(this.picture, this.own.tracks.screen !== null);
    this.changed();
  }

  changed() {
    this.session?.setState(this.state);
    this.handlers.onChange();
  }

  async toggleMute() {
    if (this.own.tracks.audio === null) {
      this.muted = false;
      await this.openMicrophone();
      return;
    }
    this.muted = !this.muted;
    this.own.tracks.audio.enabled = !this.muted;
    this.changed();
  }

  async toggleCamera() {
    if (this.own.tracks.video === null) {
      await this.openCamera();
    } else {
      this.own.close("video");
      this.connectPicture();
    }
  }

  async toggleScreen() {
    if (this.own.tracks.screen === null) {
      const track = await this.own.openScreen();
      track?.addEventListener("ended", () => this.lost("screen", track));
    } else {
      this.own.close("screen");
    }
    this.connectPicture();
  }

  /** Uses what was chosen anew: a kind of device, or "clean". */
  async deviceChosen(name) {
    if (name === "audiooutput") {
      await this.session?.hearing.playThrough(this.own.chosen.audiooutput);
    } else if (name === "videoinput") {
      if (this.own.tracks.video !== null) {
        await this.openCamera();
      }
    } else if (this.own.tracks.audio !== null) {
      await this.openMicrophone();
    }
  }

  problem(kind, text) {
    this.problems[kind] = text;
    this.handlers.onChange();
  }

  stop() {
    this.session?.stop();
    this.session = null;
    this.own.closeAll();
    this.reset();
    this.handlers.onChange();
  }
}
