/** The list of pictures, and how each is taken. */
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { type Look, pageFor, settled } from "./people.ts";
import type { Scene } from "./scene.ts";

interface Shot {
  readonly name: string;
  readonly path: string;
  readonly look?: Partial<Look>;
  /** What is done on the page before. */
  readonly before?: (page: Page, scene: Scene) => Promise<void>;
}

const phone = { width: 390, height: 844 };

const shotsOf = (scene: Scene): readonly Shot[] => [
  { name: "sign-in", path: "/", look: { person: null } },
  { name: "overview", path: "/" },
  { name: "overview-dark-zh", path: "/", look: { colorScheme: "dark", locale: "zh-CN" } },
  { name: "search", path: "/search?q=frontpage" },
  {
    name: "palette",
    path: "/",
    before: async (page) => {
      await page.keyboard.press("Control+k");
      await page.keyboard.type("ticker");
    },
  },
  { name: "pods", path: "/pods" },
  { name: "nodes", path: "/nodes" },
  { name: "events", path: "/events" },
  {
    name: "pod",
    path: "/pods?q=app:frontpage",
    before: async (page) => {
      await page
        .getByRole("link", { name: /^frontpage-/ })
        .first()
        .click();
      await page
        .getByRole("heading", { name: /frontpage-/ })
        .first()
        .waitFor();
    },
  },
  { name: "apps", path: "/apps" },
  { name: "app", path: "/apps/comments" },
  { name: "spec", path: "/apps/comments/spec" },
  { name: "releases", path: "/releases" },
  { name: "plan", path: "/releases/new?app=ticker" },
  { name: "release", path: `/releases/${scene.planned}` },
  { name: "approve", path: `/releases/${scene.waiting}`, look: { person: "lead" } },
  { name: "approve-phone", path: `/releases/${scene.waiting}`, look: { person: "lead", viewport: phone } },
  { name: "approvals", path: "/approvals", look: { person: "lead" } },
  { name: "audit", path: "/audit", look: { person: "admin" } },
  { name: "people", path: "/settings/people", look: { person: "admin" } },
  { name: "clusters", path: "/settings/clusters", look: { person: "operator" } },
  { name: "add-cluster", path: "/settings/add-cluster", look: { person: "operator" } },
  { name: "overview-phone", path: "/", look: { viewport: phone } },
  {
    name: "dead-cluster",
    path: "/",
    before: async (page, { lab }) => {
      await lab.room("north-telecom").break({ act: "fault", fault: { kind: "hang" } });
      await page.getByText("unreachable").first().waitFor({ timeout: 60_000 });
    },
  },
];

/** @returns the names of the pictures taken */
export async function takePictures(
  browser: Browser,
  scene: Scene,
  dir: string,
  say: (what: string) => void,
): Promise<string[]> {
  const taken: string[] = [];
  for (const { name, path, look = {}, before } of shotsOf(scene)) {
    say(name);
    const page = await pageFor(browser, scene, { person: "developer", ...look });
    await page.goto(path);
    await settled(page);
    if (before !== undefined) {
      await before(page, scene);
      await settled(page);
    }
    await page.screenshot({ path: join(dir, `${name}.png`) });
    await page.context().close();
    taken.push(name);
  }
  return taken;
}
