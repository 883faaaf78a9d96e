import fc from "fast-check";
import { expect, it } from "vitest";
import { createPlaceOrder } from "./place-order.ts";

const operation = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant("add" as const), name: fc.string({ maxLength: 3 }) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("remove" as const), at: fc.nat() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("look" as const) }) },
);

it("keeps every row in its place, however rows come, go and are used again", () => {
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 200 }), (operations) => {
      const names: string[] = [];
      const used = new Set<number>();
      const free: number[] = [];
      // Rows of equal name stand in any order, so that names are compared alone.
      const compare = (a: number, b: number) => {
        const [one, two] = [names[a] as string, names[b] as string];
        return one < two ? -1 : one > two ? 1 : 0;
      };
      const order = createPlaceOrder(compare);
      const check = () => {
        const rows = [...order.rows()];
        expect(new Set(rows)).toEqual(used);
        expect(rows).toHaveLength(used.size);
        expect(rows.map((row) => names[row])).toEqual([...used].sort(compare).map((row) => names[row]));
      };
      for (const each of operations) {
        if (each.do === "add") {
          const row = free.pop() ?? names.length;
          names[row] = each.name;
          used.add(row);
          order.add(row);
        } else if (each.do === "remove") {
          const row = [...used][each.at % used.size];
          if (row === undefined) continue;
          used.delete(row);
          free.push(row);
          order.remove(row);
        } else check();
      }
      check();
    }),
  );
});

it("takes in more rows than wait for one look", () => {
  const order = createPlaceOrder((a, b) => b - a);
  const count = 10_000;
  for (let row = 0; row < count; row++) order.add(row);
  order.remove(17);
  expect([...order.rows()]).toEqual(
    Array.from({ length: count }, (_, at) => count - 1 - at).filter((row) => row !== 17),
  );
});
