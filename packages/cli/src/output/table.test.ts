import { expect, test } from "vitest";
import { facts, table } from "./table.ts";

const rows = [
  { name: "north-mobile", carrier: "北方移动", nodes: 20 },
  { name: "lab", carrier: "", nodes: 3 },
];
const columns = [
  { title: "NAME", value: (row: (typeof rows)[number]) => row.name, flexible: true },
  { title: "CARRIER", value: (row: (typeof rows)[number]) => row.carrier },
  { title: "NODES", value: (row: (typeof rows)[number]) => String(row.nodes), right: true },
];

test("columns are aligned by what they take on the screen", () => {
  expect(`\n${table(rows, columns)}\n`).toMatchInlineSnapshot(`
    "
    NAME          CARRIER   NODES
    north-mobile  北方移动     20
    lab                         3
    "
  `);
});

test("with a width, flexible columns are cut and no line is longer", () => {
  expect(`\n${table(rows, columns, 26)}\n`).toMatchInlineSnapshot(`
    "
    NAME       CARRIER   NODES
    north-mo…  北方移动     20
    lab                      3
    "
  `);
});

test("when nothing more may be cut, the table is shown whole rather than in pieces", () => {
  expect(table(rows, columns, 5).split("\n")[1]).toBe("north-m…  北方移动     20");
});

test("line ends inside a value do not break the table", () => {
  expect(table([{ text: "a\n  b" }], [{ title: "T", value: (row) => row.text }])).toBe("T\na b");
});

test("facts leave out what is empty and indent further lines", () => {
  expect(
    facts([
      ["name", "x"],
      ["reason", ""],
      ["links", "a\nb"],
    ]),
  ).toBe("name   x\nlinks  a\n       b");
});
