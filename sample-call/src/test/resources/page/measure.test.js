import { PacketGaps, percentile, RecentDelays } from "/js/media/measure.js";
import { equal, test } from "./harness.js";

test("the percentile is a value that occurred", () => {
  const hundred = Array.from({ length: 100 }, (_, i) => i + 1);
  equal(percentile(hundred, 0.5), 50);
  equal(percentile(hundred, 0.99), 99);
  equal(percentile([7], 0.99), 7);
  equal(percentile([], 0.5), null);
});

test("delays outside the window do not count", () => {
  const delays = new RecentDelays({ windowMillis: 1000 });
  delays.add(500, 0);
  delays.add(10, 900);
  delays.add(30, 950);
  delays.add(20, 1000);
  equal(delays.summary(1000), { median: 20, p99: 30, count: 3 });
  equal(delays.summary(5000), { median: null, p99: null, count: 0 });
});

test("no more delays are kept than the capacity", () => {
  const delays = new RecentDelays({ capacity: 10 });
  for (let i = 0; i < 50; i++) {
    delays.add(i, 0);
  }
  equal(delays.summary(1).count, 10);
});

test("the longest gap of the window is forgotten with it, that of the call is not", () => {
  const gaps = new PacketGaps({ windowMillis: 1000 });
  [0, 20, 320, 340, 440, 460].forEach((now) => gaps.arrived(now));
  equal(gaps.recentMillis(470), 300);
  equal(gaps.recentMillis(1319), 859, "the gap that still lasts");
  gaps.arrived(1320);
  gaps.arrived(1340);
  equal(gaps.recentMillis(1345), 860);
  for (let now = 1360; now < 2400; now += 20) {
    gaps.arrived(now);
  }
  equal(gaps.recentMillis(2400), 20);
  equal(gaps.longest, 860);
});
