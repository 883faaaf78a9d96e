/** A real cluster, with the rights apps really have, and what a person with kubectl does to it. For tests. */
import { type TestRoom, testRoom } from "@halcyon/lab/testing";
import { createKubeClient, type KubeClient } from "#kube/client.ts";
import { objectPath } from "#kube/paths.ts";
import { applyObjects, ensureNamespace } from "../cluster/apply.ts";
import type { LiveObject } from "../cluster/objects.ts";
import { renderTarget } from "../render/render.ts";
import { resolveTargets } from "../render/targets.ts";
import { parseSpec } from "../spec/parse.ts";
import type { AppTarget, Manifest } from "../types.ts";
import { places } from "./shapes.ts";

export interface Rendered {
  readonly app: string;
  readonly target: AppTarget;
  readonly manifests: Manifest[];
}

export interface AppsRoom {
  readonly room: TestRoom;
  /** Halcyon itself, who may only read. */
  readonly own: KubeClient;
  /** A person, with the group of the act. */
  readonly client: KubeClient;
  /** Puts the first target of a spec into the cluster. */
  installed(text: string, namespace: string): Promise<Rendered>;
  /** A merge patch with the field manager kubectl-edit. */
  edit(path: string, body: object): Promise<LiveObject>;
  dispose(): Promise<void>;
}

export async function appsRoom(): Promise<AppsRoom> {
  const room = await testRoom({ nodes: 1 });
  const own = createKubeClient({ server: room.server, ca: room.caData, token: room.tokens.halcyon });
  const client = own.as({ user: "lin", groups: ["halcyon:apps"] });
  return {
    room,
    own,
    client,
    async installed(text, namespace) {
      const app = rendered(text, namespace);
      await ensureNamespace(client, namespace);
      await applyObjects(client, app.manifests);
      return app;
    },
    edit: (path, body) =>
      room.api("PATCH", `${path}?fieldManager=kubectl-edit`, body, {
        contentType: "application/merge-patch+json",
      }),
    async dispose() {
      await own.close();
      await room.dispose();
    },
  };
}

/** The first target of a spec, rendered for a namespace. */
export function rendered(text: string, namespace: string): Rendered {
  const result = parseSpec(text);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  const { spec } = result.parsed;
  const target = resolveTargets(spec, namespace, places).targets[0];
  if (target === undefined) throw new Error("no target");
  return { target, manifests: renderTarget(spec, target), app: spec.name };
}

export function deploymentPath(namespace: string, name: string): string {
  return objectPath("Deployment", namespace, name);
}
