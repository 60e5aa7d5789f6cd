// The other side's sound: Opus decoder, jitter buffer, loudspeaker.

import { PacketGaps } from "./measure.js";

const SAMPLE_RATE = 48_000;
const PACKET_MICROS = 20_000;
const MAX_DECODING = 25;
const GAP_WINDOW_MILLIS = 5000;
const SPECTRUM_SIZE = 4096;

export class AudioReceiver {
  constructor() {
    this.packets = 0;
    this.undecodable = 0;
    this.gaps = new PacketGaps({ windowMillis: GAP_WINDOW_MILLIS });
    this.playout = { targetMillis: 0, jitterMillis: 0, heldMillis: 0, concealed: 0, underruns: 0, late: 0, dropped: 0 };
    this.decoding = [];
    this.context = new AudioContext({ sampleRate: SAMPLE_RATE, latencyHint: "interactive" });
    this.analyser = new AnalyserNode(this.context, { fftSize: SPECTRUM_SIZE, smoothingTimeConstant: 0.5 });
    this.analyser.connect(this.context.destination);
  }

  async start() {
    await this.context.audioWorklet.addModule("/js/media/playout.js");
    this.node = new AudioWorkletNode(this.context, "playout", { numberOfInputs: 0, outputChannelCount: [1] });
    this.node.port.onmessage = ({ data }) => { this.playout = data; };
    this.node.connect(this.analyser);
  }

  /** Whether the browser plays nothing until somebody touches the page. */
  get isBlocked() {
    return this.context.state === "suspended";
  }

  unblock() {
    return this.context.resume();
  }

  /** Plays through another loudspeaker; "" is the usual one, which also takes the place of one that is gone. */
  async playThrough(deviceId) {
    try {
      await this.context.setSinkId?.(deviceId);
    } catch {
      await this.context.setSinkId?.("");
    }
  }

  receive(frame) {
    this.packets++;
    this.gaps.arrived(performance.now());
    if (this.decoder === undefined || this.decoder.state === "closed" || this.decoding.length >= MAX_DECODING) {
      this.open();
    }
    this.decoding.push(frame);
    this.decoder.decode(new EncodedAudioChunk({
      type: "key",
      timestamp: frame.seq * PACKET_MICROS,
      duration: PACKET_MICROS,
      data: frame.data,
    }));
  }

  // also when it answers too little: a packet that yields no sound would shift all after it
  open() {
    this.undecodable += this.decoding.length;
    this.closeDecoder();
    const decoding = [];
    this.decoding = decoding;
    this.decoder = new AudioDecoder({
      output: (data) => this.play(decoding.shift(), data),
      error: () => {},
    });
    this.decoder.configure({ codec: "opus", sampleRate: SAMPLE_RATE, numberOfChannels: 1 });
  }

  // the decoder numbers its output without gaps, so what it was given is remembered instead
  play(frame, data) {
    if (frame === undefined) {
      data.close();
      return;
    }
    const { seq, stamp } = frame;
    const samples = new Float32Array(data.numberOfFrames);
    data.copyTo(samples, { planeIndex: 0, format: "f32-planar" });
    data.close();
    this.node?.port.postMessage({ seq, stamp, samples, at: performance.now() }, [samples.buffer]);
  }

  /** Returns how loud the far sound is around a frequency in hertz, in decibels below the loudest. */
  loudnessAt(hertz) {
    const bins = new Float32Array(this.analyser.frequencyBinCount);
    this.analyser.getFloatFrequencyData(bins);
    const bin = Math.round((hertz * SPECTRUM_SIZE) / SAMPLE_RATE);
    return Math.max(...bins.subarray(Math.max(0, bin - 1), bin + 2));
  }

  /** Returns the level of the far sound, 0 to 1. */
  get level() {
    const samples = new Float32Array(512);
    this.analyser.getFloatTimeDomainData(samples);
    return Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
  }

  closeDecoder() {
    if (this.decoder !== undefined && this.decoder.state !== "closed") {
      this.decoder.close();
    }
  }

  stop() {
    this.closeDecoder();
    this.context.close();
  }
}
