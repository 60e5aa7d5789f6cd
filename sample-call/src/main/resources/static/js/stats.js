// The figures of the call: how it goes, how late it is, how much arrives, and what was left out.

import { byId, element } from "/common/dom.js";
import { showCounts } from "/common/panel.js";
import { Graph } from "./graph.js";

export class Stats {
  constructor() {
    this.graph = new Graph(byId("graph"), [{ colour: "--delay", least: 50 }, { colour: "--rate", least: 100, right: true }]);
  }

  begin() {
    this.graph.clear();
    byId("stats").hidden = false;
    this.pictures = 0;
  }

  end() {
    byId("stats").hidden = true;
  }

  /** Shows the figures of the session; called once a second. */
  show(figures) {
    const { node, delays, playout, sent } = figures;
    const received = node === null ? null : node.receivedBps / 1000;
    this.graph.add(delays.audio.median, received);
    const rows = [
      ["Path", node?.path ?? "–"],
      ["Moved", node === null ? "–" : `${node.moves} times`],
      ["Round trip", millis(node?.roundTripMs)],
      ["Delay of sound", millis(delays.audio.median)],
      ["… 99 % within", millis(delays.audio.p99)],
      ["Delay of pictures", millis(delays.video.median)],
      ["… 99 % within", millis(delays.video.p99)],
      ["Held back", millis(playout.heldMillis)],
      ["… aim", millis(playout.targetMillis)],
      ["Longest gap in 5 s", millis(figures.gaps.recentMillis)],
      ["Packets hidden", String(playout.concealed)],
      ["Packets too late", String(playout.late)],
      ["Lost", node === null ? "–" : `${node.lossPercent.toFixed(1)} %`],
      ["Received", kilobits(node?.receivedBps)],
      ["Sent", kilobits(node?.sentBps)],
      ["Estimated capacity", kilobits(node?.estimateBps)],
      ["Picture", `${figures.width} × ${figures.height}`],
      ["Pictures per second", String(figures.decodedFrames - this.pictures)],
      ["Own ones skipped", String(sent.video.skipped + sent.video.dropped)],
    ];
    this.pictures = figures.decodedFrames;
    byId("stat-list").replaceChildren(...rows.flatMap(([name, value]) => [element("dt", {}, name), element("dd", {}, value)]));
    byId("graph").setAttribute("aria-label",
      `Delay and bitrate of the last two minutes; now ${millis(delays.audio.median)}, ${received === null ? "–" : Math.round(received)} kbit/s`);
    showCounts("call-drops", "call-drop-count", node?.drops ?? {});
  }
}

const millis = (value) => (typeof value === "number" ? `${value.toFixed(value < 10 ? 1 : 0)} ms` : "–");
const kilobits = (bps) => (typeof bps === "number" ? `${Math.round(bps / 1000)} kbit/s` : "–");
