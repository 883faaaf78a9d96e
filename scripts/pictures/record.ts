/**
 * A short recorded run: a release from its approval to a finished one, as an SVG that shows its frames one after the other.
 * An SVG needs no encoder, and is shown wherever a picture is.
 */
import { writeFile } from "node:fs/promises";
import type { Browser, Page } from "playwright-core";
import { pageFor, settled } from "./people.ts";
import type { Scene } from "./scene.ts";

const size = { width: 1000, height: 640 };
const secondsEach = 2;

export async function recordRelease(browser: Browser, scene: Scene, file: string): Promise<void> {
  const [lead, developer] = await Promise.all([
    pageFor(browser, scene, { person: "lead", viewport: size }),
    pageFor(browser, scene, { person: "developer", viewport: size }),
  ]);
  const frames: Buffer[] = [];
  const frame = async (page: Page) => {
    await settled(page);
    frames.push(await page.screenshot({ type: "jpeg", quality: 62 }));
  };
  const address = `/releases/${scene.planned}`;
  await lead.goto(address);
  await frame(lead);
  await lead.getByRole("button", { name: "Approve exactly this" }).click();
  await lead.getByText("Approved by").first().waitFor();
  await frame(lead);

  await developer.goto(address);
  await frame(developer);
  for (const position of [1, 2]) {
    await developer
      .getByRole("button", { name: /^(Next|Start)/ })
      .first()
      .click();
    await developer
      .getByText(new RegExp(`step ${position} of`))
      .first()
      .waitFor();
    await frame(developer);
    await developer.getByText("waiting for you").first().waitFor({ timeout: 60_000 });
    await frame(developer);
  }
  await writeFile(file, animation(frames));
  await Promise.all([lead, developer].map((page) => page.context().close()));
}

function animation(frames: readonly Buffer[]): string {
  const length = frames.length * secondsEach;
  const share = 100 / frames.length;
  const images = frames.map(
    (jpeg, at) =>
      `<image width="${size.width}" height="${size.height}" style="animation-delay:${at * secondsEach}s" ` +
      `href="data:image/jpeg;base64,${jpeg.toString("base64")}"/>`,
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width} ${size.height}" role="img">`,
    "<title>A release: approved by the lead, then released step by step over four rooms</title>",
    `<style>image{opacity:0;animation:show ${length}s step-end infinite}`,
    `@keyframes show{0%{opacity:1}${share.toFixed(3)}%{opacity:0}}</style>`,
    ...images,
    "</svg>",
    "",
  ].join("\n");
}
