import { expect, test } from "vitest";
import { createPasswords } from "./password.ts";

const passwords = createPasswords();

test("a hash says how it was made, never looks the same twice, and knows its password", async () => {
  const [one, two] = await Promise.all([passwords.hash("correct horse"), passwords.hash("correct horse")]);
  expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
  expect(one).not.toBe(two);
  expect(await passwords.verify("correct horse", one)).toBe(true);
  expect(await passwords.verify("correct hors", one)).toBe(false);
});

test("without an account the work is done all the same, and the answer is no", async () => {
  expect(await passwords.verify("anything", null)).toBe(false);
});

test("a hash made elsewhere is understood, and known to be made with other parameters", async () => {
  // RFC 9106's algorithm by the reference program: echo -n password | argon2 somesalt -id -t 2 -m 16 -p 1 -l 24 -e
  const foreign = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
  expect(await passwords.verify("password", foreign)).toBe(true);
  expect(passwords.outdated(foreign)).toBe(true);
  expect(passwords.outdated(await passwords.hash("x"))).toBe(false);
});

test("of very many at once some are sent away instead of waiting for ever", async () => {
  const attempts = await Promise.allSettled(Array.from({ length: 60 }, () => passwords.verify("x", null)));
  const refused = attempts.filter(({ status }) => status === "rejected");
  expect(refused).toHaveLength(60 - 52);
  expect(refused[0]).toMatchObject({ reason: { code: "access_busy", status: 503 } });
  expect(await passwords.verify("x", null)).toBe(false);
});
