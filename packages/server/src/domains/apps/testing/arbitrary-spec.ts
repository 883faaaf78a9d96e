/** Any valid spec, for property tests: every field, alone and together. */
import type { AppSpecInput } from "@halcyon/contracts";
import fc from "fast-check";
import { entranceFields, moreFields, roomFields } from "./arbitrary-parts.ts";

const word = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/);
const name = fc.stringMatching(/^[a-z]([-a-z0-9]{0,12}[a-z0-9])?$/);
const text = fc
  .string({ unit: "grapheme", maxLength: 40 })
  .filter((value) => /^[^\p{Cc}\p{Cs}\ufffd\ufffe\uffff]*$/u.test(value));
const content = fc.oneof(
  text,
  fc.array(text, { maxLength: 4 }).map((lines) => `${lines.join("\n")}\n`),
  fc.constant("\ta: |\n  b\n\n"),
);
const path = fc.array(word, { minLength: 1, maxLength: 3 }).map((parts) => `/${parts.join("/")}`);
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
/** Without the keys that are undefined: a person leaves them out. */
const compact = <T extends object>(value: T): T =>
  Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as T;

const ports = fc
  .uniqueArray(
    fc.record({
      name,
      port: fc.integer({ min: 1, max: 65_535 }),
      service: optional(fc.integer({ min: 1, max: 65_535 })),
      protocol: optional(fc.constantFrom("TCP" as const, "UDP" as const)),
    }),
    { maxLength: 4, selector: (port) => port.port },
  )
  .map((list) =>
    list.map((port, index) =>
      compact({
        ...port,
        name: `${port.name.slice(0, 8)}${index}`.replace(/-+(\d)$/, "$1").replace(/--+/g, "-"),
      }),
    ),
  )
  .map((list) =>
    list.filter(
      (port, index) =>
        port.service === undefined || list.findIndex(({ service }) => service === port.service) === index,
    ),
  );

const timing = {
  periodSeconds: optional(fc.integer({ min: 1, max: 60 })),
  failureThreshold: optional(fc.integer({ min: 1, max: 9 })),
};
const command = fc.array(
  text.filter((part) => part !== ""),
  { minLength: 1, maxLength: 3 },
);
const probe = fc
  .record({
    way: fc.constantFrom("http", "tcp", "exec"),
    path,
    port: fc.integer({ min: 1, max: 65_535 }),
    command,
    ...timing,
  })
  .map(({ way, path: where, port, command: run, ...rest }) =>
    compact({
      ...rest,
      ...(way === "http"
        ? { http: { path: where, port } }
        : way === "tcp"
          ? { tcp: { port } }
          : { exec: { command: run } }),
    }),
  );

const rooms = fc.dictionary(
  fc.constantFrom("north-mobile", "north-telecom", "south-telecom", "nu-1"),
  fc.integer({ min: 1, max: 9 }),
  { minKeys: 1 },
);

export const anySpec: fc.Arbitrary<AppSpecInput> = fc
  .record({
    name,
    team: name,
    tag: fc.stringMatching(/^[a-z0-9][a-z0-9._-]{0,9}$/),
    description: optional(text),
    owners: optional(
      fc.array(
        text.filter((owner) => owner !== ""),
        { maxLength: 3 },
      ),
    ),
    command: optional(command),
    args: optional(fc.array(text, { maxLength: 3 })),
    ports: optional(ports),
    env: optional(fc.dictionary(fc.stringMatching(/^[A-Z_][A-Z0-9_]{0,9}$/), content, { maxKeys: 4 })),
    files: optional(fc.dictionary(path, content, { maxKeys: 4 })),
    resources: optional(
      fc.constantFrom(
        { requests: { cpu: 0.5 } },
        { limits: { memory: "1Gi" } },
        { requests: { cpu: "100m", memory: "64Mi" }, limits: { cpu: 2 } },
      ),
    ),
    health: optional(fc.record({ readiness: probe, liveness: probe }, { requiredKeys: [] })),
    stop: optional(
      fc.record(
        { gracePeriodSeconds: fc.integer({ min: 10, max: 90 }), drain: fc.constant({ sleepSeconds: 5 }) },
        { requiredKeys: ["gracePeriodSeconds"] },
      ),
    ),
    replicas: rooms,
    unavailable: optional(fc.constantFrom(0, 1, "50%")),
    strategy: optional(
      fc.record(
        { maxSurge: fc.constantFrom(1, 3, "50%"), minReadySeconds: fc.integer({ min: 0, max: 30 }) },
        { requiredKeys: [] },
      ),
    ),
    pod: optional(
      fc.record(
        {
          labels: fc.dictionary(word, word, { maxKeys: 3 }),
          annotations: fc.dictionary(word, content, { maxKeys: 2 }),
        },
        { requiredKeys: [] },
      ),
    ),
    more: moreFields,
  })
  .chain(({ tag, more, ...rest }) => {
    const spec: AppSpecInput = {
      ...compact(rest),
      ...more,
      image: `registry.demo/${rest.name}:${tag}`,
    };
    const port = spec.ports?.find(({ service }) => service !== undefined)?.name;
    // A cluster may be named where a room is; rooms are not clusters.
    const room = Object.keys(spec.replicas).find((place) => place !== "nu-1");
    return fc
      .tuple(
        port === undefined ? fc.constant({}) : entranceFields(port),
        room === undefined ? fc.constant({}) : roomFields(room),
      )
      .map(([entrance, ofRooms]): AppSpecInput => ({ ...spec, ...entrance, ...ofRooms }));
  })
  .filter((spec) => {
    const files = Object.keys(spec.files ?? {});
    return (
      !files.some((file) => files.some((other) => other.startsWith(`${file}/`))) &&
      !/^kube-|^default$/.test(spec.name)
    );
  });
