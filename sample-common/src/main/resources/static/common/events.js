// What the server says has changed: a subject, never what became of it.

const RETRY_MILLIS = 2000;

/**
 * Listens until the page is left. `opened` is called whenever the stream begins, after which everything is to be read anew, `changed` with a
 * subject and the id after its colon, `lost` when the server does not answer.
 */
export function listen({ opened, changed, lost }) {
  const events = new EventSource("/api/events");
  events.addEventListener("open", opened);
  events.addEventListener("message", (event) => {
    const [subject, id] = event.data.split(":");
    changed(subject, id);
  });
  events.addEventListener("error", () => {
    lost();
    if (events.readyState === EventSource.CLOSED) {
      setTimeout(() => listen({ opened, changed, lost }), RETRY_MILLIS);
    }
  });
}
