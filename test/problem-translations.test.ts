import { expect, test } from "vitest";
import { errorCatalogue } from "../packages/server/src/platform/errors.ts";
import "../packages/server/src/app.ts";
import { chineseProblems } from "../packages/web/src/i18n/problems/chinese.ts";

// The server's codes and the web's Chinese for them are in two packages that do not know each other.

const catalogue = errorCatalogue();
const codes = [...catalogue.keys()].sort();

test("every code of the server has a Chinese text, and every text has a code", () => {
  expect(codes.length).toBeGreaterThan(60);
  expect(Object.keys(chineseProblems).sort()).toEqual(codes);
});

test("each was written from the hint the catalogue has now", () => {
  const written = Object.fromEntries(Object.entries(chineseProblems).map(([code, { of }]) => [code, of]));
  expect(written).toEqual(Object.fromEntries([...catalogue].map(([code, { hint }]) => [code, hint])));
});

test("the texts are Chinese", () => {
  for (const [code, { title, hint }] of Object.entries(chineseProblems)) {
    expect(title, code).toMatch(/\p{Script=Han}/u);
    expect(hint, code).toMatch(/\p{Script=Han}/u);
    // Chinese sentences end, and pause, with Chinese marks.
    expect(hint, code).toMatch(/[。]$/);
    expect(title, code).not.toMatch(/[。.]$/);
  }
});
