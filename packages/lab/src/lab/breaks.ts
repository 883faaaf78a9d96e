import { LabError } from "#errors.ts";
import type { Fault } from "#proxy/faults.ts";
import { type RoomComponent, roomComponents } from "#room/types.ts";

/** Something a person breaks in a room: one of its processes, or the way to its API server. */
export type Break = { act: "kill" | "freeze"; component: RoomComponent } | { act: "fault"; fault: Fault };

/** How to write each break on the command line; shown in help and errors. */
export const breakUsage = [
  "kill <component>          kill -9 a process of the room",
  "freeze <component>        stop it without ending it: connections stay open, nothing is answered",
  "hang                      the way to the API server accepts connections and answers nothing",
  "delay [ms] [jitterMs]     every request and event takes longer (default 500 200)",
  "reset                     connections are reset",
  "truncate [bytes]          answers break off after so many bytes (default 100)",
  "status <code> [count]     the next requests are answered 409, 410, 429, 500 ... (default: all)",
  "gone                      watch streams end with 410 Gone, once each",
  "drop-events [count]       events vanish from watch streams",
].map((line) => `  ${line}`);

/** Understands `kill kube-apiserver`, `delay 500 200`, `status 429 5` ... Throws `unknown_fault`. */
export function parseBreak(words: readonly string[]): Break {
  const [kind = "", first, second] = words;
  switch (kind) {
    case "kill":
    case "freeze":
      return { act: kind, component: parseComponent(first) };
    case "hang":
    case "reset":
      return { act: "fault", fault: { kind } };
    case "gone":
      return { act: "fault", fault: { kind, match: { watch: true } } };
    case "delay":
      return {
        act: "fault",
        fault: { kind, ms: number(first, 500, "ms"), jitterMs: number(second, 200, "jitterMs") },
      };
    case "truncate":
      return { act: "fault", fault: { kind, afterBytes: number(first, 100, "bytes") } };
    case "drop-events":
      return { act: "fault", fault: { kind, ...count(first) } };
    case "status": {
      const status = number(first, Number.NaN, "code");
      if (status < 400 || status > 599) throw unknown(`status ${first}: the code must be from 400 to 599`);
      const retry = status === 429 ? { retryAfterSeconds: 1 } : {};
      return { act: "fault", fault: { kind, status, ...retry, ...count(second) } };
    }
    default:
      throw unknown(`"${words.join(" ")}" is not a way to break a room`);
  }
}

function parseComponent(name: string | undefined): RoomComponent {
  const component = roomComponents.find((one) => one === name || one === `kube-${name}`);
  if (component) return component;
  throw new LabError(
    "unknown_component",
    name ? `a room has no component "${name}"` : "which component?",
    `name one of ${roomComponents.join(", ")}`,
  );
}

function count(word: string | undefined): { count?: number } {
  return word === undefined ? {} : { count: number(word, 1, "count") };
}

function number(word: string | undefined, fallback: number, what: string): number {
  const value = word === undefined ? fallback : Number(word);
  if (!Number.isFinite(value) || value < 0) throw unknown(`${what} must be a number, not "${word ?? ""}"`);
  return value;
}

const unknown = (message: string) =>
  new LabError("unknown_fault", message, `write one of:\n${breakUsage.join("\n")}`);
