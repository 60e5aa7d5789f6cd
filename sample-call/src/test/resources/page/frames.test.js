import { audioFrame, MAX_AUDIO_FRAME, MAX_VIDEO_FRAME, readFrame, videoFrame } from "/js/media/frames.js";
import { check, equal, test } from "./harness.js";

const STAMP = 1_764_421_200_123_456;
const chunk = (...bytes) => ({ byteLength: bytes.length, copyTo: (to) => to.set(bytes) });
const long = (length) => ({ byteLength: length, copyTo: () => {} });
const hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
const bytes = (text) => Uint8Array.from(text.match(/../g), (pair) => parseInt(pair, 16)).buffer;

test("an audio frame has the bytes of the contract", () => {
  equal(hex(audioFrame(0x01020304, STAMP, chunk(0xaa, 0xbb))), "0101020304000644bb52de1640aabb");
});

test("a video frame has the bytes of the contract", () => {
  const frame = { seq: 7, stamp: STAMP, key: true, screen: true, width: 640, height: 360 };
  equal(hex(videoFrame(frame, chunk(0xcc))), "020300000007000644bb52de164002800168cc");
});

test("an audio frame is read as it was written", () => {
  const { data, ...frame } = readFrame(audioFrame(4_294_967_295, STAMP, chunk(1, 2, 3)).buffer);
  equal(frame, { kind: "audio", seq: 4_294_967_295, stamp: STAMP });
  equal([...data], [1, 2, 3]);
});

test("a video frame is read as it was written", () => {
  const sent = { seq: 9, stamp: STAMP, key: false, screen: true, width: 321, height: 1920 };
  const { data, kind, ...frame } = readFrame(videoFrame(sent, chunk(5)).buffer);
  equal(kind, "video");
  for (const [name, value] of Object.entries(sent)) {
    equal(frame[name], value, name);
  }
  equal([...data], [5]);
});

test("a frame that is too long is not written", () => {
  equal(audioFrame(0, STAMP, long(MAX_AUDIO_FRAME - 13)).byteLength, MAX_AUDIO_FRAME);
  equal(audioFrame(0, STAMP, long(MAX_AUDIO_FRAME - 12)), null);
  const frame = { seq: 0, stamp: STAMP, key: true, screen: false, width: 640, height: 360 };
  equal(videoFrame(frame, long(MAX_VIDEO_FRAME - 18)).byteLength, MAX_VIDEO_FRAME);
  equal(videoFrame(frame, long(MAX_VIDEO_FRAME - 17)), null);
});

test("a frame that is too long is not read", () => {
  const audio = new Uint8Array(MAX_AUDIO_FRAME + 1);
  audio[0] = 1;
  equal(readFrame(audio.buffer), null);
  const video = new Uint8Array(MAX_VIDEO_FRAME + 1);
  video.set([2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1, 0]);
  equal(readFrame(video.buffer), null);
});

test("nothing is made of what no page sends", () => {
  for (const [what, text] of [
    ["an unknown kind", "03010203040506070809"],
    ["audio without sound", "01010203040006444a6a4b9d40"],
    ["a cut audio header", "0101"],
    ["video without a picture", "020100000007000644000000000002800168"],
    ["an unknown flag", "020400000007000644000000000002800168cc"],
    ["no width", "020100000007000644000000000000000168cc"],
    ["a height that no camera has", "02010000000700064400000000000280ffffcc"],
  ]) {
    check(readFrame(bytes(text)) === null, what);
  }
  check(readFrame(new ArrayBuffer(0)) === null, "an empty message");
});
