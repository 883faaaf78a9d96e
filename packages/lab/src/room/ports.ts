import { createServer } from "node:net";

/**
 * Ports are taken from below Linux' ephemeral range (32768 up), so that no outgoing connection of anyone can sit on one
 * between our look and the component's bind. Ports handed out to rooms of this process are never handed out twice.
 */
const lowest = 20_000;
const highest = 31_999;
const handedOut = new Set<number>();

/** True when 127.0.0.1:port can be bound now. */
export function isPortFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen({ port, host: "127.0.0.1", exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** A free loopback port; `preferred` is kept when it is free. */
export async function takePort(preferred?: number): Promise<number> {
  if (preferred !== undefined && !handedOut.has(preferred) && (await isPortFree(preferred))) {
    handedOut.add(preferred);
    return preferred;
  }
  for (let attempt = 0; attempt < 500; attempt += 1) {
    const port = lowest + Math.floor(Math.random() * (highest - lowest + 1));
    if (handedOut.has(port)) continue;
    handedOut.add(port);
    if (await isPortFree(port)) return port;
    handedOut.delete(port);
  }
  throw new Error(`no free port found on 127.0.0.1 between ${lowest} and ${highest}`);
}

/** Gives a port back when its room has stopped. */
export function returnPort(port: number): void {
  handedOut.delete(port);
}
