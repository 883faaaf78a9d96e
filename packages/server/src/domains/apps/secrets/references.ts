/**
 * References of a spec to the app's secrets. Pure: which versions there are comes in as an argument, as places do, and a
 * reference without a version is given one before anything is rendered.
 */
import {
  type AppSpec,
  containersOf,
  type EnvValue,
  type FileContent,
  type SpecIssue,
} from "@halcyon/contracts";
import type { Rendering } from "../types.ts";

/** A version of one secret of an app. */
export interface SecretVersionRef {
  readonly secret: string;
  readonly version: number;
}

/** The state of one secret: its versions, of which some may be revoked. */
export interface KnownSecret {
  /** Newest that may be used; null when all are revoked. */
  readonly latest: number | null;
  readonly revoked: ReadonlySet<number>;
  readonly count: number;
}
export type KnownSecrets = ReadonlyMap<string, KnownSecret>;

type Sources = Readonly<Record<string, EnvValue | FileContent>>;
type SecretReference = Extract<EnvValue, { secret: string }>;

/** On a rendered Secret: which secret's version it is to hold, as `name@version`. */
export const secretRefsAnnotation = "halcyon.dev/secret-refs";

/** Every environment and all files a spec has, with where they stand. */
function sourcesOf(spec: AppSpec): { path: (string | number)[]; values: Sources }[] {
  const tasks = (["schedules", "jobs"] as const).flatMap((key) =>
    spec[key].map(({ env }, index) => ({ path: [key, index, "env"], values: env })),
  );
  const containers = containersOf(spec).flatMap(({ path, env, files }) => [
    { path: [...path, "env"], values: env },
    { path: [...path, "files"], values: files },
  ]);
  return [...containers, ...tasks];
}

function isSecret(value: EnvValue | FileContent): value is SecretReference {
  return typeof value === "object" && "secret" in value;
}

/** Every secret's version a pinned spec names, each once, in a stable order. */
export function secretsOf(spec: AppSpec): SecretVersionRef[] {
  const found = new Map<string, SecretVersionRef>();
  for (const { values } of sourcesOf(spec)) {
    for (const value of Object.values(values).filter(isSecret)) {
      const ref = { secret: value.secret, version: value.version ?? 0 };
      found.set(`${ref.secret}@${ref.version}`, ref);
    }
  }
  return [...found.keys()].sort().flatMap((key) => found.get(key) ?? []);
}

/** What is wrong with a spec's references: no such secret or version, or a revoked one. */
export function checkSecrets(spec: AppSpec, known: KnownSecrets): SpecIssue[] {
  return sourcesOf(spec).flatMap(({ path, values }) =>
    Object.entries(values).flatMap(([name, value]): SpecIssue[] => {
      if (!isSecret(value)) return [];
      const { secret, version } = value;
      const at = [...path, name];
      const found = known.get(secret);
      const set = `halcyon secret set ${spec.name} ${secret}`;
      if (found === undefined) {
        return [
          {
            path: at,
            message: `${spec.name} has no secret ${secret}`,
            hint: `store it first (${set}); for an app that is not there yet, apply the spec without it once`,
          },
        ];
      }
      if (version === undefined) {
        if (found.latest !== null) return [];
        return [{ path: at, message: `every version of secret ${secret} is revoked`, hint: set }];
      }
      if (version > found.count) {
        return [
          {
            path: [...at, "version"],
            message: `secret ${secret} has no version ${version}`,
            hint: `it has ${found.count}`,
          },
        ];
      }
      if (!found.revoked.has(version)) return [];
      return [
        {
          path: [...at, "version"],
          message: `version ${version} of secret ${secret} is revoked`,
          hint: found.latest === null ? set : `write version: ${found.latest}, or leave it out`,
        },
      ];
    }),
  );
}

/** The spec with a version at each reference that has none. */
export function withSecretVersions(spec: AppSpec, latest: ReadonlyMap<string, number>): AppSpec {
  const pinned = <V extends EnvValue | FileContent>(values: Record<string, V>): Record<string, V> =>
    Object.fromEntries(
      Object.entries(values).map(([name, value]) => {
        if (!isSecret(value) || value.version !== undefined) return [name, value];
        const ref: SecretReference = value;
        const version = latest.get(ref.secret);
        return [name, version === undefined ? ref : { ...ref, version }];
      }),
    );
  const inTasks = <T extends Pick<AppSpec, "env">>(list: T[]): T[] =>
    list.map((one) => ({ ...one, env: pinned(one.env) }));
  const inContainers = <T extends Pick<AppSpec, "env" | "files">>(list: T[]): T[] =>
    inTasks(list).map((one) => ({ ...one, files: pinned(one.files) }));
  const { initContainers, sidecars, containers } = spec;
  return {
    ...spec,
    env: pinned(spec.env),
    files: pinned(spec.files),
    ...(initContainers === undefined ? {} : { initContainers: inContainers(initContainers) }),
    ...(sidecars === undefined ? {} : { sidecars: inContainers(sidecars) }),
    ...(containers === undefined ? {} : { containers: inContainers(containers) }),
    schedules: inTasks(spec.schedules),
    jobs: inTasks(spec.jobs),
  };
}

/** What references without a version get. */
export function latestOf(known: KnownSecrets): ReadonlyMap<string, number> {
  return new Map([...known].flatMap(([name, { latest }]) => (latest === null ? [] : [[name, latest]])));
}

/** The versions a rendering was made with, read from its Secrets. */
export function secretsIn(rendering: Rendering): SecretVersionRef[] {
  const found = new Map<string, SecretVersionRef>();
  for (const { kind, metadata } of Object.values(rendering).flat()) {
    const ref = kind === "Secret" ? refIn(metadata.annotations) : null;
    if (ref !== null) found.set(`${ref.secret}@${ref.version}`, ref);
  }
  return [...found.values()];
}

/** What references without a version got when a rendering was made: then, no newer one could be used. */
export function pinsOf(rendering: Rendering): ReadonlyMap<string, number> {
  const pins = new Map<string, number>();
  for (const { secret, version } of secretsIn(rendering)) {
    pins.set(secret, Math.max(version, pins.get(secret) ?? 0));
  }
  return pins;
}

/** What a Secret is to hold; null for one that is not Halcyon's to fill. */
export function refIn(annotations: Readonly<Record<string, string>> | undefined): SecretVersionRef | null {
  const found = /^([a-z0-9-]+)@([0-9]+)$/.exec(annotations?.[secretRefsAnnotation] ?? "");
  return found === null ? null : { secret: found[1] ?? "", version: Number(found[2]) };
}
