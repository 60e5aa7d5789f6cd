// Sound that is made a little shorter or longer, or continued, without a click. Blocks are mono at 48 kHz.

const MIN_LAG = 120;
const MAX_LAG = 480;
const LAG_STEP = 4;
const WINDOW = 240;
const COMPARE_STEP = 4;

/** The longest sound before a gap that continuation looks at, in samples. */
export const HISTORY = MAX_LAG + WINDOW;

/** Returns the block without one period of its sound: 2.5 to 10 ms shorter. */
export function shorten(block) {
  const lag = period(block, 0, 1);
  const shorter = new Float32Array(block.length - lag);
  shorter.set(block.subarray(lag));
  blend(shorter, 0, block, 0);
  return shorter;
}

/** Returns the block with one period of its sound twice: 2.5 to 10 ms longer. */
export function lengthen(block) {
  const at = MAX_LAG;
  const lag = period(block, at, -1);
  const longer = new Float32Array(block.length + lag);
  longer.set(block.subarray(0, at));
  longer.set(block.subarray(at - lag), at);
  blend(longer, at, block, at);
  return longer;
}

/** Goes on with the last period of the sound before a gap, ever quieter. */
export class Continuation {
  constructor(history, fadeSamples) {
    const lag = period(history, history.length - WINDOW, -1);
    this.loop = history.slice(history.length - lag);
    this.fadeSamples = fadeSamples;
    this.position = 0;
  }

  next() {
    const gain = Math.max(0, 1 - this.position / this.fadeSamples);
    return gain * this.loop[this.position++ % this.loop.length];
  }

  get isSilent() {
    return this.position >= this.fadeSamples;
  }

  /** Fades from the continuation to what comes after the gap, in place. */
  leadInto(block) {
    const length = Math.min(WINDOW, block.length);
    for (let i = 0; i < length; i++) {
      const part = i / length;
      block[i] = part * block[i] + (1 - part) * this.next();
    }
  }
}

/** Returns the mean power of a block, 1 for the loudest. */
export function power(block) {
  let sum = 0;
  for (const sample of block) {
    sum += sample * sample;
  }
  return sum / block.length;
}

// the lag at which the window at a place is most like the one that much after or before it
function period(samples, at, direction) {
  let best = MAX_LAG;
  let bestLikeness = -Infinity;
  for (let lag = MIN_LAG; lag <= MAX_LAG; lag += LAG_STEP) {
    const other = at + direction * lag;
    let product = 0;
    let energy = 1e-9;
    for (let i = 0; i < WINDOW; i += COMPARE_STEP) {
      product += samples[at + i] * samples[other + i];
      energy += samples[other + i] * samples[other + i];
    }
    const likeness = product / Math.sqrt(energy);
    if (likeness > bestLikeness) {
      bestLikeness = likeness;
      best = lag;
    }
  }
  return best;
}

function blend(into, at, from, fromAt) {
  for (let i = 0; i < WINDOW; i++) {
    const part = i / WINDOW;
    into[at + i] = part * into[at + i] + (1 - part) * from[fromAt + i];
  }
}
