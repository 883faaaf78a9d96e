/** `npm run pictures`: takes every picture of the guides anew, from a fleet of its own with telling things going on in it. */
import { mkdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { findChromium } from "../../test/web/chromium.ts";
import { createDemoProgress } from "../demo/progress.ts";
import { recordRelease } from "./record.ts";
import { openScene } from "./scene.ts";
import { takePictures } from "./shots.ts";

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const pictures = join(root, "docs/guides/pictures");
const { step, clear } = createDemoProgress(process.stderr);
const stopAsked = new AbortController();
for (const name of ["SIGINT", "SIGTERM"] as const) process.on(name, () => stopAsked.abort());

await using ending = new AsyncDisposableStack();
const scene = await openScene(root, step, ending, stopAsked.signal);
const browser = await chromium.launch({
  executablePath: await findChromium(),
  args: ["--no-sandbox", "--disable-gpu", "--hide-scrollbars"],
});
ending.defer(() => browser.close());
await rm(pictures, { recursive: true, force: true });
await mkdir(pictures, { recursive: true });
await step("A recorded release", () => recordRelease(browser, scene, join(pictures, "a-release.svg")));
const taken = await step("Pictures", (say) => takePictures(browser, scene, pictures, say));
clear();
console.log(`${taken.length + 1} pictures in ${pictures}`);
