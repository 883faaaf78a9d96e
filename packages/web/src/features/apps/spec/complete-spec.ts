/** What may be written at the cursor, from the spec's schema and the fleet's own names. Pure. */
import {
  explain,
  type Kind,
  kindOf,
  keysOf,
  type Schema,
  schemaAt,
  specSchema,
  valuesOf,
} from "./schema-walk.ts";
import { yamlPlace, type YamlPlace } from "./yaml-place.ts";

/** Names that only the fleet knows. */
export interface KnownNames {
  readonly teams: readonly string[];
  /** Rooms and clusters, each with what it is. */
  readonly places: readonly { readonly name: string; readonly about: string }[];
}

export interface Proposal {
  readonly label: string;
  readonly kind: "key" | "value";
  /** What a key takes. */
  readonly takes: Kind | null;
  /** A word about a name of the fleet. */
  readonly about: string;
  /** More about it. */
  readonly info: string;
  /** What to write. */
  readonly text: string;
  /** Those it must have come first. */
  readonly required: boolean;
}

export interface Proposals {
  /** From here to the cursor is replaced. */
  readonly from: number;
  readonly options: readonly Proposal[];
}

/** Maps whose keys are rooms and clusters. */
const placeMaps = ["replicas", "autoscaling.rooms"];

export function proposals(text: string, offset: number, known: KnownNames): Proposals | null {
  const place = yamlPlace(text, offset);
  if (place === null) return null;
  const schema = schemaAt(specSchema, place.path);
  if (schema === null) return null;
  const keys = place.writing === "key" ? keyProposals(place, schema, known) : [];
  const options = keys.length > 0 ? keys : valueProposals(place, schema, known, text);
  return options.length === 0 ? null : { from: place.from, options };
}

function keyProposals(place: YamlPlace, schema: Schema, known: KnownNames): readonly Proposal[] {
  const free = placeMaps.includes(place.path.join("."))
    ? known.places.map(({ name, about }) => ({
        name,
        schema: schema.additionalProperties as Schema,
        required: false,
        takes: null,
        about,
      }))
    : keysOf(schema).map((key) => ({ ...key, takes: kindOf(key.schema), about: "" }));
  return free
    .filter(({ name }) => !place.taken.has(name))
    .map(({ name, schema: one, required, takes, about }) => ({
      label: name,
      kind: "key",
      takes,
      about,
      info: explain(one),
      text: `${name}:${opening(one, place.column)}`,
      required,
    }));
}

/** What comes after a key's colon, up to where one goes on writing. */
function opening(schema: Schema, column: number | null): string {
  if (column === null) return " ";
  const inner = " ".repeat(column + 2);
  if (schema.type === "array") return `\n${inner}- `;
  return schema.type === "object" ? `\n${inner}` : " ";
}

function valueProposals(
  place: YamlPlace,
  schema: Schema,
  known: KnownNames,
  text: string,
): readonly Proposal[] {
  const at = place.path.join(".");
  const names =
    at === "team" ? known.teams : at.endsWith(".port") && !at.startsWith("ports.") ? portNames(text) : [];
  return [...new Set([...names, ...valuesOf(schema)])].map((value) => ({
    label: value,
    kind: "value",
    takes: null,
    about: "",
    info: explain(schema),
    text: value,
    required: false,
  }));
}

/** Names of the ports a spec has, for health checks and ingress to refer to. */
function portNames(text: string): readonly string[] {
  const block = /^ports:.*\n((?:[ -].*\n?|\n|#.*\n)*)/m.exec(text)?.[1] ?? "";
  return [...block.matchAll(/\bname:\s*["']?([a-z0-9-]+)/g)].map((one) => one[1] ?? "");
}
