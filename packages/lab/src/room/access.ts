import { clusterAccessManifest, clusterUser } from "@halcyon/contracts";
import { parseAllDocuments } from "yaml";
import type { ApiClient } from "#room/api.ts";

/**
 * Gives the `halcyon` user its rights, by the very manifest that Halcyon ships for real clusters: a right it lacks
 * there is lacking here too.
 */
export async function applyAccess(api: ApiClient): Promise<void> {
  const documents = parseAllDocuments(clusterAccessManifest({ user: clusterUser }));
  await Promise.all(
    documents.map((document) => {
      const object = document.toJS() as { kind: string; apiVersion: string; metadata: { name: string } };
      const path = `/apis/${object.apiVersion}/${object.kind.toLowerCase()}s/${object.metadata.name}`;
      return api.request("PATCH", `${path}?fieldManager=halcyon-lab&force=true`, object, {
        contentType: "application/apply-patch+yaml",
      });
    }),
  );
}
