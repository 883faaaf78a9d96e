/** Texts that try to become something else than text, and what tells when one of them did. */
import type { Page } from "playwright-core";
import type { Say } from "./world.ts";

const attempts = [
  `<img src=x onerror=struck()>`,
  `"><svg onload=struck()>`,
  `'-struck()-'`,
  `</script><script>struck()</script>`,
  `<a href="javascript:struck()">x</a>`,
  `[x](javascript:struck())`,
  "{{constructor.constructor('struck()')()}}",
  "${struck()}",
  // Writes from right to left from here on, clears a terminal, draws in red.
  "\u202e\u001b[2J\u001b[31m",
];

/** Fields that take less, or that take only what can be printed. */
const short = (field: string) => `${field} ${attempts[0]}`;

export const hostile: Say = (field, most = 10_000) => {
  const whole = `${field} ${attempts.join(" ")}`;
  return whole.length <= most ? whole : short(field);
};

/** How such a text begins, whichever it is. */
export const hostileBeginning = short;

/**
 * Watches everything the page does from now on. To be called before it goes anywhere.
 * @returns tells what was seen since it was last asked
 */
export async function watchForStrikes(page: Page): Promise<() => Promise<readonly string[]>> {
  const strikes: string[] = [];
  await page.exposeFunction("tellStrike", (what: string) => void strikes.push(what));
  page.on("dialog", async (dialog) => {
    strikes.push(`dialog: ${dialog.message()}`);
    await dialog.dismiss();
  });
  page.on("request", (request) => {
    if (request.url().endsWith("/x")) strikes.push(`asked for an image of a text: ${request.url()}`);
  });
  await page.addInitScript(`
    globalThis.struck = () => tellStrike("a text was run");
    document.addEventListener("securitypolicyviolation", (event) =>
      tellStrike("policy: " + event.violatedDirective + " " + event.blockedURI + " " + event.sample));
  `);
  return async () => {
    // What a text would have made of itself, had it been taken for markup.
    const made = await page.evaluate(`[...document.querySelectorAll(
      "[onerror], [onload], a[href^='javascript:' i], img[src='x'], main svg[onload], script:not([src])")]
      .map((element) => element.outerHTML.slice(0, 200))`);
    return [...strikes.splice(0), ...(made as string[])];
  };
}
