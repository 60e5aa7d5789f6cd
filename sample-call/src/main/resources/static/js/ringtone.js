// The tones of a telephone: a ring for who is called, a ring-back for who calls. Made here, so that no sound has to be loaded.

const TONES = {
  ring: { notes: [[587, 0, 0.18], [784, 0.2, 0.18], [988, 0.4, 0.3]], everyMillis: 2400, gain: 0.16 },
  ringBack: { notes: [[425, 0, 1]], everyMillis: 4000, gain: 0.05 },
};
const EDGE_SECONDS = 0.02;

export class Ringtone {
  constructor() {
    this.name = null;
  }

  /** Plays a tone again and again until another is chosen; null plays none. */
  play(name) {
    if (name === this.name) {
      return;
    }
    this.stop();
    this.name = name;
    if (name !== null) {
      this.context = new AudioContext();
      this.once();
      this.repeating = setInterval(() => this.once(), TONES[name].everyMillis);
    }
  }

  once() {
    const { notes, gain } = TONES[this.name];
    for (const [hertz, from, seconds] of notes) {
      const start = this.context.currentTime + from;
      const volume = new GainNode(this.context, { gain: 0 });
      volume.gain.setValueAtTime(0, start);
      volume.gain.linearRampToValueAtTime(gain, start + EDGE_SECONDS);
      volume.gain.setValueAtTime(gain, start + seconds - EDGE_SECONDS);
      volume.gain.linearRampToValueAtTime(0, start + seconds);
      volume.connect(this.context.destination);
      const tone = new OscillatorNode(this.context, { frequency: hertz });
      tone.connect(volume);
      tone.start(start);
      tone.stop(start + seconds);
    }
  }

  stop() {
    clearInterval(this.repeating);
    this.context?.close();
    this.context = undefined;
    this.name = null;
  }
}
