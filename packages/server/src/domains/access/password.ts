import { type Argon2Parameters, argon2, randomBytes, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";
import { errors } from "./errors.ts";

// OWASP Password Storage Cheat Sheet, argon2id: 19 MiB, two passes, one lane.
const memoryKiB = 19_456;
const passes = 2;
const lanes = 1;
const saltBytes = 16;
const hashBytes = 32;

/** Each takes 19 MiB and a thread of libuv's four, which others need, too. */
const atOnce = 2;
const mostWaiting = 50;

const derive = promisify(argon2) as (algorithm: "argon2id", parameters: Argon2Parameters) => Promise<Buffer>;

export interface Passwords {
  /** @returns a PHC string: `$argon2id$v=19$m=19456,t=2,p=1$<salt>$<hash>` */
  hash(password: string): Promise<string>;
  /**
   * @param stored null when there is no such account: takes as long as if there were, and answers false
   * @throws HalcyonError `access_busy` when too many wait already
   */
  verify(password: string, stored: string | null): Promise<boolean>;
  /** True when made with other parameters than today's: hash again when the password is at hand. */
  outdated(stored: string): boolean;
}

const current = `$argon2id$v=19$m=${memoryKiB},t=${passes},p=${lanes}$`;

/** Password hashing by argon2id (RFC 9106), a few at a time. */
export function createPasswords(): Passwords {
  const slot = limit(atOnce, mostWaiting);
  const stranger = `${current}${encode(randomBytes(saltBytes))}$${encode(randomBytes(hashBytes))}`;
  return {
    hash: (password) =>
      slot(async () => {
        const nonce = randomBytes(saltBytes);
        const made = await compute(password, { nonce, memory: memoryKiB, passes, lanes, length: hashBytes });
        return `${current}${encode(nonce)}$${encode(made)}`;
      }),
    verify: (password, stored) =>
      slot(async () => {
        const { expected, ...parameters } = parse(stored ?? stranger);
        const made = await compute(password, { ...parameters, length: expected.length });
        return timingSafeEqual(made, expected) && stored !== null;
      }),
    outdated: (stored) => !stored.startsWith(current),
  };
}

interface Parameters {
  nonce: Buffer;
  memory: number;
  passes: number;
  lanes: number;
  length: number;
}

function compute(
  password: string,
  { nonce, memory, passes: rounds, lanes: parallelism, length }: Parameters,
) {
  // One way to write each password: what looks the same on two keyboards is the same (NIST SP 800-63B 5.1.1.2).
  const message = Buffer.from(password.normalize("NFKC"), "utf8");
  return derive("argon2id", { message, nonce, parallelism, tagLength: length, memory, passes: rounds });
}

function parse(stored: string): Omit<Parameters, "length"> & { expected: Buffer } {
  const found = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([^$]+)\$([^$]+)$/.exec(stored);
  if (found === null) throw new Error("a stored password hash is not in the form $argon2id$...");
  const [, memory, rounds, parallelism, nonce = "", expected = ""] = found;
  return {
    memory: Number(memory),
    passes: Number(rounds),
    lanes: Number(parallelism),
    nonce: Buffer.from(nonce, "base64"),
    expected: Buffer.from(expected, "base64"),
  };
}

function encode(bytes: Buffer): string {
  return bytes.toString("base64").replace(/=+$/, "");
}

function limit(most: number, waitingMost: number) {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (running >= most) {
      if (waiting.length >= waitingMost)
        throw errors.busy({ detail: "Too many wait already.", retryAfter: 1 });
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else running++;
    try {
      return await work();
    } finally {
      // The place goes straight to the next in line, so nobody slips in between.
      const next = waiting.shift();
      if (next === undefined) running--;
      else next();
    }
  };
}
