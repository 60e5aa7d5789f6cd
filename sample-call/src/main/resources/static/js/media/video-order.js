// The order of encoded pictures. Each travels as a message of its own, so one may overtake another, and the sender leaves some out.

/**
 * Puts pictures in order for the decoder, which can use one only after all before it since the last key frame. Waits a short time for a
 * missing one, then goes on with the next key frame, which it asks for until it comes. Has no timer: the owner calls expire.
 */
export class VideoOrder {
  constructor({ waitMillis = 150, askAgainMillis = 600, capacity = 64 } = {}) {
    this.waitMillis = waitMillis;
    this.askAgainMillis = askAgainMillis;
    this.capacity = capacity;
    this.next = null;
    this.newestStamp = -1;
    this.held = new Map();
    this.waitingSince = null;
    this.asked = -Infinity;
    this.needed = false;
    this.counts = { late: 0, undecodable: 0, missing: 0 };
  }

  /** Takes a picture that arrived; returns those that the decoder gets now, in order. */
  push(frame, now) {
    if (frame.key && this.isAhead(frame)) {
      return this.startAt(frame);
    }
    if (this.next === null) {
      this.counts.undecodable++;
      this.needed = true;
      return [];
    }
    if (frame.seq < this.next) {
      this.counts.late++;
      return [];
    }
    this.held.set(frame.seq, frame);
    const ready = this.takeReady();
    if (this.held.size === 0) {
      this.waitingSince = null;
    } else if (ready.length > 0 || this.waitingSince === null) {
      this.waitingSince = now;
    }
    if (this.held.size > this.capacity) {
      this.restart();
    }
    return ready;
  }

  /** Gives up waiting for a missing picture once it took too long. */
  expire(now) {
    if (this.waitingSince !== null && now - this.waitingSince >= this.waitMillis) {
      this.restart();
    }
  }

  /** Forgets everything up to the next key frame: the decoder lost its thread. */
  restart() {
    if (this.next !== null) {
      this.counts.missing++;
    }
    this.counts.undecodable += this.held.size;
    this.next = null;
    this.held.clear();
    this.waitingSince = null;
    this.needed = true;
  }

  /** Returns whether to ask the sender for a key frame now; true at most once in a while. */
  takeRequest(now) {
    if (!this.needed || now - this.asked < this.askAgainMillis) {
      return false;
    }
    this.asked = now;
    return true;
  }

  // a sender whose page was loaded again counts from the start; its stamps go on
  isAhead(frame) {
    return this.next === null || frame.seq >= this.next || frame.stamp > this.newestStamp;
  }

  startAt(frame) {
    if (this.next !== null && frame.seq < this.next) {
      this.held.clear();
    }
    for (const seq of this.held.keys()) {
      if (seq < frame.seq) {
        this.held.delete(seq);
      }
    }
    this.needed = false;
    this.asked = -Infinity;
    this.waitingSince = null;
    this.next = frame.seq;
    this.held.set(frame.seq, frame);
    return this.takeReady();
  }

  takeReady() {
    const ready = [];
    for (let frame = this.held.get(this.next); frame !== undefined; frame = this.held.get(this.next)) {
      this.held.delete(this.next);
      this.newestStamp = Math.max(this.newestStamp, frame.stamp);
      ready.push(frame);
      this.next++;
    }
    return ready;
  }
}
