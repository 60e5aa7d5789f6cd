// The frames of one track, one after the other, until it ends or the reader is stopped.

export class TrackReader {
  /** Hands each frame to a function and closes it afterwards; onEnd is called if the track ends by itself. */
  constructor(track, onFrame, onEnd = () => {}) {
    this.stopped = false;
    this.reader = new MediaStreamTrackProcessor({ track }).readable.getReader();
    this.run(onFrame, onEnd);
  }

  async run(onFrame, onEnd) {
    for (;;) {
      const { value, done } = await this.reader.read();
      if (done) {
        break;
      }
      try {
        if (!this.stopped) {
          onFrame(value);
        }
      } finally {
        value.close();
      }
    }
    if (!this.stopped) {
      onEnd();
    }
  }

  stop() {
    this.stopped = true;
    this.reader.cancel();
  }
}
