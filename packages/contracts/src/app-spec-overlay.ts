/** What a room has otherwise: a part of the spec over the whole one, with the reason. */
import { z } from "zod";
import { label } from "./names.ts";

/**
 * What a room may say otherwise. What identifies the app, names its version or counts its instances is the same in all
 * rooms, or a release could not be planned over them.
 */
const ofRooms = [
  "command",
  "args",
  "pullSecrets",
  "env",
  "files",
  "resources",
  "health",
  "initContainers",
  "sidecars",
  "containers",
  "scratch",
  "security",
  "stop",
  "disruption",
  "service",
  "ingress",
  "placement",
  "pod",
];

/** A schema with nothing required and no defaults: what is left out stays out. Lists are whole. */
export function partly(schema: z.ZodType): z.ZodType {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) {
    const inner = partly(schema.unwrap() as z.ZodType);
    const meta = schema.meta();
    return meta === undefined ? inner : inner.meta({ ...inner.meta(), ...meta });
  }
  if (!(schema instanceof z.ZodObject)) return schema;
  const shape = Object.entries(schema.shape as Record<string, z.ZodType>).map(
    ([key, value]) => [key, partly(value).optional()] as const,
  );
  return z.strictObject(Object.fromEntries(shape));
}

/** A part of the spec for one room, as it is written. */
export type RoomOverlay = Readonly<Record<string, unknown>> & { readonly why: string };

/** The schema of `rooms`, of the schema of everything else. */
export function overlaysOf(
  fields: Readonly<Record<string, z.ZodType>>,
): z.ZodType<Record<string, RoomOverlay>> {
  const own = Object.entries(fields)
    .filter(([key]) => ofRooms.includes(key))
    .map(([key, schema]) => [key, partly(schema).optional()] as const);
  const why = z
    .string()
    .min(1)
    .max(500)
    .meta({ description: "why this room is otherwise", examples: ["its disks are slower"] });
  return z.record(label, z.strictObject({ why, ...Object.fromEntries(own) })).meta({
    description: "what a room has otherwise; maps are merged key by key, all else replaces",
    examples: ['{ south-telecom: { why: "its disks are slower", env: { CACHE: "off" } } }'],
  });
}
