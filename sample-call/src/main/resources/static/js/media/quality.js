// The size and rate of the picture that a bitrate is good for.

const CAMERA = [
  { from: 0, width: 320, framesPerSecond: 12 },
  { from: 110_000, width: 480, framesPerSecond: 15 },
  { from: 260_000, width: 640, framesPerSecond: 20 },
];
const SCREEN = [
  { from: 0, width: 640, framesPerSecond: 5 },
  { from: 150_000, width: 960, framesPerSecond: 5 },
  { from: 400_000, width: 1280, framesPerSecond: 8 },
];
const UP_MARGIN = 1.25;
const SMALLER_MILLIS = 10_000;

/**
 * Chooses one of a few sizes. It goes down at once and up only when there is a quarter more than the larger one needs, so that a bitrate at
 * the border does not change the size again and again: each change costs a key frame.
 */
export class Quality {
  constructor(screen) {
    this.steps = screen ? SCREEN : CAMERA;
    this.step = this.steps.length - 1;
    this.capped = { step: this.step, until: -Infinity };
  }

  /** Takes a new bitrate in bits per second; returns whether the size changed. */
  adapt(bps, now) {
    const before = this.step;
    const top = now < this.capped.until ? this.capped.step : this.steps.length - 1;
    while (this.step > 0 && bps < this.steps[this.step].from) {
      this.step--;
    }
    while (this.step < top && bps >= this.steps[this.step + 1].from * UP_MARGIN) {
      this.step++;
    }
    this.step = Math.min(this.step, top);
    return this.step !== before;
  }

  /** Goes one size down for a while: a picture was too long to be sent. Returns whether there was one. */
  smaller(now) {
    const before = this.step;
    this.step = Math.max(0, this.step - 1);
    this.capped = { step: this.step, until: now + SMALLER_MILLIS };
    return this.step !== before;
  }

  get framesPerSecond() {
    return this.steps[this.step].framesPerSecond;
  }

  /** Returns the size to encode a picture at: of the same shape, not larger than it, with even sides. */
  fit(width, height) {
    const longer = Math.max(width, height);
    const scale = Math.min(1, this.steps[this.step].width / longer);
    return { width: even(width * scale), height: even(height * scale) };
  }
}

const even = (pixels) => Math.max(2, Math.round(pixels / 2) * 2);
