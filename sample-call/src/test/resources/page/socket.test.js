import { MediaSocket } from "/js/media/socket.js";
import { check, equal, test } from "./harness.js";

/** A WebSocket whose other end is the test. */
class FakeSocket extends EventTarget {
  static OPEN = 1;
  static made = [];

  constructor(url) {
    super();
    this.url = url;
    this.readyState = 0;
    this.bufferedAmount = 7;
    this.sent = [];
    FakeSocket.made.push(this);
  }

  opens() {
    this.readyState = FakeSocket.OPEN;
    this.dispatchEvent(new Event("open"));
  }

  says(data) {
    this.dispatchEvent(new MessageEvent("message", { data }));
  }

  breaks(code = 1006) {
    this.readyState = 3;
    this.dispatchEvent(Object.assign(new Event("close"), { code }));
  }

  send(data) {
    this.sent.push(data);
  }

  close() {
    this.readyState = 2;
  }
}

/** Lends a test a socket, what it told, and time that passes when the test says so. */
function withSocket(body) {
  const before = { WebSocket: globalThis.WebSocket, setTimeout: globalThis.setTimeout };
  const told = [];
  let now = 1000;
  let due = null;
  performance.now = () => now;
  globalThis.WebSocket = FakeSocket;
  globalThis.setTimeout = (action, millis) => { due = { action, at: now + millis }; };
  FakeSocket.made = [];
  const pass = (millis) => {
    now += millis;
    if (due !== null && due.at <= now) {
      const { action } = due;
      due = null;
      action();
    }
  };
  try {
    const tell = (name) => (...values) => told.push([name, ...values.filter((value) => value !== undefined)]);
    const socket = new MediaSocket("a call", {
      onOpen: tell("open"), onFrame: tell("frame"), onText: tell("text"), onLost: tell("lost"), onEnd: tell("end"),
    });
    body(socket, { told, pass, newest: () => FakeSocket.made.at(-1) });
  } finally {
    Object.assign(globalThis, before);
    delete performance.now;
  }
}

test("the socket names the call and asks its own node", () => withSocket((socket, { newest }) => {
  equal(newest().url, `ws://${location.host}/media?call=a%20call`);
}));

test("what the node says is handed on", () => withSocket((socket, { told, newest }) => {
  newest().opens();
  newest().says('{"type":"target","audioBps":1}');
  newest().says(new ArrayBuffer(3));
  equal(told.map(([name]) => name), ["open", "text", "frame"]);
  equal(told[1][1].audioBps, 1);
}));

test("a lost connection is opened again", () => withSocket((socket, { told, pass, newest }) => {
  newest().opens();
  newest().breaks();
  pass(400);
  equal(FakeSocket.made.length, 2);
  newest().opens();
  equal(told, [["open"], ["lost"], ["open"]]);
}));

test("after five seconds without a connection the call is over for this page", () => withSocket((socket, { told, pass, newest }) => {
  newest().opens();
  for (let i = 0; i < 20 && told.at(-1)[0] !== "end"; i++) {
    newest().breaks();
    pass(400);
  }
  equal(told.at(-1), ["end", "lost"]);
  check(FakeSocket.made.length > 10 && FakeSocket.made.length < 16, `${FakeSocket.made.length} attempts`);
}));

test("a call that another page has is not asked for again", () => withSocket((socket, { told, pass, newest }) => {
  newest().breaks(4409);
  pass(1000);
  equal(told, [["end", "taken"]]);
  equal(FakeSocket.made.length, 1);
}));

test("the end that the node tells is the end", () => withSocket((socket, { told, pass, newest }) => {
  newest().opens();
  newest().says('{"type":"ended","reason":"peer-gone"}');
  newest().breaks(1000);
  pass(1000);
  equal(told, [["open"], ["end", "ended", "peer-gone"]]);
  equal(FakeSocket.made.length, 1);
}));

test("without a connection everything waits, and nothing is kept for later", () => withSocket((socket, { newest }) => {
  check(socket.queuedBytes === Infinity, "as if all waited");
  socket.sendText({ type: "state" });
  socket.sendFrame(new Uint8Array(1));
  equal(newest().sent.length, 0);
  newest().opens();
  equal(socket.queuedBytes, 7);
  socket.sendText({ type: "state" });
  equal(newest().sent, ['{"type":"state"}']);
}));
