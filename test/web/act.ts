/** How people act and look in tests: by what they read, never by how a page is built. */
import type { Locator, Page } from "playwright-core";

/** Waits until a text can be read somewhere on the page. */
export async function seen(page: Page | Locator, text: string | RegExp): Promise<void> {
  await page.getByText(text).filter({ visible: true }).first().waitFor();
}

/** Waits until a text is nowhere to be read any more. */
export async function gone(page: Page | Locator, text: string | RegExp): Promise<void> {
  await page.getByText(text).filter({ visible: true }).first().waitFor({ state: "hidden" });
}

export const button = (page: Page | Locator, name: string | RegExp) =>
  page.getByRole("button", { name, ...(typeof name === "string" ? { exact: true } : {}) });

export const heading = (page: Page | Locator, name: string | RegExp) => page.getByRole("heading", { name });

/** Types into the field with this label; what was there is replaced. */
export async function fill(page: Page | Locator, label: string, text: string): Promise<void> {
  await page.getByRole("textbox", { name: label, exact: true }).fill(text);
}

/** Picks from a list that narrows as one types, such as a form's choice of an app. */
export async function pick(page: Page | Locator, label: string, option: string): Promise<void> {
  await page.getByRole("combobox", { name: label, exact: true }).click();
  // The list lies over everything, not inside what it belongs to.
  const whole = "page" in page ? page.page() : page;
  await whole.getByRole("option", { name: option, exact: true }).click();
}

/** The page's state as its address has it: path and query. */
export function addressOf(page: Page): string {
  const { pathname, search } = new URL(page.url());
  return pathname + search;
}
