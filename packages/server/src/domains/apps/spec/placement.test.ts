import { describe, expect, it } from "vitest";
import { places } from "../testing/shapes.ts";
import { checkDraft, openPolicy } from "../versions.ts";
import { parseSpec } from "./parse.ts";

const head = "name: web\nteam: news\nimage: registry.demo/web:1\nreplicas: { north-mobile: 2 }\n";
/** Problems as `line path: message -> hint`. */
function problems(more: string): string[] {
  const result = parseSpec(head + more);
  const found = result.ok
    ? result.parsed.locate(checkDraft(result.parsed, openPolicy, places).issues)
    : result.problems;
  return found.map(({ line, path, message, hint }) => `${line} ${path}: ${message} -> ${hint}`);
}

describe("placement and scaling", () => {
  it.each([
    [
      "the same spread twice",
      "placement: { spread: [{ over: nodes }, { over: nodes, required: true }] }\n",
      "5 placement.spread[1].over: instances are spread over nodes twice -> keep one of the two",
    ],
    [
      "distance from itself",
      "placement: { apartFrom: [{ app: web, over: nodes }] }\n",
      "5 placement.apartFrom[0].app: this is the app itself -> write spread: [{ over: nodes, required: true }] to keep its own instances apart",
    ],
    [
      "a pool without a value",
      "placement: { nodes: { required: { pool: [] } } }\n",
      "5 placement.nodes.required.pool: pool is too small: at least 1 items -> write at least 1 items",
    ],
    [
      "a budget of nothing",
      "disruption: {}\n",
      "5 disruption: the budget says nothing -> write exactly one of maxUnavailable and minAvailable",
    ],
    [
      "a budget that lets no node go",
      "disruption: { maxUnavailable: 0 }\n",
      "5 disruption.maxUnavailable: no node could ever be drained -> leave room for one instance: maxUnavailable: 1",
    ],
    [
      "a budget of all instances there are",
      "disruption: { minAvailable: 2 }\n",
      "5 disruption.minAvailable: 2 of 2 in nm-1 are all of them: no node there could be drained -> write less, or maxUnavailable: 1",
    ],
    [
      "a metric of nothing",
      "autoscaling: { min: 1, max: 2, metrics: [{}] }\n",
      "5 autoscaling.metrics[0]: the metric measures nothing -> write exactly one of pods, object and external",
    ],
    [
      "a metric without a target",
      "autoscaling: { min: 1, max: 2, metrics: [{ external: { metric: x } }] }\n",
      "5 autoscaling.metrics[0].external: the metric has no target -> write exactly one of value and average",
    ],
    [
      "no metric at all",
      "autoscaling: { min: 1, max: 2 }\n",
      "5 autoscaling: autoscaling measures nothing -> write cpu: 60 or memory: 70, or metrics",
    ],
  ])("refuses %s", (_what, more, expected) => {
    expect(problems(more)).toEqual([expected]);
  });

  it("takes a metric without resources that are requested", () => {
    expect(
      problems("autoscaling: { min: 1, max: 2, metrics: [{ pods: { metric: x, average: 1 } }] }\n"),
    ).toEqual([]);
  });
});
