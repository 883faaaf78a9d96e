/** The live socket of a page, in the hands of a test. */
import type { Page, WebSocketRoute } from "playwright-core";

export interface LiveSocket {
  /** The connection stays, and nothing of it arrives any more: a browser that has not heard yet. */
  deafen(): void;
  /** Breaks the connection, and every new one, until it is mended. */
  cut(): Promise<void>;
  mend(): void;
}

/** To be called before the page goes anywhere. */
export async function liveSocketOf(page: Page): Promise<LiveSocket> {
  let state: "whole" | "deaf" | "cut" = "whole";
  const open = new Set<WebSocketRoute>();
  await page.routeWebSocket(/\/live/, async (socket) => {
    if (state === "cut") return socket.close({ code: 1011, reason: "cut by the test" });
    const server = socket.connectToServer();
    open.add(socket);
    socket.onClose(() => {
      open.delete(socket);
      void server.close();
    });
    socket.onMessage((message) => server.send(message));
    server.onMessage((message) => {
      if (state !== "deaf") socket.send(message);
    });
    return undefined;
  });
  return {
    deafen() {
      state = "deaf";
    },
    async cut() {
      state = "cut";
      const broken = [...open].map((socket) => socket.close({ code: 1011, reason: "cut by the test" }));
      open.clear();
      await Promise.all(broken);
    },
    mend() {
      state = "whole";
    },
  };
}
