// How what is said in a chat goes to the other side, and who carries it.

const PATHS = {
  direct: "connected directly: nobody in between",
  punched: "connected directly, through the NATs between you: nobody in between",
  relayed: "connected through a relay, which cannot read what it carries",
  routed: "through the network, sealed: nobody on the way can read it",
  unknown: "no sign of life: what you write goes through the network, sealed",
};

export const describePath = (presence) => PATHS[presence] ?? PATHS.unknown;
