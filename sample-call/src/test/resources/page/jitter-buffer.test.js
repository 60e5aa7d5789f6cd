import { JitterBuffer, JitterTarget } from "/js/media/jitter-buffer.js";
import { check, equal, test, within } from "./harness.js";

const FRAME = 960;
const TONE = 400;

/** 20 ms of a tone that goes on from packet to packet. */
const sound = (seq, gain = 0.5) =>
  Float32Array.from({ length: FRAME }, (_, i) => gain * Math.sin((2 * Math.PI * TONE * (seq * FRAME + i)) / 48_000));
const packet = (seq, at, samples = sound(seq), stamp = 1_000_000 + seq * 20_000) => ({ seq, stamp, samples, at });

/** Plays while packets arrive at given times; returns what was heard. */
function play(buffer, arrivals, untilMillis) {
  const waiting = [...arrivals].sort((a, b) => a.at - b.at);
  const heard = [];
  const out = new Float32Array(48);
  for (let now = 0; now < untilMillis; now++) {
    while (waiting.length > 0 && waiting[0].at <= now) {
      buffer.push(waiting.shift());
    }
    buffer.pull(out);
    heard.push(...out);
  }
  return heard;
}

const steady = (count, delay = () => 0) => Array.from({ length: count }, (_, seq) => packet(seq, seq * 20 + delay(seq)));
/** Packets of a sender whose clock runs 0.2 % fast. */
const fast = (count, samples) =>
  Array.from({ length: count }, (_, seq) => packet(seq, seq * 19.96, samples?.slice() ?? sound(seq)));
const loudness = (samples) => Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);

/** The loudest jump between two samples; a tone of this gain has none above 0.03. */
function roughness(samples) {
  let worst = 0;
  for (let i = 1; i < samples.length; i++) {
    worst = Math.max(worst, Math.abs(samples[i] - samples[i - 1]));
  }
  return worst;
}

test("a steady stream is played as it is, after 20 to 45 ms", () => {
  const buffer = new JitterBuffer();
  const heard = play(buffer, steady(100), 1900);
  equal(buffer.counts.concealed, 0, "concealed");
  within(buffer.counts.underruns, 0, 1, "underruns");
  within(buffer.heldMillis, 0, 46, "held back");
  within(loudness(heard.slice(9600)), 0.34, 0.37, "loudness");
  within(roughness(heard.slice(4800)), 0, 0.04, "roughness");
});

test("the target rises with the jitter at once and falls slowly", () => {
  const target = new JitterTarget();
  for (let seq = 0; seq < 50; seq++) {
    target.arrived(seq, seq * 20);
  }
  equal(target.millis, 20);
  for (let seq = 50; seq < 80; seq++) {
    target.arrived(seq, seq * 20 + (seq % 2) * 90);
  }
  within(target.millis, 89, 91, "target after many late packets");
  for (let seq = 80; seq < 400; seq++) {
    target.arrived(seq, seq * 20);
  }
  within(target.millis, 50, 85, "target soon after they left the window");
  for (let seq = 400; seq < 1600; seq++) {
    target.arrived(seq, seq * 20);
  }
  within(target.millis, 20, 21, "target half a minute later");
});

test("one short stall does not raise the target", () => {
  const target = new JitterTarget();
  for (let seq = 0; seq < 300; seq++) {
    target.arrived(seq, seq * 20 + (seq >= 100 && seq < 110 ? (110 - seq) * 20 : 0));
    equal(target.millis, 20, `target at ${seq}`);
  }
});

test("a sender that stalled and is later from then on is not held back for it", () => {
  const buffer = new JitterBuffer();
  play(buffer, steady(200, (seq) => (seq < 100 ? 0 : 600)), 4500);
  within(buffer.target.millis, 20, 25, "target");
  within(buffer.heldMillis, 0, 60, "held back");
});

test("the target has a limit", () => {
  const target = new JitterTarget({ max: 400 });
  for (let seq = 0; seq < 100; seq++) {
    target.arrived(seq, seq ** 4);
  }
  equal(target.millis, 400);
});

test("jitter of 60 ms costs less than one packet of a hundred once it is known", () => {
  const buffer = new JitterBuffer();
  const arrivals = steady(500, (seq) => ((seq * 7) % 4) * 20);
  play(buffer, arrivals.slice(0, 100), 2000);
  const before = { ...buffer.counts };
  play(buffer, arrivals.slice(100).map((item) => ({ ...item, at: item.at - 2000 })), 8000);
  for (const trouble of ["underruns", "concealed", "late", "dropped"]) {
    within(buffer.counts[trouble] - before[trouble], 0, 4, `${trouble} of 400`);
  }
});

test("a lost packet is concealed by a fading sound without a click", () => {
  const buffer = new JitterBuffer();
  const heard = play(buffer, steady(60, (seq) => (seq === 0 ? 0 : 5)).filter(({ seq }) => seq !== 30), 1100);
  equal(buffer.counts.concealed + buffer.counts.underruns > 0, true, "a gap was noticed");
  within(roughness(heard.slice(4800)), 0, 0.08, "roughness");
  for (let at = 9600; at + 480 < heard.length; at += 480) {
    within(loudness(heard.slice(at, at + 480)), 0.2, 0.4, `loudness at ${at / 48} ms`);
  }
});

test("without packets the sound fades to silence and comes back", () => {
  const buffer = new JitterBuffer();
  const arrivals = steady(100).filter(({ seq }) => seq < 20 || seq >= 50);
  const heard = play(buffer, arrivals, 1900);
  within(loudness(heard.slice(700 * 48, 900 * 48)), 0, 0.0001, "loudness in the pause");
  within(loudness(heard.slice(1500 * 48, 1800 * 48)), 0.3, 0.4, "loudness after it");
  within(roughness(heard.slice(4800)), 0, 0.08, "roughness");
});

test("packets that changed places are played in order", () => {
  const buffer = new JitterBuffer({ min: 60 });
  const heard = play(buffer, steady(60, (seq) => (seq % 10 === 5 ? 25 : 0)), 1100);
  equal(buffer.counts.concealed, 0, "concealed");
  equal(buffer.counts.late, 0, "late");
  within(roughness(heard.slice(9600)), 0, 0.04, "roughness");
});

test("the sound of a sender whose clock runs fast is shortened, not held back ever longer", () => {
  const buffer = new JitterBuffer();
  const heard = play(buffer, fast(3000), 59_000);
  within(buffer.counts.shortened, 10, 60, "shortened");
  equal(buffer.counts.dropped, 0, "dropped");
  within(buffer.heldMillis, 0, 60, "held back");
  within(roughness(heard.slice(4800)), 0, 0.08, "roughness");
});

test("silence is skipped rather than shortened", () => {
  const buffer = new JitterBuffer();
  play(buffer, fast(3000, new Float32Array(FRAME)), 59_000);
  within(buffer.counts.skipped, 5, 60, "skipped");
  equal(buffer.counts.shortened, 0, "shortened");
});

test("far too much sound at once is dropped", () => {
  const buffer = new JitterBuffer({ max: 100 });
  play(buffer, steady(40).map((item) => ({ ...item, at: 0 })), 40);
  within(buffer.counts.dropped, 20, 30, "dropped");
  within(buffer.heldMillis, 0, 300, "held back");
});

test("a late packet and a second one are not played", () => {
  const buffer = new JitterBuffer();
  play(buffer, steady(20), 395);
  const { played } = buffer.counts;
  buffer.push(packet(3, 400));
  buffer.push(packet(3, 401));
  equal(buffer.counts.late, 2);
  equal(buffer.counts.played, played);
});

test("a page that was loaded again is heard at once", () => {
  const buffer = new JitterBuffer();
  play(buffer, steady(60), 1200);
  const again = steady(30).map((item) => ({ ...item, stamp: item.stamp + 60_000_000 }));
  const heard = play(buffer, again, 500);
  equal(buffer.counts.restarts, 1);
  within(loudness(heard.slice(9600)), 0.3, 0.4, "loudness");
});

test("no number from the other side makes it keep more than a second", () => {
  const buffer = new JitterBuffer();
  for (let seq = 0; seq < 4_000_000_000; seq += 1_234_567) {
    buffer.push(packet(seq, 0));
    within(buffer.packets.size, 0, 50, "packets held");
  }
  for (let seq = 0; seq < 200; seq++) {
    buffer.push(packet(4_294_967_000 + seq, 0));
    within(buffer.packets.size, 0, 50, "packets held");
  }
});
