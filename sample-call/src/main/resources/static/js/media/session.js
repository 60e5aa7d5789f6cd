// The media of one call: what this page sends, what it receives, and what it measures of both.

import { AudioReceiver } from "./audio-receiver.js";
import { AudioSender } from "./audio-sender.js";
import { ClockOffset, nowMicros } from "./clock.js";
import { readFrame } from "./frames.js";
import { RecentDelays } from "./measure.js";
import { MediaSocket } from "./socket.js";
import { VideoReceiver } from "./video-receiver.js";
import { VideoSender } from "./video-sender.js";

const SECOND = 1000;
const FIRST_PING_MILLIS = 250;
const FIRST_PINGS = 6;
const PING_MILLIS = 2000;
const MAX_DELAY_MILLIS = 60_000;

export class Session {
  /** Handlers: onPeer(state), onStats(stats), onLink(isOpen), onEnd(why, reason). */
  constructor(callId, canvas, handlers) {
    this.handlers = handlers;
    this.state = { muted: false, camera: false, screen: false };
    this.clock = new ClockOffset();
    this.delays = { audio: new RecentDelays(), video: new RecentDelays() };
    this.malformed = 0;
    this.nodeStats = null;
    this.target = null;
    this.hearing = new AudioReceiver();
    this.seeing = new VideoReceiver(canvas, {
      onNeedKeyFrame: () => this.socket.sendText({ type: "key-frame" }),
      onDecode: (frame) => this.measure("video", frame.stamp),
    });
    this.socket = new MediaSocket(callId, {
      onOpen: () => this.opened(),
      onFrame: (buffer) => this.receive(buffer),
      onText: (message) => this.hear(message),
      onLost: () => handlers.onLink(false),
      onEnd: handlers.onEnd,
    });
    this.voice = new AudioSender(this.socket);
    this.picture = new VideoSender(this.socket);
    this.reporting = setInterval(() => this.report(), SECOND);
  }

  start() {
    return this.hearing.start();
  }

  opened() {
    this.handlers.onLink(true);
    this.sendState();
    this.picture.requestKeyFrame();
    this.pings = 0;
    clearTimeout(this.pinging);
    this.ping();
  }

  receive(buffer) {
    const frame = readFrame(buffer);
    if (frame === null) {
      this.malformed++;
    } else if (frame.kind === "audio") {
      this.measure("audio", frame.stamp);
      this.hearing.receive(frame);
    } else {
      this.seeing.receive(frame);
    }
  }

  hear(message) {
    switch (message.type) {
      case "target":
        this.target = message;
        this.voice.setBitrate(message.audioBps);
        this.picture.setBitrate(message.videoBps);
        break;
      case "encode-key-frame": this.picture.requestKeyFrame(); break;
      case "encode-smaller": this.picture.requestSmaller(); break;
      case "ping": this.answer(message); break;
      case "pong": this.clock.heard(message, nowMicros()); break;
      case "peer": this.handlers.onPeer(message); break;
      case "stats":
        this.nodeStats = message;
        this.handlers.onStats(message);
        break;
      default: this.malformed++;
    }
  }

  answer({ t0 }) {
    const t1 = nowMicros();
    if (Number.isSafeInteger(t0)) {
      this.socket.sendText({ type: "pong", t0, t1, t2: nowMicros() });
    }
  }

  ping() {
    const t0 = nowMicros();
    this.clock.sent(t0);
    this.socket.sendText({ type: "ping", t0 });
    this.pinging = setTimeout(() => this.ping(), this.pings++ < FIRST_PINGS ? FIRST_PING_MILLIS : PING_MILLIS);
  }

  measure(kind, stamp) {
    const offset = this.clock.micros;
    if (offset === null) {
      return;
    }
    const millis = (nowMicros() + offset - stamp) / 1000;
    if (Math.abs(millis) < MAX_DELAY_MILLIS) {
      this.delays[kind].add(millis, performance.now());
    }
  }

  report() {
    const { audio } = this.figures().delays;
    this.socket.sendText({
      type: "figures",
      delayMedianMs: audio.median,
      delayP99Ms: audio.p99,
      decodedFrames: this.seeing.decoded,
      audioPackets: this.hearing.packets,
      jitterTargetMs: this.hearing.playout.targetMillis,
      concealed: this.hearing.playout.concealed,
    });
  }

  setState(change) {
    Object.assign(this.state, change);
    this.sendState();
  }

  sendState() {
    this.socket.sendText({ type: "state", ...this.state });
  }

  /** Everything that is known of the media of this call, as plain values. */
  figures() {
    const now = performance.now();
    return {
      decodedFrames: this.seeing.decoded,
      audioPackets: this.hearing.packets,
      sent: { audio: { ...this.voice.counts }, video: { ...this.picture.counts } },
      delays: { audio: this.delays.audio.summary(now), video: this.delays.video.summary(now) },
      clockRoundTripMillis: this.clock.roundTripMillis,
      playout: { ...this.hearing.playout },
      gaps: { recentMillis: this.hearing.gaps.recentMillis(now), longestMillis: this.hearing.gaps.longest },
      pictures: { ...this.seeing.order.counts, errors: this.seeing.errors, ageMillis: this.seeing.ageMillis },
      malformed: this.malformed,
      target: this.target,
      node: this.nodeStats,
    };
  }

  stop() {
    clearInterval(this.reporting);
    clearTimeout(this.pinging);
    this.voice.stop();
    this.picture.stop();
    this.hearing.stop();
    this.seeing.stop();
    this.socket.close();
  }
}
