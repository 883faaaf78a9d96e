/** The instances of the new version over all targets, each target asked in parallel and none waited for too long. */
import type { TargetInstance, TargetProvider } from "../targets/port.ts";
import type { ReleaseRow } from "../repo.ts";

export type PlacedInstance = TargetInstance & {
  readonly target: string;
  readonly cluster: string;
  readonly room: string;
};

/** @param limitMs how long one target may take; those that do not answer are named in `unreachable` */
export async function instancesOf(
  provider: TargetProvider,
  row: ReleaseRow,
  memories: ReadonlyMap<string, unknown>,
  limitMs: number,
  signal: AbortSignal,
): Promise<{ items: PlacedInstance[]; unreachable: string[] }> {
  const unreachable: string[] = [];
  const found = await Promise.all(
    row.plan.targets.map(async (target) => {
      const memory = memories.get(target.target) ?? null;
      if (memory === null) return [];
      const call = { app: row.app, target, versions: { from: target.from, to: row.to_version }, memory };
      try {
        const items = await provider.instances(call, AbortSignal.any([signal, AbortSignal.timeout(limitMs)]));
        return items.map((one) => ({
          ...one,
          target: target.target,
          cluster: target.cluster,
          room: target.room,
        }));
      } catch {
        unreachable.push(target.target);
        return [];
      }
    }),
  );
  return { items: found.flat(), unreachable };
}
