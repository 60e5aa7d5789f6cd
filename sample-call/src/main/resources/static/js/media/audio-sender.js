// The own sound: microphone, Opus encoder, frames to the node.

import { nowMicros } from "./clock.js";
import { audioFrame } from "./frames.js";
import { TrackReader } from "./track-reader.js";

const FIRST_BITRATE = 24_000;
const MAX_QUEUED_BYTES = 128 * 1024;

export class AudioSender {
  constructor(socket) {
    this.socket = socket;
    this.bitrate = FIRST_BITRATE;
    this.seq = 0;
    this.counts = { sent: 0, dropped: 0 };
    this.reader = null;
    this.encoder = null;
  }

  /** Sends this track from now on instead of the one before; null sends nothing. */
  use(track) {
    this.reader?.stop();
    this.reader = track === null ? null : new TrackReader(track, (data) => this.encode(data));
  }

  setBitrate(bps) {
    if (bps > 0 && bps !== this.bitrate) {
      this.bitrate = bps;
      this.format = null;
    }
  }

  encode(data) {
    const format = `${data.sampleRate}/${data.numberOfChannels}`;
    if (this.format !== format || this.encoder?.state !== "configured") {
      this.configure(data);
      this.format = format;
    }
    this.encoder.encode(data);
  }

  configure({ sampleRate, numberOfChannels }) {
    if (this.encoder === null || this.encoder.state === "closed") {
      this.encoder = new AudioEncoder({ output: (chunk) => this.send(chunk), error: () => { this.format = null; } });
    }
    this.encoder.configure({
      codec: "opus",
      sampleRate,
      numberOfChannels,
      bitrate: this.bitrate,
      opus: { frameDuration: 20_000, application: "voip" },
    });
  }

  send(chunk) {
    const frame = audioFrame(this.seq, nowMicros(), chunk);
    if (frame === null || this.socket.queuedBytes > MAX_QUEUED_BYTES) {
      this.counts.dropped++;
    } else {
      this.socket.sendFrame(frame);
      this.counts.sent++;
    }
    // a packet that was left out leaves a gap, which the other side hides
    this.seq++;
  }

  stop() {
    this.use(null);
    if (this.encoder !== null && this.encoder.state !== "closed") {
      this.encoder.close();
    }
  }
}
