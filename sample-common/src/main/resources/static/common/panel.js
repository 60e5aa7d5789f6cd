// The side panel: how the node is connected and what was dropped.

import { byId, element, shortId } from "./dom.js";

export function showStatus(status) {
  const phase = byId("phase");
  phase.textContent = status.edges.length === 0 ? "no neighbour" : `${status.edges.length} ${plural(status.edges.length, "neighbour")}`;
  phase.dataset.phase = status.edges.length === 0 ? "bootstrap" : status.phase;
  phase.title = `phase ${status.phase}`;
  byId("endpoint").textContent = status.endpoint;
  byId("edge-count").textContent = String(status.edges.length);
  byId("edges").replaceChildren(...status.edges.map(edge));
  showCounts("node-drops", "node-drop-count", status.nodeDrops);
}

export function showOffline() {
  const phase = byId("phase");
  phase.textContent = "stopped";
  phase.dataset.phase = "offline";
}

function edge(edge) {
  const trip = edge.roundTripMillis === null ? "" : `, ${edge.roundTripMillis.toFixed(1)} ms`;
  return element("li", { title: edge.peer },
    element("code", {}, shortId(edge.peer)),
    element("small", {}, `${edge.path}, ${edge.outbound ? "outbound" : "inbound"}, ${edge.remote}${trip}`),
    ...(edge.relayed === null ? [] : [whyRelayed(edge.relayed)]));
}

function whyRelayed({ tried, nextMillis }) {
  const next = nextMillis === null
    ? "A better path is looked for now."
    : `Next attempt to do without in ${Math.ceil(nextMillis / 1000)} s.`;
  return element("small", { title: tried.join("\n") }, ` ${next}`);
}

/** Shows counts by name in one element and their sum in another. */
export function showCounts(list, total, counts) {
  const rows = Object.entries(counts).flatMap(([name, count]) =>
    [element("dt", {}, name), element("dd", {}, String(count))]);
  byId(list).replaceChildren(...rows);
  byId(total).textContent = String(Object.values(counts).reduce((sum, count) => sum + count, 0));
}

const plural = (count, word) => (count === 1 ? word : `${word}s`);
