import { VideoOrder } from "/js/media/video-order.js";
import { equal, test } from "./harness.js";

const picture = (seq, key = false, stamp = 1000 + seq) => ({ seq, key, stamp });
const key = (seq, stamp) => picture(seq, true, stamp);
const seqs = (frames) => frames.map((frame) => frame.seq);

function started(first = 0) {
  const order = new VideoOrder({ waitMillis: 100, askAgainMillis: 500, capacity: 8 });
  equal(seqs(order.push(key(first), 0)), [first]);
  return order;
}

test("pictures in order go on at once", () => {
  const order = started();
  equal(seqs(order.push(picture(1), 10)), [1]);
  equal(seqs(order.push(picture(2), 20)), [2]);
});

test("one that was overtaken is put in its place", () => {
  const order = started();
  equal(seqs(order.push(picture(2), 10)), []);
  equal(seqs(order.push(picture(3), 20)), []);
  equal(seqs(order.push(picture(1), 30)), [1, 2, 3]);
  order.expire(1000);
  equal(order.takeRequest(1000), false, "asked for a key frame");
});

test("after a missing one a key frame is asked for, again and again, until it comes", () => {
  const order = started();
  order.push(picture(2), 10);
  order.expire(109);
  equal(order.takeRequest(109), false, "too early");
  order.expire(110);
  equal(order.takeRequest(110), true);
  equal(order.takeRequest(111), false, "twice at once");
  equal(seqs(order.push(picture(3), 120)), [], "without its reference");
  equal(order.takeRequest(610), true);
  equal(seqs(order.push(key(9), 700)), [9]);
  equal(seqs(order.push(picture(10), 710)), [10]);
  equal(order.takeRequest(5000), false);
});

test("the wait starts again when one of two missing ones came", () => {
  const order = started();
  order.push(picture(2), 10);
  order.push(picture(4), 50);
  equal(seqs(order.push(picture(1), 100)), [1, 2]);
  order.expire(150);
  equal(seqs(order.push(picture(3), 160)), [3, 4]);
});

test("a key frame is not kept waiting", () => {
  const order = started();
  order.push(picture(2), 10);
  equal(seqs(order.push(key(5), 20)), [5]);
  equal(seqs(order.push(picture(1), 25)), [], "what came too late");
  equal(seqs(order.push(picture(6), 30)), [6]);
});

test("what overtook its key frame is shown after it", () => {
  const order = started();
  equal(seqs(order.push(picture(6), 10)), []);
  equal(seqs(order.push(key(5), 20)), [5, 6]);
});

test("a late key frame does not turn back the time", () => {
  const order = started();
  order.push(key(8), 10);
  equal(seqs(order.push(key(5), 20)), []);
  equal(seqs(order.push(picture(9), 30)), [9]);
});

test("a page that was loaded again counts from the start", () => {
  const order = started(400);
  order.push(picture(402), 10);
  equal(seqs(order.push(key(0, 99_000), 20)), [0]);
  equal(seqs(order.push(picture(1, false, 99_001), 30)), [1]);
});

test("nothing is decoded or asked for before anything came", () => {
  const order = new VideoOrder();
  order.expire(1000);
  equal(order.takeRequest(1000), false);
  equal(seqs(order.push(picture(4), 1001)), []);
  equal(order.takeRequest(1001), true, "joined in the middle");
});

test("no more pictures wait than the capacity", () => {
  const order = started();
  for (let seq = 2; seq < 30; seq++) {
    order.push(picture(seq), 10);
  }
  equal(order.held.size, 0);
  equal(order.takeRequest(10), true);
});
