// What a browser must have for calls, in words for the one who uses it.

const NEEDS = [
  ["the encoders and decoders of WebCodecs", () => ["AudioEncoder", "AudioDecoder", "VideoEncoder", "VideoDecoder"].every((name) => name in globalThis)],
  ["MediaStreamTrackProcessor", () => "MediaStreamTrackProcessor" in globalThis],
  ["AudioWorklet", () => "AudioWorkletNode" in globalThis],
  ["access to microphone and camera, which it gives only to a page from this computer (http://localhost) or over HTTPS", () => navigator.mediaDevices !== undefined],
];

/** Returns why this browser cannot make calls; null if it can. */
export function whyNoCalls() {
  const missing = NEEDS.filter(([, isThere]) => !isThere()).map(([name]) => name);
  return missing.length === 0 ? null
    : `This browser cannot make calls: it lacks ${missing.join(", ")}. Use a current Chromium, Chrome or Edge. Contacts and the messenger work here.`;
}

/** Whether this browser can show its screen to the other side. */
export const canShareScreen = () => navigator.mediaDevices?.getDisplayMedia !== undefined;
