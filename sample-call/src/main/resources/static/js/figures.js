// What a test, or a curious user in the console, may read of the page: window.callFigures, which changes nothing.

/** Publishes the figures of a telephone. */
export function publishFigures(phone) {
  const figures = () => ({
    state: phone.call?.state ?? "none",
    direction: phone.call?.direction ?? null,
    callId: phone.call?.id ?? null,
    ended: phone.ended,
    own: phone.media.state,
    peer: { ...phone.stage.peer },
    media: phone.figures(),
  });
  const published = Object.defineProperty({}, "loudnessAt", {
    value: (hertz) => phone.media.session?.hearing.loudnessAt(hertz) ?? -Infinity,
  });
  for (const name of Object.keys(figures())) {
    Object.defineProperty(published, name, { get: () => figures()[name], enumerable: true });
  }
  Object.defineProperty(window, "callFigures", { value: Object.freeze(published) });
}
