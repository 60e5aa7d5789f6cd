// The frames between this page and its node: what they look like as bytes, all integers big-endian.

const AUDIO = 1;
const VIDEO = 2;
const KEY_FLAG = 1;
const SCREEN_FLAG = 2;
const AUDIO_HEADER = 13;
const VIDEO_HEADER = 18;
const HIGH_WORD = 2 ** 32;
const MAX_SIDE = 1920;

/** The longest audio frame in bytes: with the node's own header it fits in one datagram. */
export const MAX_AUDIO_FRAME = 1187;

/** The longest video frame in bytes: with the node's own header it fits in one message. */
export const MAX_VIDEO_FRAME = 65532;

/** Returns the bytes of one audio packet, or null if it is too long. A chunk has byteLength and copyTo. */
export function audioFrame(seq, stamp, chunk) {
  const length = AUDIO_HEADER + chunk.byteLength;
  if (length > MAX_AUDIO_FRAME) {
    return null;
  }
  const bytes = new Uint8Array(length);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, AUDIO);
  view.setUint32(1, seq);
  putMicros(view, 5, stamp);
  chunk.copyTo(bytes.subarray(AUDIO_HEADER));
  return bytes;
}

/** Returns the bytes of one encoded picture, or null if it is too long. */
export function videoFrame({ seq, stamp, key, screen, width, height }, chunk) {
  const length = VIDEO_HEADER + chunk.byteLength;
  if (length > MAX_VIDEO_FRAME) {
    return null;
  }
  const bytes = new Uint8Array(length);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, VIDEO);
  view.setUint8(1, (key ? KEY_FLAG : 0) | (screen ? SCREEN_FLAG : 0));
  view.setUint32(2, seq);
  putMicros(view, 6, stamp);
  view.setUint16(14, width);
  view.setUint16(16, height);
  chunk.copyTo(bytes.subarray(VIDEO_HEADER));
  return bytes;
}

/** Reads a frame from the node; null for one that no page of ours sends. */
export function readFrame(buffer) {
  if (buffer.byteLength === 0) {
    return null;
  }
  const view = new DataView(buffer);
  switch (view.getUint8(0)) {
    case AUDIO: return readAudio(buffer, view);
    case VIDEO: return readVideo(buffer, view);
    default: return null;
  }
}

function readAudio(buffer, view) {
  if (buffer.byteLength <= AUDIO_HEADER || buffer.byteLength > MAX_AUDIO_FRAME) {
    return null;
  }
  return {
    kind: "audio",
    seq: view.getUint32(1),
    stamp: micros(view, 5),
    data: new Uint8Array(buffer, AUDIO_HEADER),
  };
}

function readVideo(buffer, view) {
  if (buffer.byteLength <= VIDEO_HEADER || buffer.byteLength > MAX_VIDEO_FRAME) {
    return null;
  }
  const flags = view.getUint8(1);
  const width = view.getUint16(14);
  const height = view.getUint16(16);
  if (flags > (KEY_FLAG | SCREEN_FLAG) || !isSide(width) || !isSide(height)) {
    return null;
  }
  return {
    kind: "video",
    key: (flags & KEY_FLAG) !== 0,
    screen: (flags & SCREEN_FLAG) !== 0,
    seq: view.getUint32(2),
    stamp: micros(view, 6),
    width,
    height,
    data: new Uint8Array(buffer, VIDEO_HEADER),
  };
}

const isSide = (pixels) => pixels > 0 && pixels <= MAX_SIDE;

// microseconds since 1970 have 51 bits: exact as a number, which 64 bits are not
function putMicros(view, offset, value) {
  view.setUint32(offset, Math.floor(value / HIGH_WORD));
  view.setUint32(offset + 4, value % HIGH_WORD);
}

const micros = (view, offset) => view.getUint32(offset) * HIGH_WORD + view.getUint32(offset + 4);
