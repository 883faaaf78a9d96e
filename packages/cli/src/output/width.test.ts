import { expect, test } from "vitest";
import { displayWidth, fit, pad } from "./width.ts";

test.each([
  ["", 0],
  ["north", 5],
  ["北方移动", 8],
  ["北a方", 5],
  ["e\u0301", 1],
  ["한국", 4],
  ["｡", 1],
  ["Ａ", 2],
  ["👩‍💻", 2],
  ["✓▶·…", 4],
  ["\u001b[32mgreen\u001b[39m", 5],
])("%j takes %i columns", (text, width) => {
  expect(displayWidth(text)).toBe(width);
});

test("texts are filled by what they take on the screen", () => {
  expect(pad("北方", 6)).toBe("北方  ");
  expect(pad("7", 3, true)).toBe("  7");
});

test("texts are cut between characters, never through one", () => {
  expect(fit("北方移动", 8)).toBe("北方移动");
  expect(fit("北方移动", 7)).toBe("北方移…");
  expect(fit("北方移动", 6)).toBe("北方…");
  expect(fit("abc", 2)).toBe("a…");
});
