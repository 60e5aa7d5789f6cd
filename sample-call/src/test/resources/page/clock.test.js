import { ClockOffset, nowMicros } from "/js/media/clock.js";
import { equal, test, within } from "./harness.js";

const AHEAD = 5_000_000;

/** Exchanges a ping at t0 with an answer, the other clock being ahead. */
function exchange(clock, t0, there, back) {
  clock.sent(t0);
  const t1 = t0 + there + AHEAD;
  return clock.heard({ t0, t1, t2: t1 + 300 }, t0 + there + 300 + back);
}

test("an even way gives the exact offset", () => {
  const clock = new ClockOffset();
  equal(clock.micros, null);
  exchange(clock, 1_000_000, 2000, 2000);
  equal(clock.micros, AHEAD);
  equal(clock.roundTripMillis, 4);
});

test("the shortest round trip of the last ones counts", () => {
  const clock = new ClockOffset({ keep: 3 });
  exchange(clock, 1, 90_000, 1000);
  exchange(clock, 2, 1000, 1000);
  exchange(clock, 3, 1000, 70_000);
  equal(clock.micros, AHEAD);
  exchange(clock, 4, 9000, 9000);
  exchange(clock, 5, 9000, 9000);
  equal(clock.roundTripMillis, 18, "after the best left the window");
});

test("an answer to no ping, or a second one, does not count", () => {
  const clock = new ClockOffset();
  equal(clock.heard({ t0: 5, t1: 6, t2: 7 }, 8), false);
  clock.sent(5);
  equal(clock.heard({ t0: 5, t1: 6, t2: 7 }, 8), true);
  equal(clock.heard({ t0: 5, t1: 600, t2: 700 }, 8), false);
});

test("an impossible answer does not count", () => {
  const clock = new ClockOffset();
  for (const answer of [{ t1: 9, t2: 8 }, { t1: 0, t2: 500 }, { t1: "6", t2: 7 }, { t1: 6.5, t2: 7 }, { t1: 6 }]) {
    clock.sent(5);
    equal(clock.heard({ t0: 5, ...answer }, 8), false, JSON.stringify(answer));
  }
  equal(clock.micros, null);
});

test("pings without an answer are not kept", () => {
  const clock = new ClockOffset({ pending: 2 });
  [1, 2, 3].forEach((t0) => clock.sent(t0));
  equal(clock.heard({ t0: 1, t1: 6, t2: 7 }, 8), false);
  equal(clock.pending.size, 2);
});

test("time is in microseconds since 1970", () => {
  within(nowMicros() / 1000, Date.now() - 1000, Date.now() + 1000);
});
