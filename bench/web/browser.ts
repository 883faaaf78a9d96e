/** The browser of a benchmark: a real Chromium, signed in, with a clock in its pages. */
import { join } from "node:path";
import { accessEndpoints } from "@halcyon/contracts";
import { chromium, type Page } from "playwright-core";
import { findChromium } from "../../test/web/chromium.ts";
import type { MeasuredHalcyon } from "../halcyon.ts";

export interface BenchBrowser {
  /** A page of a browser profile of its own: nothing is cached. Close its context when done. */
  page(): Promise<Page>;
  close(): Promise<void>;
}

const quiet = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
];

export async function openBrowser(halcyon: MeasuredHalcyon): Promise<BenchBrowser> {
  const browser = await chromium.launch({ executablePath: await findChromium(), args: quiet });
  const options = { baseURL: halcyon.url, locale: "en-GB", viewport: { width: 1280, height: 800 } };
  const signedIn = await browser.newContext(options);
  const answer = await signedIn.request.post(accessEndpoints.signIn.path, {
    data: { name: "lin", password: halcyon.password },
    headers: { origin: halcyon.url },
  });
  if (!answer.ok()) throw new Error(`the browser could not sign in: ${await answer.text()}`);
  const storageState = await signedIn.storageState();
  await signedIn.close();
  return {
    async page() {
      const context = await browser.newContext({ ...options, storageState });
      await context.addInitScript({ path: join(import.meta.dirname, "page-clock.js") });
      return context.newPage();
    },
    close: () => browser.close(),
  };
}

/** Begins to wait for something in the page; what is given is there once the page has begun. */
export async function armed(page: Page, call: string): Promise<() => Promise<number>> {
  await page.evaluate(`void (globalThis.benchWaiting = benchClock.${call})`);
  return () => page.evaluate<number>("benchWaiting");
}
