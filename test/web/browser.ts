/** A real Chromium before a real Halcyon over real clusters. When a test fails, what its pages showed is kept. */
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { accessEndpoints } from "@halcyon/contracts";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { afterEach } from "vitest";
import {
  type Fixture,
  type FixtureRoom,
  releaseFixture,
} from "../../packages/server/src/domains/releases/testing/fixture.ts";
import { adminPassword, personPassword } from "../../packages/server/src/testing/server.ts";
import { pagesDir } from "../../scripts/web.ts";
import { findChromium } from "./chromium.ts";

/** Who can sign in at a stage: see `releaseFixture`. */
export type Person = "lin" | "wang" | "zhou" | "admin";

export interface Stage extends Fixture {
  readonly browser: Browser;
  /** A page of a browser of its own, signed in as a person; what it says to its console as an error fails `close`. */
  page(person: Person | null, options?: BrowserContextOptions): Promise<Page>;
}

const launchArguments = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** What a browser says that is no fault of a page: refusals are answers, and a stage's server comes and goes. */
const ordinary = /Failed to load resource|WebSocket connection to|net::ERR_/;

/** On a machine that is shared, a page may take its time. */
const patienceMs = 60_000;

const picturesDir = join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), ".halcyon", "test-pages");
const opened = new Set<Page>();
afterEach(async ({ task }) => {
  if (task.result?.state !== "fail") return;
  await mkdir(picturesDir, { recursive: true });
  const name = task.name.replace(/[^a-z0-9]+/gi, "-").slice(0, 60);
  const pictures = [...opened].map((page, at) =>
    page.screenshot({ path: join(picturesDir, `${name}-${at + 1}.png`), timeout: 5_000 }),
  );
  await Promise.allSettled(pictures);
  console.error(`what the pages showed is in ${picturesDir}/${name}-*.png`);
});

/** Starts a Halcyon with pages over the rooms, and a browser. */
export async function stage(rooms: readonly FixtureRoom[]): Promise<Stage> {
  const fixture = await releaseFixture(rooms, { config: { pagesDir } });
  const browser = await chromium
    .launch({ executablePath: await findChromium(), args: launchArguments, headless: true })
    .catch(async (error: unknown) => {
      await fixture.close();
      throw error;
    });
  const faults: string[] = [];
  return {
    ...fixture,
    browser,
    async page(person, options = {}) {
      const context = await browser.newContext({
        baseURL: fixture.server.url,
        locale: "en-GB",
        viewport: { width: 1280, height: 800 },
        ...options,
      });
      context.setDefaultTimeout(patienceMs);
      const page = await context.newPage();
      opened.add(page);
      page.on("close", () => opened.delete(page));
      page.on("pageerror", (error) => faults.push(`${page.url()}: ${error.stack ?? error.message}`));
      page.on("console", (message) => {
        if (message.type() === "error" && !ordinary.test(message.text()))
          faults.push(`${page.url()}: ${message.text()}`);
      });
      if (person !== null) {
        const password = person === "admin" ? adminPassword : personPassword;
        const answer = await context.request.post(accessEndpoints.signIn.path, {
          data: { name: person, password },
          headers: { origin: fixture.server.url },
        });
        if (!answer.ok()) throw new Error(`${person} could not sign in: ${await answer.text()}`);
      }
      return page;
    },
    async close() {
      await browser.close();
      await fixture.close();
      if (faults.length > 0) throw new Error(`pages failed:\n${faults.join("\n")}`);
    },
  };
}
