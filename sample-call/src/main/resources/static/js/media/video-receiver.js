// The other side's picture: order, VP8 decoder, canvas.

import { VideoOrder } from "./video-order.js";

const LOOK_MILLIS = 40;
const STUCK_MILLIS = 2000;
const MAX_DECODING = 12;
const MAX_SIDE = 1920;

export class VideoReceiver {
  /** onNeedKeyFrame(): ask the sender for one; onDecode(frame): a picture goes to the decoder now. */
  constructor(canvas, { onNeedKeyFrame, onDecode }) {
    this.canvas = canvas;
    this.context = canvas.getContext("2d", { alpha: false });
    this.onNeedKeyFrame = onNeedKeyFrame;
    this.onDecode = onDecode;
    this.order = new VideoOrder();
    this.decoded = 0;
    this.shownAt = null;
    this.decodingSince = null;
    this.errors = 0;
    this.looking = setInterval(() => this.look(), LOOK_MILLIS);
  }

  receive(frame) {
    for (const ready of this.order.push(frame, performance.now())) {
      this.decode(ready);
    }
    this.look();
  }

  decode(frame) {
    if (this.decoder === undefined || this.decoder.state === "closed") {
      if (!frame.key) {
        this.order.restart();
        return;
      }
      this.open();
    }
    if (this.decoder.decodeQueueSize > MAX_DECODING) {
      this.reset();
      return;
    }
    this.onDecode(frame);
    this.decodingSince ??= performance.now();
    this.decoder.decode(new EncodedVideoChunk({
      type: frame.key ? "key" : "delta",
      timestamp: frame.stamp,
      data: frame.data,
    }));
  }

  open() {
    this.decoder = new VideoDecoder({
      output: (picture) => this.show(picture),
      error: () => {
        this.errors++;
        this.order.restart();
      },
    });
    this.decoder.configure({ codec: "vp8", optimizeForLatency: true });
  }

  show(picture) {
    const { displayWidth: width, displayHeight: height } = picture;
    if (width <= MAX_SIDE && height <= MAX_SIDE) {
      if (this.canvas.width !== width || this.canvas.height !== height) {
        this.canvas.width = width;
        this.canvas.height = height;
      }
      this.context.drawImage(picture, 0, 0);
      this.decoded++;
      this.shownAt = performance.now();
    }
    this.decodingSince = null;
    picture.close();
  }

  /** Gives up what does not come, and asks for what is needed. */
  look() {
    const now = performance.now();
    if (this.decodingSince !== null && now - this.decodingSince > STUCK_MILLIS) {
      this.reset();
    }
    this.order.expire(now);
    if (this.order.takeRequest(now)) {
      this.onNeedKeyFrame();
    }
  }

  reset() {
    if (this.decoder !== undefined && this.decoder.state !== "closed") {
      this.decoder.close();
    }
    this.decodingSince = null;
    this.order.restart();
  }

  /** Milliseconds since the last picture, null before the first. */
  get ageMillis() {
    return this.shownAt === null ? null : performance.now() - this.shownAt;
  }

  /** Shows no picture; the next one is shown when it comes. */
  clear() {
    this.shownAt = null;
    this.context.clearRect(0, 0, this.canvas.width, this.canvas.height);
  }

  stop() {
    clearInterval(this.looking);
    this.reset();
    this.clear();
  }
}
