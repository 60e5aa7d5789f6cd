// Sound that arrives unevenly and is played evenly. Reads no clock; samples are mono at 48 kHz, times are milliseconds.

import { Continuation, HISTORY, lengthen, power, shorten } from "./stretch.js";

const FRAME_MILLIS = 20;
const FRAME_SAMPLES = 960;
const SAMPLES_PER_MILLI = 48;
const MAX_HELD = 50;
const TOO_FULL_MILLIS = 200;
const FULL_MILLIS = 25;
const FADE_MILLIS = 80;
const REFILL_MILLIS = 120;
const QUIET = 1e-6;

/**
 * How long sound is held back: as much as packets arrive later than the quickest of the last five seconds, but for the few latest of them,
 * such as those of one short stall. Rises at once, falls slowly.
 */
export class JitterTarget {
  constructor({ min = 20, max = 400, window = 250, few = 12, fall = 0.005 } = {}) {
    Object.assign(this, { min, max, window, few, fall });
    this.restart();
  }

  restart() {
    this.millis = this.min;
    this.rebase();
  }

  /** Forgets what the quickest packets were; the target stays. For a sender that has stalled, and is later from now on. */
  rebase() {
    this.delays = [];
    this.jitter = 0;
  }

  arrived(seq, at) {
    this.delays.push(at - seq * FRAME_MILLIS);
    if (this.delays.length > this.window) {
      this.delays.shift();
    }
    const sorted = Float64Array.from(this.delays).sort();
    this.jitter = sorted[Math.max(0, sorted.length - 1 - this.few)] - sorted[0];
    const wanted = Math.min(this.max, Math.max(this.min, this.jitter));
    this.millis = Math.max(wanted, this.millis - this.fall * (this.millis - wanted));
  }
}

/** Packets by number in, samples out. Late packets lengthen what is held back; too much of it is shortened without being heard. */
export class JitterBuffer {
  constructor(options = {}) {
    this.target = new JitterTarget(options);
    this.counts = { played: 0, concealed: 0, late: 0, underruns: 0, dropped: 0, shortened: 0, lengthened: 0, skipped: 0, restarts: 0 };
    this.restart();
  }

  restart() {
    this.packets = new Map();
    this.next = null;
    this.highest = -1;
    this.newestStamp = -1;
    this.playing = false;
    this.dryMillis = 0;
    this.continuation = null;
    this.history = new Float32Array(HISTORY);
    this.block = new Float32Array(0);
    this.position = 0;
    this.target.restart();
  }

  /** Takes 20 ms of sound: its number, the sender's stamp, the samples, and when they arrived. */
  push({ seq, stamp, samples, at }) {
    if (this.next !== null && this.isElsewhere(seq, stamp)) {
      this.counts.restarts++;
      this.restart();
    }
    this.target.arrived(seq, at);
    this.newestStamp = Math.max(this.newestStamp, stamp);
    if (this.next !== null && seq < this.next) {
      this.counts.late++;
      return;
    }
    this.next ??= seq;
    this.packets.set(seq, samples);
    this.highest = Math.max(this.highest, seq);
  }

  // far ahead after a long silence, or counted from the start again by a page that was loaded again
  isElsewhere(seq, stamp) {
    return seq >= this.next + MAX_HELD || (seq < this.next && stamp > this.newestStamp);
  }

  /** What is held back, in milliseconds. */
  get heldMillis() {
    const left = (this.block.length - this.position) / SAMPLES_PER_MILLI;
    return left + (this.next === null ? 0 : Math.max(0, this.highest + 1 - this.next) * FRAME_MILLIS);
  }

  /** Fills the array with the next samples. */
  pull(out) {
    for (let i = 0; i < out.length; i++) {
      if (this.position === this.block.length) {
        this.block = this.nextBlock();
        this.position = 0;
      }
      out[i] = this.block[this.position++];
    }
  }

  nextBlock() {
    const block = this.chooseBlock();
    const tail = block.subarray(Math.max(0, block.length - HISTORY));
    this.history.copyWithin(0, tail.length);
    this.history.set(tail, HISTORY - tail.length);
    return block;
  }

  chooseBlock() {
    if (!this.playing && !this.start()) {
      return this.conceal(FRAME_MILLIS / 4);
    }
    this.dropIfTooFull();
    const held = this.heldMillis;
    if (held === 0) {
      return this.runDry();
    }
    const samples = this.packets.get(this.next);
    this.packets.delete(this.next);
    this.next++;
    if (samples === undefined) {
      this.counts.concealed++;
      return this.conceal(FRAME_MILLIS);
    }
    this.dryMillis = 0;
    this.counts.played++;
    return this.fit(this.joined(samples), held);
  }

  start() {
    if (this.next === null || this.heldMillis < this.target.millis) {
      return false;
    }
    this.next = Math.min(...this.packets.keys());
    this.playing = true;
    return true;
  }

  dropIfTooFull() {
    while (this.heldMillis > this.target.millis + TOO_FULL_MILLIS) {
      this.beginContinuation();
      this.packets.delete(this.next);
      this.next++;
      this.counts.dropped++;
    }
  }

  runDry() {
    if (this.dryMillis === 0) {
      this.counts.underruns++;
    }
    const millis = FRAME_MILLIS / 4;
    this.dryMillis += millis;
    if (this.dryMillis >= REFILL_MILLIS) {
      this.playing = false;
      this.dryMillis = 0;
      this.target.rebase();
    }
    return this.conceal(millis);
  }

  beginContinuation() {
    this.continuation ??= new Continuation(this.history, FADE_MILLIS * SAMPLES_PER_MILLI);
  }

  conceal(millis) {
    this.beginContinuation();
    const block = new Float32Array(millis * SAMPLES_PER_MILLI);
    for (let i = 0; i < block.length && !this.continuation.isSilent; i++) {
      block[i] = this.continuation.next();
    }
    return block;
  }

  joined(samples) {
    this.continuation?.leadInto(samples);
    this.continuation = null;
    return samples;
  }

  // silence is where a change is not heard at all
  fit(block, held) {
    if (block.length < FRAME_SAMPLES) {
      return block;
    }
    if (held > this.target.millis + FULL_MILLIS) {
      if (power(block) < QUIET) {
        this.counts.skipped++;
        return block.subarray(0, FRAME_SAMPLES / 2);
      }
      this.counts.shortened++;
      return shorten(block);
    }
    if (held < this.target.millis / 2) {
      this.counts.lengthened++;
      return lengthen(block);
    }
    return block;
  }
}
