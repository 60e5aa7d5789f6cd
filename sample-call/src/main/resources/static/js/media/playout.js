// Plays the other side's sound: the jitter buffer on the thread that the loudspeaker asks for samples.

import { JitterBuffer } from "./jitter-buffer.js";

const REPORT_BLOCKS = 75;

class Playout extends AudioWorkletProcessor {
  constructor() {
    super();
    this.buffer = new JitterBuffer();
    this.blocks = 0;
    this.port.onmessage = ({ data }) => this.buffer.push(data);
  }

  process(_, [[channel]]) {
    this.buffer.pull(channel);
    if (++this.blocks % REPORT_BLOCKS === 0) {
      const { target, heldMillis, counts } = this.buffer;
      this.port.postMessage({ targetMillis: target.millis, jitterMillis: target.jitter, heldMillis, ...counts });
    }
    return true;
  }
}

registerProcessor("playout", Playout);
