import { Quality } from "/js/media/quality.js";
import { equal, test } from "./harness.js";

test("the picture shrinks with the bitrate and keeps its shape", () => {
  const quality = new Quality(false);
  equal(quality.fit(640, 360), { width: 640, height: 360 });
  equal(quality.adapt(200_000, 0), true);
  equal(quality.fit(640, 360), { width: 480, height: 270 });
  equal(quality.adapt(50_000, 0), true);
  equal(quality.fit(640, 360), { width: 320, height: 180 });
  equal(quality.fit(360, 640), { width: 180, height: 320 });
});

test("the picture is never made larger than it is, and its sides are even", () => {
  equal(new Quality(true).fit(333, 201), { width: 334, height: 202 });
});

test("a bitrate at the border does not change the size again and again", () => {
  const quality = new Quality(false);
  quality.adapt(250_000, 0);
  equal(quality.adapt(270_000, 0), false);
  equal(quality.adapt(330_000, 0), true);
  equal(quality.adapt(265_000, 0), false);
});

test("after a picture that was too long a smaller size holds for a while", () => {
  const quality = new Quality(true);
  equal(quality.smaller(0), true);
  equal(quality.adapt(2_000_000, 9000), false);
  equal(quality.fit(1280, 720).width, 960);
  equal(quality.adapt(2_000_000, 10_000), true);
  equal(quality.fit(1280, 720).width, 1280);
});
