/** The first page of somebody who is signed in and was never here, and from there the list of all pods. */
import { stat } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Request } from "playwright-core";
import { pagesDir } from "../../scripts/web.ts";
import type { BenchRow } from "../report.ts";
import { armed, type BenchBrowser } from "./browser.ts";

const visits = 15;

/** @param total what the list of pods says there are, as it writes it */
export async function firstViews(browser: BenchBrowser, rooms: number, total: string): Promise<BenchRow[]> {
  const usable: number[] = [];
  const rows: number[] = [];
  let gzipped = 0;
  let received = 0;
  // The first visit is the server's warming up.
  for (let visit = -1; visit < visits; visit++) {
    const page = await browser.page();
    const scripts: Request[] = [];
    page.on("requestfinished", (request) => {
      if (request.resourceType() === "script") scripts.push(request);
    });
    await page.goto("/", { waitUntil: "commit" });
    const shown = await page.evaluate<number>(`benchClock.overview(${rooms})`);
    await page.waitForLoadState("networkidle");
    if (visit === -1) {
      gzipped = await sum(scripts, async (request) => (await stat(gzippedFile(request.url()))).size);
      received = await sum(scripts, async (request) => (await request.sizes()).responseBodySize);
    }
    const listed = await armed(page, `rowsAfterClick(${JSON.stringify(total)})`);
    await page.getByRole("navigation").getByRole("link", { name: "Pods", exact: true }).click();
    const took = await listed();
    if (visit >= 0) {
      usable.push(shown);
      rows.push(took);
    }
    await page.context().close();
  }
  return [
    {
      what: "first view: gzipped script",
      unit: "KB",
      samples: [gzipped / 1000],
      bar: { of: "max", most: 300, text: "<= 300 KB" },
      note: `${(received / 1000).toFixed(0)} KB as this browser asked for it`,
    },
    {
      what: "first view: navigation -> overview with its numbers, nothing cached in the browser",
      unit: "ms",
      samples: usable,
      bar: { of: "p95", most: 1_000, text: "p95 < 1 s" },
    },
    {
      what: "30,000 pods: click in the navigation -> first rows, first time in this browser",
      unit: "ms",
      samples: rows,
      bar: { of: "p95", most: 300, text: "p95 <= 300 ms" },
      note: "Headlamp publishes, for its map of 30,000 pods on its own hardware, every operation under 37 ms; not run here",
    },
  ];
}

function gzippedFile(url: string): string {
  return join(pagesDir, "assets", `${basename(new URL(url).pathname)}.gz`);
}

async function sum(
  requests: readonly Request[],
  sizeOf: (request: Request) => Promise<number>,
): Promise<number> {
  const sizes = await Promise.all(requests.map(sizeOf));
  return sizes.reduce((all, size) => all + size, 0);
}
