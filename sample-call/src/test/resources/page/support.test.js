import { describe } from "/js/own-media.js";
import { whyNoCalls } from "/js/support.js";
import { check, equal, test } from "./harness.js";

const NEEDED = ["AudioEncoder", "AudioDecoder", "VideoEncoder", "VideoDecoder", "MediaStreamTrackProcessor", "AudioWorkletNode"];

/** Runs without one of the things that the browser has. */
function without(name, body) {
  const had = Object.getOwnPropertyDescriptor(globalThis, name);
  delete globalThis[name];
  try {
    body();
  } finally {
    Object.defineProperty(globalThis, name, had);
  }
}

test("this browser can make calls", () => equal(whyNoCalls(), null));

test("a browser that lacks something is told what, and what works nevertheless", () => {
  for (const name of NEEDED) {
    without(name, () => {
      const why = whyNoCalls();
      check(why !== null, `${name} is needed`);
      check(why.includes("Use a current Chromium") && why.includes("the messenger work"), why);
    });
  }
  without("VideoEncoder", () => check(whyNoCalls().includes("WebCodecs"), "the name by which it is found"));
});

test("a device that cannot be used is told in words", () => {
  const words = (name) => describe({ name, message: "as the browser says" }, "microphone");
  check(words("NotAllowedError").includes("may not use the microphone"), words("NotAllowedError"));
  check(words("NotFoundError").includes("No microphone was found"), words("NotFoundError"));
  check(words("NotReadableError").includes("another program"), words("NotReadableError"));
  check(words("Anything").includes("as the browser says"), words("Anything"));
});
