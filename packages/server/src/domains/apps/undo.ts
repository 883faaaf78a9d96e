/** How versions, policies and bases are taken back: an earlier one is stored again, as the next. */
import { appPolicy } from "@halcyon/contracts";
import { stringify } from "yaml";
import type { Events } from "#platform/events.ts";
import type { Json } from "#platform/http/types.ts";
import type { Recorded, Undo, Undos } from "#platform/undo.ts";
import { baseSubject } from "./base/routes.ts";
import type { BaseService } from "./base/service.ts";
import { unifiedDiff } from "./cluster/diff.ts";
import type { AppManagement } from "./manage.ts";
import type { AppService } from "./service.ts";
import { storedOutcome, subjectOf } from "./stored.ts";
import type { Versions } from "./versions.ts";

const makingVersions = ["app.apply", "app.set_image", "app.restore"] as const;

export function appUndos(deps: {
  service: AppService;
  versions: Versions;
  management: AppManagement;
  bases: BaseService;
  events: Events;
}): Undos {
  const { service, versions, management, bases, events } = deps;
  const number = (change: Recorded, key: string) => {
    const value = change.detail[key];
    return typeof value === "number" ? value : null;
  };

  const version: Undo = {
    over: makingVersions,
    // A release with an image, a rotated secret, drift taken in: versions that are other subjects' rows.
    async covered({ subject, detail }, { later, made, tx }) {
      const own = detail["version"];
      if (typeof own !== "number") return "";
      const known = new Set([...later.map((row) => row.detail["version"]), versionOf(made)]);
      const { latest } = await service.getApp(subject.name, tx);
      const after: number[] = [];
      for (let number = own + 1; number <= (latest ?? 0) && after.length < 3; number += 1)
        if (!known.has(number)) after.push(number);
      if (after.length === 0) return "";
      const said = await Promise.all(
        after.map(async (number) => {
          const { author, message, images, origin } = await service.version(subject.name, number, tx);
          const what = message || (origin === "image" ? `image ${images.join(", ")}` : "a spec");
          return `version ${number} by ${author.name} (${what})`;
        }),
      );
      return `Made after it: ${said.join(", ")}. To keep that, change the spec of version ${latest} and apply it.`;
    },
    async diff(change) {
      const [from, to] = [number(change, "previous"), number(change, "version")];
      if (to === null) return "";
      const app = change.subject.name;
      if (from === null) {
        const { text } = await service.version(app, to);
        return unifiedDiff(`${app}.yaml`, { from: "nothing", to: `version ${to}` }, "", text);
      }
      const { spec, clusters } = await service.compare(app, from, to);
      return [spec, ...clusters.map(({ diff }) => diff)].filter((text) => text !== "").join("\n");
    },
    async inverse(change) {
      const app = change.subject.name;
      const previous = number(change, "previous");
      if (previous === null)
        return `It is the first version of ${app}: take the app away with halcyon app remove ${app}.`;
      const record = await service.getApp(app);
      const { spec } = await service.compare(app, record.latest ?? previous, previous);
      const places = await service.places();
      return {
        sentence: `stores version ${previous} of ${app} again, as a new version; what runs changes when that is released`,
        diff: spec,
        verb: "app.restore",
        permission: "app.write",
        team: record.team,
        next: `halcyon release create ${app}`,
        carryOut: async (tx, actor, message) =>
          storedOutcome(
            events,
            tx,
            await versions.derive(tx, actor, app, { restore: previous }, { places, message }),
          ),
      };
    },
  };

  const policy: Undo = {
    over: ["app.policy.set"],
    diff: async ({ subject, detail }) => policyDiff(subject.name, detail["from"], detail["to"]),
    async inverse({ subject, detail }) {
      const former = appPolicy.parse(detail["from"]);
      const app = await service.getApp(subject.name);
      return {
        sentence: `sets the policy of ${app.name} to what it was`,
        diff: policyDiff(app.name, app.policy, former),
        verb: "app.policy.set",
        permission: "app.policy",
        team: app.team,
        next: null,
        async carryOut(tx, _actor, message) {
          const { before, after } = await management.setPolicy(tx, app.name, former);
          await events.publish(tx, "app.policy", { app: after.name });
          const values = { from: before.policy as Json, to: after.policy as Json };
          return { result: after.policy, subject: subjectOf(after), detail: { ...values, message } };
        },
      };
    },
  };

  const base: Undo = {
    over: ["base.set"],
    diff: async (change) =>
      baseDiff(change.subject.name, number(change, "previous"), number(change, "version")),
    async inverse(change) {
      const name = change.subject.name;
      const previous = number(change, "previous");
      const text = previous === null ? "{}\n" : (await bases.get(name, previous)).text;
      const latest = await bases.get(name, null);
      const known = await service.places();
      return {
        sentence:
          previous === null
            ? `stores a base ${name} that asks nothing, as its next version`
            : `stores version ${previous} of base ${name} again, as its next version`,
        diff: unifiedDiff(name, { from: `version ${latest.version}`, to: "then" }, latest.text, text),
        verb: "base.set",
        permission: "app.policy",
        team: null,
        next: `halcyon base versions ${name}`,
        async carryOut(tx, actor, message) {
          const { before, stored } = await bases.set(tx, actor, { base: name, text, message }, known);
          await events.publish(tx, "base.version", { base: name, version: stored.version });
          return {
            result: null,
            subject: baseSubject(name),
            detail: { version: stored.version, previous: before, message },
          };
        },
      };
    },
  };

  async function baseDiff(name: string, from: number | null, to: number | null): Promise<string> {
    const text = async (version: number | null) =>
      version === null ? "" : (await bases.get(name, version)).text;
    return unifiedDiff(
      name,
      { from: `version ${from ?? 0}`, to: `version ${to}` },
      await text(from),
      await text(to),
    );
  }

  return {
    ...Object.fromEntries(makingVersions.map((verb) => [verb, version])),
    "app.policy.set": policy,
    "base.set": base,
  };
}

function versionOf(detail: Json | undefined): Json | undefined {
  const fields = typeof detail === "object" && detail !== null && !Array.isArray(detail) ? detail : {};
  return (fields as Readonly<Record<string, Json | undefined>>)["version"];
}

function policyDiff(app: string, from: Json | undefined, to: Json | undefined): string {
  return unifiedDiff(`policy of ${app}`, { from: "before", to: "after" }, stringify(from), stringify(to));
}
