// Runs every file of tests that the server names, and shows the results; window.results is read by the build.

import { run } from "./harness.js";

async function results() {
  try {
    for (const name of await (await fetch("tests")).json()) {
      await import(`./${name}`);
    }
    return await run();
  } catch (error) {
    return [{ name: "loading the tests", error: String(error.stack ?? error) }];
  }
}

window.results = await results();
document.getElementById("report").textContent = window.results
  .map(({ name, error }) => (error === null ? `ok    ${name}` : `FAIL  ${name}\n      ${error}`))
  .join("\n");
