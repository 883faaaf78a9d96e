/**
 * Reads one YAML document that a person wrote, and nothing else: no anchors, aliases, tags, directives,
 * second documents, duplicate keys or odd characters. What is refused is refused with its place.
 *
 * Hostile input costs little: size and nesting are checked before the (recursive) parser sees the text,
 * and duplicate keys are found here because the library's own check is quadratic.
 */
import { specMaxBytes, type SpecProblem } from "@halcyon/contracts";
import {
  Composer,
  type Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  Lexer,
  LineCounter,
  type Node,
  Parser,
  type YAMLError,
} from "yaml";

const maxDepth = 40;
/** Words and signs. The parser takes about 3 µs each, and nobody else is served meanwhile. */
const maxTokens = 10_000;
const maxProblems = 20;

export interface ReadYaml {
  readonly document: Document;
  readonly lines: LineCounter;
  readonly text: string;
  /** The content as plain JSON; keys are always text. */
  readonly value: unknown;
}

export type YamlResult =
  | { readonly ok: true; readonly read: ReadYaml }
  | { readonly ok: false; readonly problems: readonly SpecProblem[] };

/** Reads a document from text, or from bytes that should be UTF-8. Never throws on any input. */
export function readYaml(input: string | Uint8Array): YamlResult {
  const before = checkRaw(input);
  if (typeof before !== "string") return { ok: false, problems: [before] };
  const text = before;
  const lines = new LineCounter();
  const size = checkSize(text);
  if (size !== null) return { ok: false, problems: [size] };

  const documents = [
    ...new Composer({
      uniqueKeys: false,
      prettyErrors: false,
      keepSourceTokens: true,
      lineCounter: lines,
    }).compose(new Parser(lines.addNewLine).parse(text)),
  ];
  const at = (offset: number) => position(lines, offset);
  const document = documents[0];
  if (document === undefined) {
    return { ok: false, problems: [problem("", 1, 1, "the spec is empty", "begin with name: and team:")] };
  }
  const second = documents[1];
  if (second !== undefined) {
    const { line, column } = at(second.range[0]);
    return {
      ok: false,
      problems: [
        problem(
          "",
          line,
          column,
          "a second document begins here",
          "keep one app per file: remove everything from --- on",
        ),
      ],
    };
  }
  if (document.errors.length > 0) {
    const problems = document.errors.slice(0, maxProblems).map((error) => {
      const { line, column } = at(error.pos[0]);
      return problem("", line, column, ...explain(error));
    });
    return { ok: false, problems };
  }
  const problems = directives(document);
  const value = document.contents === null ? null : plain(document.contents, [], { text, at, problems });
  if (problems.length > 0) return { ok: false, problems: problems.slice(0, maxProblems) };
  return { ok: true, read: { document, lines, text, value } };
}

/** Line and column, both from 1. */
export function position(lines: LineCounter, offset: number): { line: number; column: number } {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(1, line), column: Math.max(1, col) };
}

function problem(path: string, line: number, column: number, message: string, hint: string): SpecProblem {
  return { path, line, column, message, hint };
}

/** Size, encoding and control characters. @returns the text, or what is wrong */
function checkRaw(input: string | Uint8Array): string | SpecProblem {
  const size = typeof input === "string" ? Buffer.byteLength(input) : input.length;
  if (size > specMaxBytes) {
    return problem(
      "",
      1,
      1,
      `the spec has ${size} bytes; ${specMaxBytes} are allowed`,
      "put large config files into the image",
    );
  }
  const text =
    typeof input === "string" ? input : new TextDecoder("utf-8", { ignoreBOM: true }).decode(input);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  const odd = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffd\ufffe\uffff]|\p{Surrogate}/u.exec(text);
  if (odd === null) return text;
  const { line, column } = placeIn(text, odd.index);
  const code = odd[0].codePointAt(0) ?? 0;
  const undecodable = code === 0xfffd || (code >= 0xd800 && code <= 0xdfff);
  return undecodable
    ? problem("", line, column, "these bytes are not UTF-8", "save the file as UTF-8")
    : problem(
        "",
        line,
        column,
        `a control character (U+${code.toString(16).padStart(4, "0").toUpperCase()})`,
        "remove it, or write it as an escape in double quotes",
      );
}

function placeIn(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset);
  return { line: before.split("\n").length, column: offset - before.lastIndexOf("\n") };
}

/** Counts words, open brackets and `- - -` runs with the lexer, which does not recurse. */
function checkSize(text: string): SpecProblem | null {
  let open = 0;
  let run = 0;
  let offset = 0;
  let count = 0;
  for (const token of new Lexer().lex(text)) {
    count += 1;
    if (count > maxTokens) {
      const { line, column } = placeIn(text, offset);
      return problem(
        "",
        line,
        column,
        `more than ${maxTokens} words and signs up to here`,
        "a spec has a few hundred; put data into config files or the image",
      );
    }
    if (token === "[" || token === "{") open += 1;
    else if (token === "]" || token === "}") open = Math.max(0, open - 1);
    if (token === "-" || token === "?" || token === ":") run += 1;
    else if (token.trim() !== "") run = 0;
    if (open > maxDepth || run > maxDepth) {
      const { line, column } = placeIn(text, offset);
      return problem(
        "",
        line,
        column,
        `nested more than ${maxDepth} deep`,
        "a spec needs less than ten levels",
      );
    }
    // The lexer's own markers (U+0002 and the like) stand for nothing in the text.
    if (!/^[\u0002\u0018\u001f\ufeff]$/u.test(token)) offset += token.length;
  }
  return null;
}

function directives(document: Document): SpecProblem[] {
  const { yaml, tags } = document.directives ?? { yaml: { explicit: false }, tags: {} };
  if (yaml.explicit !== true && Object.keys(tags).length <= 1) return [];
  return [problem("", 1, 1, "a % directive", "remove it: specs are YAML 1.2")];
}

interface Walk {
  readonly text: string;
  readonly at: (offset: number) => { line: number; column: number };
  readonly problems: SpecProblem[];
}

/** The node as JSON, noting everything a spec may not contain. */
function plain(node: Node, path: readonly (string | number)[], walk: Walk): unknown {
  const note = (where: Node, message: string, hint: string, sigil?: "&" | "!") => {
    if (walk.problems.length >= maxProblems) return;
    const begin = where.range?.[0] ?? 0;
    // An anchor or tag stands before the node it belongs to.
    let offset = sigil === undefined ? begin : Math.max(0, walk.text.lastIndexOf(sigil, begin));
    while (sigil !== undefined && walk.text[offset - 1] === sigil) offset -= 1;
    const { line, column } = walk.at(offset);
    walk.problems.push(problem(pathText(path), line, column, message, hint));
  };
  if (isAlias(node)) {
    note(node, `an alias (*${node.source})`, "write the value out");
    return null;
  }
  if ("anchor" in node && typeof node.anchor === "string") {
    note(node, `an anchor (&${node.anchor})`, "remove it: specs have no aliases", "&");
  }
  if (path.length > maxDepth) {
    note(node, `nested more than ${maxDepth} deep`, "a spec needs less than ten levels");
    return null;
  }
  if (typeof node.tag === "string")
    note(node, "a tag (!)", "remove it: text, numbers, true and false need none", "!");
  if (isScalar(node)) return node.value;
  if (isSeq(node)) return node.items.map((item, index) => plain(item as Node, [...path, index], walk));
  if (!isMap(node)) return null;

  const result: Record<string, unknown> = {};
  const seen = new Set<string>();
  for (const pair of node.items) {
    if (!isPair(pair)) continue;
    const keyNode = pair.key as Node | null;
    if (keyNode === null || !isScalar(keyNode) || keyNode.value === null) {
      note(keyNode ?? node, "a key that is not text", "write a plain word and a colon");
      continue;
    }
    const key = keyText(keyNode);
    if ("anchor" in keyNode && typeof keyNode.anchor === "string")
      note(keyNode, `an anchor (&${keyNode.anchor})`, "remove it", "&");
    if (key === "<<") {
      note(keyNode, "a merge key (<<)", "write the keys out");
      continue;
    }
    if (key === "__proto__") {
      note(keyNode, "the key __proto__", "remove it");
      continue;
    }
    if (seen.has(key)) {
      note(keyNode, `the key ${key} stands here twice`, "keep one of the two");
      continue;
    }
    seen.add(key);
    result[key] = pair.value === null ? null : plain(pair.value as Node, [...path, key], walk);
  }
  return result;
}

/** A key as text: `2020:` is the room 2020, not a number. */
export function keyText(key: { value: unknown; source?: string }): string {
  return typeof key.value === "string" ? key.value : (key.source ?? String(key.value));
}

/** `ports[0].name`, and quoted where a key has other characters. */
export function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === "number") return `${text}[${part}]`;
    const key = String(part);
    if (!/^[A-Za-z_][-A-Za-z0-9_]*$/.test(key)) return `${text}[${JSON.stringify(key)}]`;
    return text === "" ? key : `${text}.${key}`;
  }, "");
}

const explanations: Readonly<Record<string, readonly [message: string, hint: string]>> = {
  TAB_AS_INDENT: ["a tab where spaces indent", "indent with two spaces"],
  BAD_INDENT: [
    "the indentation does not fit what is above",
    "align it with its neighbours, two spaces a level",
  ],
  MULTILINE_IMPLICIT_KEY: ["a key goes over several lines", "is a colon missing, or a quote left open?"],
  BLOCK_AS_IMPLICIT_KEY: [
    "two colons in a line",
    "quote the value, or begin a new line after the first colon",
  ],
  MISSING_CHAR: ["something is missing here", "is a colon, comma, bracket or quote left out?"],
  BAD_SCALAR_START: ["text cannot begin with this character", "put the value in double quotes"],
  BAD_ALIAS: ["an alias", "write the value out; quote text that begins with * or &"],
  BAD_DQ_ESCAPE: ["an unknown escape in double quotes", "double the backslash, or use single quotes"],
  BAD_DIRECTIVE: ["a % directive", "remove it: specs are YAML 1.2"],
  TAG_RESOLVE_FAILED: ["a tag (!)", "remove it, or quote text that begins with !"],
  MULTIPLE_DOCS: ["a second document begins here", "keep one app per file"],
  UNEXPECTED_TOKEN: ["this does not belong here", "put the whole value in quotes, or begin a new line"],
  MULTIPLE_ANCHORS: ["an anchor (&)", "remove it: specs have no aliases; quote text that begins with &"],
  MULTIPLE_TAGS: ["a tag (!)", "remove it; quote text that begins with !"],
  KEY_OVER_1024_CHARS: ["a key of more than 1024 characters", "is a quote left open?"],
};

function explain(error: YAMLError): [string, string] {
  const known = explanations[error.code];
  if (known === undefined) return [error.message, "compare with docs/guides/apps.md"];
  return [`${known[0]} (${error.message})`, known[1]];
}
