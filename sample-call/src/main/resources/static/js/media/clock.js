// The clock of this page, and how far the clock of the other page is from it.

const MAX_ROUND_TRIP = 10_000_000;

/** Returns the time in whole microseconds since 1970; it never goes back while the page is open. */
export const nowMicros = () => Math.round((performance.timeOrigin + performance.now()) * 1000);

/**
 * The offset of the other clock, from pings and their answers. The answer with the shortest round trip among the last ones counts: what
 * waits in queues waits in one direction, and a short round trip leaves little room for that.
 */
export class ClockOffset {
  constructor({ keep = 12, pending = 8 } = {}) {
    this.keep = keep;
    this.maxPending = pending;
    this.pending = new Set();
    this.samples = [];
  }

  /** Notes a ping that leaves now, so that only its answer counts, and only once. */
  sent(t0) {
    this.pending.add(t0);
    if (this.pending.size > this.maxPending) {
      this.pending.delete(this.pending.values().next().value);
    }
  }

  /** Takes an answer that arrived at t3; returns whether it was one. */
  heard({ t0, t1, t2 }, t3) {
    if (!this.pending.delete(t0) || !Number.isSafeInteger(t1) || !Number.isSafeInteger(t2)) {
      return false;
    }
    const roundTrip = t3 - t0 - (t2 - t1);
    if (t2 < t1 || roundTrip < 0 || roundTrip > MAX_ROUND_TRIP) {
      return false;
    }
    this.samples.push({ offset: (t1 - t0 + t2 - t3) / 2, roundTrip });
    if (this.samples.length > this.keep) {
      this.samples.shift();
    }
    return true;
  }

  /** What to add to this clock to get the other, in microseconds; null until an answer arrived. */
  get micros() {
    return this.best()?.offset ?? null;
  }

  /** The shortest of the last round trips between the two pages in milliseconds, null until an answer arrived. */
  get roundTripMillis() {
    const best = this.best();
    return best === undefined ? null : best.roundTrip / 1000;
  }

  best() {
    return this.samples.reduce((best, next) => (best === undefined || next.roundTrip < best.roundTrip ? next : best), undefined);
  }
}
