import { expect, test } from "vitest";
import { timeAround } from "./event-time.ts";

test("the time of a row is in its id", () => {
  // The example of RFC 9562, appendix A.6: 2022-02-22T19:22:22.000Z.
  expect(timeAround("017f22e2-79b0-7cc3-98c4-dc0c0c07398f")).toEqual({
    since: "2022-02-22T19:21:22.000Z",
    until: "2022-02-22T19:23:22.000Z",
  });
});

test("what is no id of a row is looked for nowhere", () => {
  for (const id of ["", "x", "2ed6657d-e927-468b-955e-d7e8aa7d8f45", "017f22e279b07cc398c4dc0c0c07398f"])
    expect(timeAround(id)).toBeNull();
});
