import { request } from "node:http";
import { inject } from "vitest";
import type { SharedRoom } from "./rooms-service.ts";

declare module "vitest" {
  interface ProvidedContext {
    roomsSocket: string;
  }
}

/** The four rooms this run shares. Waits until they are up, which the first caller pays for. */
export function sharedRooms(): Promise<SharedRoom[]> {
  return new Promise((resolve, reject) => {
    const asked = request({ socketPath: inject("roomsSocket"), path: "/" }, async (response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of response) chunks.push(chunk as Buffer);
      const text = Buffer.concat(chunks).toString("utf8");
      if (response.statusCode === 200) resolve(JSON.parse(text) as SharedRoom[]);
      else reject(new Error(`the shared rooms did not start: ${text}`));
    });
    asked.on("error", reject);
    asked.end();
  });
}

export type { SharedRoom };
