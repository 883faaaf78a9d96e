/** Operations register a cluster in the browser: what is wrong is said while it is typed, and no secret stays. */
import { fleetEndpoints } from "@halcyon/contracts";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { stringify } from "yaml";
import { createKubeClient } from "../../packages/server/src/kube/client.ts";
import { type SharedRoom, sharedRooms } from "../rooms.ts";
import { type Stage, stage } from "./browser.ts";

let on: Stage;
let known: SharedRoom;
let fresh: SharedRoom;

beforeAll(async () => {
  const [first, second] = await sharedRooms();
  if (first === undefined || second === undefined) throw new Error("two rooms are needed");
  known = first;
  fresh = second;
  on = await stage([known]);
});
afterAll(() => on?.close());

/** A kubeconfig with two contexts, of which the second leads somewhere. */
function kubeconfig(room: SharedRoom, token: string): string {
  const authority = Buffer.from(room.caData).toString("base64");
  return stringify({
    apiVersion: "v1",
    kind: "Config",
    contexts: [
      { name: "nowhere", context: { cluster: "gone", user: "u" } },
      { name: "right", context: { cluster: "c", user: "u" } },
    ],
    clusters: [{ name: "c", cluster: { server: room.server, "certificate-authority-data": authority } }],
    users: [{ name: "u", user: { token } }],
  });
}

async function typed(page: Page, text: string, context = "right") {
  await page.getByRole("textbox", { name: "kubeconfig" }).fill(text);
  await page.getByRole("combobox", { name: "Context" }).click();
  await page.getByRole("option", { name: context }).click();
}

const stageOf = (page: Page, words: string) =>
  page.getByRole("listitem").filter({ hasText: words }).getByRole("img");

const alert = (page: Page, name: string) => page.getByRole("alert", { name });

/** A ServiceAccount's token that may do nothing but ask what it may. */
async function powerless(room: SharedRoom): Promise<string> {
  const client = createKubeClient({ server: room.server, ca: room.caData, token: room.tokens.admin });
  const path = "/api/v1/namespaces/default/serviceaccounts";
  const name = `powerless-${process.pid}`;
  await client.post(path, { apiVersion: "v1", kind: "ServiceAccount", metadata: { name } });
  const { status } = await client.post<{ status: { token: string } }>(`${path}/${name}/token`, {
    apiVersion: "authentication.k8s.io/v1",
    kind: "TokenRequest",
    spec: {},
  });
  await client.close();
  return status.token;
}

test("each thing that is missing is said, with what to do; then the cluster is there and the secret gone", async () => {
  const page = await on.page("zhou");
  await page.goto(`/settings/add-cluster?room=${known.name}`);
  const add = page.getByRole("button", { name: "Add the cluster" });

  await page.getByRole("textbox", { name: "kubeconfig" }).fill("contexts: [");
  await alert(page, "The credentials cannot be used").waitFor();
  await page.getByText("line 1:").waitFor();

  await typed(page, kubeconfig(fresh, "no-token"), "nowhere");
  await page.getByRole("alert").getByText("gone").first().waitFor();

  await typed(page, kubeconfig(fresh, "no-token"));
  await alert(page, "The API server does not accept the credentials").waitFor();
  expect(await stageOf(page, "The API server answers").getAttribute("aria-label")).toBe("passed");
  expect(await stageOf(page, "It accepts the credentials").getAttribute("aria-label")).toBe("not passed");
  expect(await stageOf(page, "Halcyon has the rights").getAttribute("aria-label")).toBe("not looked at");

  await typed(page, kubeconfig(fresh, await powerless(fresh)));
  await alert(page, "Halcyon may not do what it needs to in this cluster").waitFor();
  // What to apply stands there, to copy or to take along.
  await page.getByText("kind: ClusterRoleBinding").first().waitFor();
  const file = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download" }).click();
  expect((await file).suggestedFilename()).toBe("halcyon-access.yaml");

  await typed(page, kubeconfig(known, known.tokens.halcyon));
  await alert(page, "registered already under another name").waitFor();
  expect(await add.isDisabled()).toBe(true);

  const secret = fresh.tokens.halcyon;
  await typed(page, kubeconfig(fresh, secret));
  await page.getByText("Halcyon is halcyon there").waitFor();
  await page.getByRole("textbox", { name: "Name", exact: true }).fill(known.name);
  await page.getByText("There is a cluster of this name").waitFor();
  await page.getByRole("textbox", { name: "Name", exact: true }).fill("second");
  await add.click();

  await page.getByRole("heading", { name: "second", exact: true }).waitFor();
  await page.getByText(fresh.server).waitFor();
  const kept = await page.evaluate(
    "JSON.stringify([document.documentElement.outerHTML, location.href, {...localStorage}, {...sessionStorage}, document.cookie])",
  );
  expect(kept).toContain("second");
  expect(kept).not.toContain(secret);
  await page.goBack();
  await page.getByRole("textbox", { name: "kubeconfig" }).waitFor();
  expect(await page.getByRole("textbox", { name: "kubeconfig" }).inputValue()).toBe("");
});

test("credentials are replaced by others of the same cluster, and by no other cluster's unasked", async () => {
  const page = await on.page("zhou");
  await page.goto(`/settings/clusters/${known.name}`);
  await page.getByRole("button", { name: "Give other credentials" }).click();
  await typed(page, kubeconfig(known, known.tokens.admin));
  await page.getByText("It is a cluster Halcyon knows").waitFor();
  const replace = page.getByRole("button", { name: "Replace", exact: true });
  await replace.click();
  await page.getByText("The credentials are replaced.").waitFor();
  const now = await on.operator.get(fleetEndpoints.clusterGet, { params: { cluster: known.name } });
  expect(now.signsInAs).toBe("admin");

  // Another registered cluster's: the server says so, and nothing typed is lost.
  await page.getByRole("button", { name: "Give other credentials" }).click();
  await typed(page, kubeconfig(fresh, fresh.tokens.halcyon));
  await page.getByText("It is a cluster Halcyon knows").waitFor();
  await replace.click();
  await alert(page, "registered already under another name").waitFor();
  expect(await page.getByRole("textbox", { name: "kubeconfig" }).inputValue()).toContain("kind: Config");
});

test("a removal says first what is no longer seen and what goes on, and can be left", async () => {
  const page = await on.page("zhou");
  await page.goto("/settings/clusters/second");
  await page.getByRole("button", { name: "Remove the cluster" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("what runs goes on").waitFor();
  await dialog.getByText("The way back:").waitFor();
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  expect((await on.operator.get(fleetEndpoints.clusterList)).items.map(({ name }) => name)).toContain(
    "second",
  );

  await page.getByRole("button", { name: "Remove the cluster" }).click();
  await dialog.getByRole("button", { name: "Remove the cluster" }).click();
  await page.waitForURL("**/settings/clusters");
  expect((await on.operator.get(fleetEndpoints.clusterList)).items.map(({ name }) => name)).not.toContain(
    "second",
  );
});

test("who may only look is shown the clusters and no way to change them", async () => {
  const page = await on.page("lin");
  await page.goto(`/settings/clusters/${known.name}`);
  await page.getByText("may look at these settings, not change them").waitFor();
  expect(await page.getByRole("button", { name: "Remove the cluster" }).count()).toBe(0);
  await page.goto("/settings/add-cluster");
  await page.getByText("Not for this account").waitFor();
});
