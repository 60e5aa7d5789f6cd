// The own picture: camera or screen, VP8 encoder, frames to the node.

import { nowMicros } from "./clock.js";
import { videoFrame } from "./frames.js";
import { Quality } from "./quality.js";
import { TrackReader } from "./track-reader.js";

const FIRST_BITRATE = 300_000;
const MAX_ENCODING = 2;
const SKIP_SECONDS = 0.15;
const DROP_SECONDS = 0.4;
const MIN_QUEUED_BYTES = 16 * 1024;
const SMALL_CHANGE = 0.05;
const EARLY = 0.8;

/**
 * Encodes no faster than the way to the node takes it: while bytes wait there, pictures are left out before they are encoded, which costs
 * nothing but smoothness. One that is left out after it costs a key frame.
 */
export class VideoSender {
  constructor(socket) {
    this.socket = socket;
    this.bitrate = FIRST_BITRATE;
    this.seq = 0;
    this.counts = { sent: 0, keyFrames: 0, skipped: 0, dropped: 0, tooLarge: 0 };
    this.reader = null;
    this.encoder = null;
    this.configured = {};
    this.setSource(false);
  }

  /** Sends this track from now on instead of the one before; null sends nothing. onEnd: the track ended by itself. */
  use(track, screen, onEnd) {
    this.reader?.stop();
    this.reader = null;
    if (track !== null) {
      this.setSource(screen);
      this.reader = new TrackReader(track, (frame) => this.offer(frame), onEnd);
    }
  }

  setSource(screen) {
    this.screen = screen;
    this.quality = new Quality(screen);
    this.quality.adapt(this.bitrate, performance.now());
    this.lastMicros = -Infinity;
    this.keyFrameWanted = true;
  }

  /** Sets the bitrate in bits per second; 0 pauses. */
  setBitrate(bps) {
    if (this.bitrate === 0 && bps > 0) {
      this.keyFrameWanted = true;
    }
    this.bitrate = bps;
    this.quality.adapt(bps, performance.now());
  }

  requestKeyFrame() {
    this.keyFrameWanted = true;
  }

  /** Makes the picture smaller for a while: one was too long to be sent. */
  requestSmaller() {
    this.quality.smaller(performance.now());
    this.keyFrameWanted = true;
  }

  get isPaused() {
    return this.bitrate === 0;
  }

  offer(frame) {
    const pause = EARLY * (1e6 / this.quality.framesPerSecond);
    if (this.isPaused || frame.timestamp - this.lastMicros < pause) {
      return;
    }
    if (this.socket.queuedBytes > this.bytesOf(SKIP_SECONDS) || this.encoder?.encodeQueueSize >= MAX_ENCODING) {
      this.counts.skipped++;
      return;
    }
    this.lastMicros = frame.timestamp;
    this.configure(this.quality.fit(frame.displayWidth, frame.displayHeight));
    const keyFrame = this.keyFrameWanted;
    this.keyFrameWanted = false;
    this.encoder.encode(frame, { keyFrame });
  }

  bytesOf(seconds) {
    return Math.max(MIN_QUEUED_BYTES, (this.bitrate / 8) * seconds);
  }

  configure({ width, height }) {
    const { framesPerSecond } = this.quality;
    const now = this.configured;
    const near = Math.abs(this.bitrate - now.bitrate) <= SMALL_CHANGE * this.bitrate;
    if (this.encoder?.state === "configured" && near
      && now.width === width && now.height === height && now.framerate === framesPerSecond) {
      return;
    }
    if (this.encoder === null || this.encoder.state === "closed") {
      this.encoder = new VideoEncoder({ output: (chunk) => this.send(chunk), error: () => this.requestKeyFrame() });
      this.keyFrameWanted = true;
    }
    this.keyFrameWanted ||= now.width !== width || now.height !== height;
    this.configured = { width, height, bitrate: this.bitrate, framerate: framesPerSecond };
    this.encoder.configure({ codec: "vp8", latencyMode: "realtime", ...this.configured });
  }

  send(chunk) {
    const key = chunk.type === "key";
    if (this.broken && !key) {
      this.counts.dropped++;
      return;
    }
    const { width, height } = this.configured;
    const frame = videoFrame({ seq: this.seq, stamp: nowMicros(), key, screen: this.screen, width, height }, chunk);
    this.broken = frame === null || this.socket.queuedBytes > this.bytesOf(DROP_SECONDS);
    if (frame === null) {
      this.counts.tooLarge++;
      this.requestSmaller();
    } else if (this.broken) {
      this.counts.dropped++;
      this.requestKeyFrame();
    } else {
      this.socket.sendFrame(frame);
      this.seq++;
      this.counts.sent++;
      this.counts.keyFrames += key ? 1 : 0;
    }
  }

  stop() {
    this.use(null);
    if (this.encoder !== null && this.encoder.state !== "closed") {
      this.encoder.close();
    }
  }
}
