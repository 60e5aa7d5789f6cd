// The WebSocket between this page and its node. When it breaks it is opened again for five seconds, as long as the node keeps the call.

const RETRY_MILLIS = 400;
const GIVE_UP_MILLIS = 5000;
const TAKEN = 4409;

export class MediaSocket {
  /** Handlers: onOpen(), onFrame(buffer), onText(message), onLost(), onEnd(why, reason): "taken", "lost", or "ended" with the node's reason. */
  constructor(callId, handlers) {
    this.url = `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/media?call=${encodeURIComponent(callId)}`;
    this.handlers = handlers;
    this.done = false;
    this.lostSince = null;
    this.connect();
  }

  connect() {
    const socket = new WebSocket(this.url);
    socket.binaryType = "arraybuffer";
    socket.addEventListener("open", () => {
      this.lostSince = null;
      this.handlers.onOpen();
    });
    socket.addEventListener("message", ({ data }) => this.receive(data));
    socket.addEventListener("close", ({ code }) => this.closed(code));
    this.socket = socket;
  }

  receive(data) {
    if (this.done) {
      return;
    }
    if (typeof data !== "string") {
      this.handlers.onFrame(data);
      return;
    }
    const message = JSON.parse(data);
    if (message.type === "ended") {
      this.end("ended", message.reason);
    } else {
      this.handlers.onText(message);
    }
  }

  closed(code) {
    if (this.done) {
      return;
    }
    const now = performance.now();
    this.lostSince ??= now;
    if (code === TAKEN) {
      this.end("taken");
    } else if (now - this.lostSince > GIVE_UP_MILLIS) {
      this.end("lost");
    } else {
      this.handlers.onLost();
      this.retry = setTimeout(() => this.connect(), RETRY_MILLIS);
    }
  }

  end(why, reason) {
    this.close();
    this.handlers.onEnd(why, reason);
  }

  get isOpen() {
    return this.socket.readyState === WebSocket.OPEN;
  }

  /** Bytes that wait in the browser for the node; all, if there is no way to it. */
  get queuedBytes() {
    return this.isOpen ? this.socket.bufferedAmount : Infinity;
  }

  sendFrame(bytes) {
    if (this.isOpen) {
      this.socket.send(bytes);
    }
  }

  sendText(message) {
    if (this.isOpen) {
      this.socket.send(JSON.stringify(message));
    }
  }

  close() {
    this.done = true;
    clearTimeout(this.retry);
    this.socket.close();
  }
}
