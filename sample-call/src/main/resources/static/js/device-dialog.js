// The dialog in which microphone, camera and loudspeaker are chosen.

import { byId, element } from "/common/dom.js";

const KINDS = { audioinput: "Microphone", videoinput: "Camera", audiooutput: "Loudspeaker" };

export class DeviceDialog {
  /** onChange(name): one of the kinds, or "clean", was chosen anew. */
  constructor(media, onChange) {
    this.media = media;
    for (const kind of Object.keys(KINDS)) {
      byId(`device-${kind}`).addEventListener("change", (event) => {
        media.choose({ [kind]: event.target.value });
        onChange(kind);
      });
    }
    byId("clean-sound").addEventListener("change", (event) => {
      media.choose({ clean: event.target.checked });
      onChange("clean");
    });
    navigator.mediaDevices?.addEventListener("devicechange", () => this.fill());
  }

  async open() {
    byId("clean-sound").checked = this.media.chosen.clean;
    await this.fill();
    byId("devices").showModal();
  }

  async fill() {
    const devices = await navigator.mediaDevices.enumerateDevices();
    for (const [kind, word] of Object.entries(KINDS)) {
      const some = devices.filter((device) => device.kind === kind && !["", "default", "communications"].includes(device.deviceId));
      const choices = some.map((device, i) => option(device.deviceId, device.label || `${word} ${i + 1}`));
      const select = byId(`device-${kind}`);
      select.replaceChildren(option("", some.length === 0 ? "none found" : "the usual one"), ...choices);
      select.value = some.some((device) => device.deviceId === this.media.chosen[kind]) ? this.media.chosen[kind] : "";
      select.disabled = some.length === 0;
    }
  }
}

const option = (value, text) => element("option", { value }, text);
