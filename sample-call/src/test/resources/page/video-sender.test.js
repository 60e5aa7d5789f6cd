import { readFrame } from "/js/media/frames.js";
import { VideoSender } from "/js/media/video-sender.js";
import { check, equal, test } from "./harness.js";

const FRAME_MICROS = 50_000;

/** An encoder that answers at once with as many bytes as it is told. */
class FakeEncoder {
  static bytes = 1000;
  static configured = [];

  constructor({ output }) {
    this.output = output;
    this.state = "unconfigured";
    this.encodeQueueSize = 0;
  }

  configure(configuration) {
    this.state = "configured";
    FakeEncoder.configured.push(configuration);
  }

  encode(frame, { keyFrame }) {
    this.output({ type: keyFrame ? "key" : "delta", byteLength: FakeEncoder.bytes, copyTo: () => {} });
  }

  close() {
    this.state = "closed";
  }
}

/** Lends a test a sender, its socket, and a way to offer the next picture of a camera. */
function withSender(body) {
  const before = globalThis.VideoEncoder;
  globalThis.VideoEncoder = FakeEncoder;
  FakeEncoder.bytes = 1000;
  FakeEncoder.configured = [];
  const socket = { queuedBytes: 0, sent: [], sendFrame: (bytes) => socket.sent.push(readFrame(bytes.buffer)) };
  const sender = new VideoSender(socket);
  let timestamp = 0;
  const offer = (step = FRAME_MICROS) => sender.offer({ timestamp: timestamp += step, displayWidth: 640, displayHeight: 360 });
  try {
    body(sender, socket, offer);
  } finally {
    globalThis.VideoEncoder = before;
  }
}

const keys = (socket) => socket.sent.map((frame) => frame.key);

test("the first picture is a key frame, and the numbers have no gap", () => withSender((sender, socket, offer) => {
  [1, 2, 3].forEach(() => offer());
  equal(keys(socket), [true, false, false]);
  equal(socket.sent.map((frame) => frame.seq), [0, 1, 2]);
}));

test("while bytes wait pictures are left out before they are encoded, which costs no key frame", () => withSender((sender, socket, offer) => {
  offer();
  socket.queuedBytes = 20_000;
  offer();
  socket.queuedBytes = 0;
  offer();
  equal(sender.counts.skipped, 1);
  equal(keys(socket), [true, false]);
}));

test("after a picture that was left out nothing is sent until the next key frame", () => withSender((sender, socket, offer) => {
  const encoded = { type: "delta", byteLength: 10, copyTo: () => {} };
  offer();
  sender.send(encoded);
  socket.queuedBytes = 40_000;
  sender.send(encoded);
  socket.queuedBytes = 0;
  sender.send(encoded);
  equal(sender.counts.dropped, 2);
  offer();
  offer();
  equal(keys(socket), [true, false, true, false]);
  equal(socket.sent.map((frame) => frame.seq), [0, 1, 2, 3]);
}));

test("a picture that is too long is followed by a smaller key frame", () => withSender((sender, socket, offer) => {
  sender.setBitrate(500_000);
  offer();
  FakeEncoder.bytes = 70_000;
  offer();
  FakeEncoder.bytes = 1000;
  offer(2 * FRAME_MICROS);
  equal(sender.counts.tooLarge, 1);
  equal(keys(socket), [true, true]);
  equal(socket.sent.map((frame) => frame.width), [640, 480]);
}));

test("a bitrate of 0 pauses, and the next picture after it is a key frame", () => withSender((sender, socket, offer) => {
  offer();
  sender.setBitrate(0);
  offer();
  equal(socket.sent.length, 1);
  sender.setBitrate(300_000);
  offer();
  equal(keys(socket), [true, true]);
}));

test("a wanted key frame is the next picture", () => withSender((sender, socket, offer) => {
  offer();
  sender.requestKeyFrame();
  offer();
  offer();
  equal(keys(socket), [true, true, false]);
}));

test("a camera that is faster than wanted is slowed down", () => withSender((sender, socket, offer) => {
  for (let i = 0; i < 60; i++) {
    offer(FRAME_MICROS / 3);
  }
  check(socket.sent.length >= 19 && socket.sent.length <= 25, `${socket.sent.length} pictures in a second`);
}));

test("a small change of the bitrate does not configure the encoder anew", () => withSender((sender, socket, offer) => {
  offer();
  sender.setBitrate(310_000);
  offer();
  equal(FakeEncoder.configured.length, 1);
  sender.setBitrate(400_000);
  offer();
  equal(FakeEncoder.configured.at(-1).bitrate, 400_000);
  equal(keys(socket), [true, false, false], "no key frame for a bitrate alone");
}));
