// The own microphone, camera and screen: opened when they are needed, closed when they are not, and why one cannot be used.

const STORE = "call.devices";
const CAMERA = { width: { ideal: 640 }, height: { ideal: 360 }, frameRate: { ideal: 20, max: 30 } };
const SCREEN = { width: { max: 1920 }, height: { max: 1080 }, frameRate: { max: 10 } };
const NAMES = { audio: "microphone", video: "camera" };

/** A device that cannot be used; the message is for the user. */
export class DeviceError extends Error {}

export class OwnMedia {
  constructor() {
    this.tracks = { audio: null, video: null, screen: null };
    this.era = 0;
    this.chosen = { audioinput: "", videoinput: "", audiooutput: "", clean: true, ...remembered() };
  }

  choose(change) {
    Object.assign(this.chosen, change);
    try {
      localStorage.setItem(STORE, JSON.stringify(this.chosen));
    } catch {
      // a browser that stores nothing forgets the choice with the page
    }
  }

  /** Opens the chosen microphone; null if everything was closed meanwhile. */
  async openMicrophone() {
    const { clean } = this.chosen;
    const sound = { channelCount: 1, echoCancellation: clean, noiseSuppression: clean, autoGainControl: clean };
    return this.keep("audio", () => this.open("audio", "audioinput", sound));
  }

  /** Opens the chosen camera; null if everything was closed meanwhile. */
  async openCamera() {
    return this.keep("video", () => this.open("video", "videoinput", CAMERA));
  }

  async open(kind, choice, constraints) {
    const wanted = this.chosen[choice];
    const exactly = wanted === "" ? constraints : { ...constraints, deviceId: { exact: wanted } };
    try {
      return await firstTrack({ [kind]: exactly });
    } catch (error) {
      if (wanted !== "" && ["OverconstrainedError", "NotFoundError"].includes(error.name)) {
        this.choose({ [choice]: "" });
        return this.open(kind, choice, constraints);
      }
      throw new DeviceError(describe(error, NAMES[kind]));
    }
  }

  /** Lets the user choose what to share. */
  async openScreen() {
    return this.keep("screen", () => this.chooseScreen());
  }

  async chooseScreen() {
    try {
      const stream = await navigator.mediaDevices.getDisplayMedia({ video: SCREEN, audio: false });
      return stream.getVideoTracks()[0];
    } catch (error) {
      if (error.name === "NotAllowedError") {
        return null;
      }
      throw new DeviceError(describe(error, "screen"));
    }
  }

  // null if nothing was chosen, or if everything was closed while the user was asked
  async keep(kind, open) {
    const { era } = this;
    const track = await open();
    if (era !== this.era) {
      track?.stop();
      return null;
    }
    if (track !== null) {
      this.close(kind);
      this.tracks[kind] = track;
    }
    return track;
  }

  close(kind) {
    this.tracks[kind]?.stop();
    this.tracks[kind] = null;
  }

  closeAll() {
    this.era++;
    Object.keys(this.tracks).forEach((kind) => this.close(kind));
  }
}

async function firstTrack(constraints) {
  const stream = await navigator.mediaDevices.getUserMedia(constraints);
  return stream.getTracks()[0];
}

function remembered() {
  try {
    return JSON.parse(localStorage.getItem(STORE)) ?? {};
  } catch {
    return {};
  }
}

/** Returns why a device cannot be used, and what to do. */
export function describe(error, device) {
  switch (error.name) {
    case "NotAllowedError":
    case "SecurityError":
      return `The browser may not use the ${device}. Allow it beside the address of this page, then try again.`;
    case "NotFoundError":
    case "OverconstrainedError":
      return `No ${device} was found. Connect one, then try again.`;
    case "NotReadableError":
    case "AbortError":
      return `The ${device} cannot be used: another program may have it. Close that, then try again.`;
    default:
      return `The ${device} cannot be used: ${error.message}`;
  }
}
