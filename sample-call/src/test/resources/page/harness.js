// The least that tests of page code need: named tests, three assertions, and results to read.

const tests = [];

/** Adds a test; the function may be asynchronous. */
export const test = (name, body) => tests.push({ name, body });

export function check(condition, message) {
  if (!condition) {
    throw new Error(message);
  }
}

/** Compares by what JSON makes of the two. */
export function equal(actual, expected, what = "value") {
  const [left, right] = [JSON.stringify(actual), JSON.stringify(expected)];
  check(left === right, `${what}: expected ${right}, got ${left}`);
}

export function within(actual, low, high, what = "value") {
  check(actual >= low && actual <= high, `${what}: expected ${low} to ${high}, got ${actual}`);
}

/** Runs all tests that were added; returns [{name, error}], error null for one that passed. */
export async function run() {
  const results = [];
  for (const { name, body } of tests) {
    try {
      await body();
      results.push({ name, error: null });
    } catch (error) {
      results.push({ name, error: String(error.stack ?? error) });
    }
  }
  return results;
}
