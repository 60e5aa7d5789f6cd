// What is measured of a stream: delays and gaps, over a window of time.

/** Delays of the last seconds, as median and 99th percentile. */
export class RecentDelays {
  constructor({ windowMillis = 10_000, capacity = 2000 } = {}) {
    this.windowMillis = windowMillis;
    this.capacity = capacity;
    this.samples = [];
  }

  add(millis, now) {
    this.samples.push({ millis, now });
    if (this.samples.length > this.capacity) {
      this.samples.shift();
    }
  }

  /** Returns {median, p99, count} of what was added within the window before now; median and p99 are null without any. */
  summary(now) {
    const first = this.samples.findIndex((sample) => now - sample.now < this.windowMillis);
    this.samples.splice(0, first === -1 ? this.samples.length : first);
    const sorted = this.samples.map((sample) => sample.millis).sort((a, b) => a - b);
    return { median: percentile(sorted, 0.5), p99: percentile(sorted, 0.99), count: sorted.length };
  }
}

/** Returns the smallest value that at least this part of the sorted values does not exceed; null of none. */
export function percentile(sorted, part) {
  return sorted.length === 0 ? null : sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)];
}

/** The time between packets: the longest of the last seconds, and of the whole call. */
export class PacketGaps {
  constructor({ windowMillis = 10_000 } = {}) {
    this.windowMillis = windowMillis;
    this.last = null;
    this.longest = 0;
    this.recent = [];
  }

  arrived(now) {
    if (this.last !== null) {
      const gap = now - this.last;
      this.longest = Math.max(this.longest, gap);
      // only a gap that no later one exceeds can ever be the longest of a window
      while (this.recent.length > 0 && this.recent.at(-1).gap <= gap) {
        this.recent.pop();
      }
      this.recent.push({ gap, now });
    }
    this.last = now;
    this.expire(now);
  }

  /** Returns the longest gap in milliseconds that ended within the window, the one that still lasts included. */
  recentMillis(now) {
    this.expire(now);
    return Math.max(this.recent[0]?.gap ?? 0, this.last === null ? 0 : now - this.last);
  }

  expire(now) {
    while (this.recent.length > 0 && now - this.recent[0].now >= this.windowMillis) {
      this.recent.shift();
    }
  }
}
