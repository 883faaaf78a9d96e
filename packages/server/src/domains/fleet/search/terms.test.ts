import { describe, expect, it } from "vitest";
import { parseQuery } from "./terms.ts";

describe("the search language", () => {
  it.each([
    ["", []],
    ["  ", []],
    ["Web", [{ not: false, field: "word", value: "web" }]],
    [
      "app:web phase:Pending",
      [
        { not: false, field: "app", value: "web" },
        { not: false, field: "phase", value: "pending" },
      ],
    ],
    ["-node:n1", [{ not: true, field: "node", value: "n1" }]],
    ["-web", [{ not: true, field: "word", value: "web" }]],
    ["-", [{ not: false, field: "word", value: "-" }]],
    ["label:team=news", [{ not: false, field: "label", key: "team", value: "news" }]],
    ["label:team", [{ not: false, field: "label", key: "team", value: null }]],
    ["label:team=", [{ not: false, field: "label", key: "team", value: "" }]],
    ["label: app: name:", []],
    ["node:= name:=", []],
    ["node:=n1", [{ not: false, field: "node", value: "=n1" }]],
    [
      "namespace:a status:b host:c",
      ["ns:a", "phase:b", "hostip:c"].map((text) => ({
        not: false,
        field: text.split(":")[0],
        value: text.split(":")[1],
      })),
    ],
    ["nginx:1.27", [{ not: false, field: "word", value: "nginx:1.27" }]],
    ["fe80::1", [{ not: false, field: "word", value: "fe80::1" }]],
    ['image:"my image"', [{ not: false, field: "image", value: "my image" }]],
    ['"app:web"', [{ not: false, field: "word", value: "app:web" }]],
    ['"-web"', [{ not: false, field: "word", value: "-web" }]],
    ['"open end', [{ not: false, field: "word", value: "open end" }]],
  ])("reads %j", (query, terms) => {
    expect(parseQuery(query)).toEqual(terms);
  });
});
