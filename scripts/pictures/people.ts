import { accessEndpoints } from "@halcyon/contracts";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { demoPassword } from "../demo/accounts.ts";
import type { Scene } from "./scene.ts";

export interface Look extends Pick<BrowserContextOptions, "colorScheme" | "viewport" | "locale"> {
  readonly person: "developer" | "lead" | "operator" | "admin" | null;
}

/** A page of a browser of its own, signed in. Close its context when done. */
export async function pageFor(browser: Browser, scene: Scene, look: Look): Promise<Page> {
  const { person, ...options } = look;
  const context = await browser.newContext({
    baseURL: scene.url,
    viewport: { width: 1280, height: 800 },
    locale: "en-GB",
    reducedMotion: "reduce",
    ...options,
  });
  if (person !== null) {
    const answer = await context.request.post(accessEndpoints.signIn.path, {
      data: { name: person, password: demoPassword },
      headers: { origin: scene.url },
    });
    if (!answer.ok()) throw new Error(`${person} could not sign in: ${await answer.text()}`);
  }
  return context.newPage();
}

/** Runs in the page: done when nothing has changed for a moment, or much has for long. */
const untilQuiet = `new Promise((resolve) => {
  const quietMs = 700;
  let timer = setTimeout(resolve, quietMs);
  setTimeout(resolve, 8000);
  new MutationObserver(() => {
    clearTimeout(timer);
    timer = setTimeout(resolve, quietMs);
  }).observe(document.body, { subtree: true, childList: true, characterData: true });
})`;

/** Waits until what the page shows stands still. */
export async function settled(page: Page): Promise<void> {
  await page.evaluate(untilQuiet);
}
