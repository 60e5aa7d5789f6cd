import { describeDuration, describeEnd, describeState } from "/js/words.js";
import { equal, test } from "./harness.js";

const call = (direction, state = "ringing", name = "Bob") => ({ direction, state, name });

test("each side reads of an end what it means to it", () => {
  equal(describeEnd(call("out"), "refused"), "Bob refused the call.");
  equal(describeEnd(call("in"), "refused"), "You refused the call from Bob.");
  equal(describeEnd(call("out"), "no-answer"), "Bob did not answer.");
  equal(describeEnd(call("in"), "no-answer"), "You missed a call from Bob.");
  equal(describeEnd(call("in"), "hung-up"), "You missed a call from Bob.");
  equal(describeEnd(call("in", "active"), "hung-up"), "The call has ended.");
  equal(describeEnd(call("out"), "unreachable"), "Bob cannot be reached now.");
});

test("a reason that this page does not know is an end all the same", () => {
  equal(describeEnd(call("out", "active"), "of-a-later-version"), "The call has ended.");
});

test("what a node says of a failure follows", () => {
  equal(describeEnd({ ...call("out"), text: "No way was found." }, "failed"),
    "The call with Bob could not be connected. No way was found.");
});

test("a name cannot turn the text around it", () => {
  equal(describeEnd(call("out", "ringing", "\u202eboB"), "busy"), "\ufffdboB is in another call.");
});

test("a state has words, and a running call its time", () => {
  equal(describeState(call("out", "calling")), "Calling…");
  equal(describeState(call("out", "ringing")), "Ringing…");
  equal(describeDuration(0), "00:00");
  equal(describeDuration(61_999), "01:01");
  equal(describeDuration(3_601_000), "1:00:01");
});
