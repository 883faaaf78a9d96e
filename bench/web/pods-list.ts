/** The list of all pods while somebody types what narrows it, and scrolls from end to end. */
import { fleetEndpoints } from "@halcyon/contracts";
import type { Page } from "playwright-core";
import type { ApiClient } from "../../packages/server/src/testing/client.ts";
import type { BenchRow } from "../report.ts";
import { armed, type BenchBrowser } from "./browser.ts";
import { scrolling } from "./scroll.ts";

/** Words whose last key changes the number of rows, so that the number tells that it was heard. */
const narrowing = {
  few: ["app:article-api-8", "ip:10.128.3.17", "ip:10.144.20.9", "app:video-api-4"],
  thousands: ["node-001", "node-0007", "team=team-11", "image:1.3"],
} as const;
const typings = 16;
/** Milliseconds between keys: a fast writer's, and faster than a hand. */
const keyPauses = [90, 30] as const;

export const totalText = (total: number) => `${total.toLocaleString("en-GB")} in all`;

export async function podsList(browser: BenchBrowser, api: ApiClient, pods: number): Promise<BenchRow[]> {
  const page = await browser.page();
  let lost = 0;
  page.on("websocket", (socket) => socket.on("close", () => (lost += 1)));
  await page.goto("/pods");
  await page.getByText(totalText(pods), { exact: true }).waitFor();
  const rows = [
    await filtering(page, api, pods, "few", "one that leaves few"),
    await filtering(page, api, pods, "thousands", "one that leaves thousands"),
    ...(await scrolling(page)),
  ];
  // What a page asks for while it scrolls must not be too much for the server.
  if (lost > 0) throw new Error(`the live socket was closed ${lost} times`);
  await page.context().close();
  return rows;
}

async function filtering(
  page: Page,
  api: ApiClient,
  pods: number,
  leaves: keyof typeof narrowing,
  told: string,
): Promise<BenchRow> {
  const field = page.getByLabel("Filter", { exact: true });
  const totals = new Map<string, number>();
  for (const words of narrowing[leaves]) totals.set(words, await finalTotal(api, words));
  const samples: number[] = [];
  for (let at = 0; at < typings; at++) {
    const words = narrowing[leaves][at % narrowing[leaves].length] ?? "";
    const total = totalText(totals.get(words) ?? 0);
    await field.focus();
    const shown = await armed(page, `totalAfterKeys(${words.length}, ${JSON.stringify(total)})`);
    await field.pressSequentially(words, { delay: keyPauses[(at >> 2) % 2] ?? 0 });
    samples.push(await shown());
    await field.press("Escape");
    await page.getByText(totalText(pods), { exact: true }).waitFor();
  }
  return {
    what: `30,000 pods: last key of a filter, ${told} -> its rows and their number`,
    unit: "ms",
    samples,
    bar: { of: "p95", most: 100, text: "p95 <= 100 ms" },
    note: `keys every ${keyPauses.join(" and ")} ms; ${[...totals.values()].join(", ")} rows`,
  };
}

/** @throws Error when what is typed before the last key leaves as many rows as the whole */
async function finalTotal(api: ApiClient, words: string): Promise<number> {
  const totalOf = async (q: string) =>
    (await api.get(fleetEndpoints.podList, { query: { q, limit: 1 } })).total;
  const final = await totalOf(words);
  for (let keys = 1; keys < words.length; keys++) {
    if ((await totalOf(words.slice(0, keys))) === final)
      throw new Error(`"${words.slice(0, keys)}" leaves as many pods as "${words}": ${final}`);
  }
  return final;
}
