import type { StepsInput } from "@halcyon/contracts";
import { InvalidArgumentError } from "commander";

/**
 * Steps as people type them: one size `1`, sizes `1,2,2,2,3`, cumulative percentages `10%,50%,100%`.
 * Brackets and spaces are let pass: `[1, 2]`.
 * @throws InvalidArgumentError that says what is wrong and how to write it
 */
export function parseSteps(text: string): StepsInput {
  const parts = text
    .trim()
    .replace(/^\[(.*)\]$/, "$1")
    .split(/[,\s]+/)
    .filter((part) => part !== "");
  const ways = 'Write one size "1", sizes "1,2,2,2,3", or percentages "10%,50%,100%".';
  if (parts.length === 0) throw new InvalidArgumentError(`There is no step in it. ${ways}`);
  const percentages = parts.filter((part) => part.endsWith("%"));
  if (percentages.length === 0) return sizes(parts, ways);
  if (percentages.length < parts.length) {
    throw new InvalidArgumentError(`It mixes counts and percentages. ${ways}`);
  }
  return cumulative(parts, ways);
}

function sizes(parts: readonly string[], ways: string): StepsInput {
  const wrong = parts.find((part) => !/^[1-9]\d*$/.test(part));
  if (wrong !== undefined) throw new InvalidArgumentError(`'${wrong}' is not a whole number from 1. ${ways}`);
  const [first, ...more] = parts.map(Number);
  return more.length === 0 && first !== undefined ? first : parts.map(Number);
}

function cumulative(parts: readonly string[], ways: string): StepsInput {
  let before = 0;
  for (const part of parts) {
    const value = Number(part.slice(0, -1));
    if (!(value > 0 && value <= 100))
      throw new InvalidArgumentError(`'${part}' is not between 0% and 100%. ${ways}`);
    if (value <= before) {
      throw new InvalidArgumentError(
        `'${part}' does not go on from ${before}%: percentages count from the beginning.`,
      );
    }
    before = value;
  }
  return [...parts];
}
