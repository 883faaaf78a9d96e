/** How many instances there are when load decides: what is measured, between which bounds, and how fast. */
import { z } from "zod";
import { labels, said } from "./app-spec-parts.ts";

const bounds = {
  min: said(z.int().min(1).max(10_000), "never fewer instances in a room", "2"),
  max: said(z.int().min(1).max(10_000), "never more instances in a room", "10"),
};
const utilisation = said(z.int().min(1).max(1000), "percent of what is requested", "60");

const quantity = said(
  z.union([z.number().positive(), z.string().regex(/^[0-9]+(\.[0-9]+)?(m|k|M|G|T|Ki|Mi|Gi|Ti)?$/)], {
    error: "an amount such as 100, 500m or 2k",
  }),
  "an amount such as 100, 500m or 2k",
  "100",
);
const metricName = said(
  z.string().regex(/^[A-Za-z_:][A-Za-z0-9_:./-]{0,252}$/, "a metric's name such as requests_per_second"),
  "the metric's name",
  "requests_per_second",
);
const selector = said(labels.optional(), "labels of the metric", "{ queue: pages }");
const value = said(quantity.optional(), "scaled so that the metric has this value", "100");
const average = said(quantity.optional(), "scaled so that each instance has so much of it", "100");

/** Exactly one of `pods`, `object` and `external` (checked in app-spec-scale-checks.ts). */
const metric = z.strictObject({
  pods: said(
    z.strictObject({ metric: metricName, selector, average: quantity }).optional(),
    "a metric of each instance",
    "{ metric: requests_per_second, average: 100 }",
  ),
  object: said(
    z
      .strictObject({
        metric: metricName,
        selector,
        apiVersion: said(z.string().regex(/^([a-z0-9.-]+\/)?v[a-z0-9]+$/), "its API", "networking.k8s.io/v1"),
        kind: said(z.string().regex(/^[A-Z][A-Za-z]{0,62}$/), "its kind", "Ingress"),
        name: said(z.string().min(1).max(253), "its name", "frontpage"),
        value,
        average,
      })
      .optional(),
    "a metric of one object",
    "{ metric: hits, apiVersion: networking.k8s.io/v1, kind: Ingress, name: frontpage, value: 1k }",
  ),
  external: said(
    z.strictObject({ metric: metricName, selector, value, average }).optional(),
    "a metric from outside of the cluster",
    "{ metric: queue_messages, selector: { queue: pages }, average: 30 }",
  ),
});
export type ScalingMetric = z.output<typeof metric>;

const rules = z.strictObject({
  stabilizationSeconds: said(
    z.int().min(0).max(3600).optional(),
    "the strongest wish of so many seconds holds",
    "300",
  ),
  select: said(z.enum(["Max", "Min", "Disabled"]).optional(), "which policy holds; Disabled for none", "Max"),
  policies: said(
    z
      .array(
        z.strictObject({
          type: said(z.enum(["Pods", "Percent"]), "what is counted", "Percent"),
          value: said(z.int().min(1).max(10_000), "how many at most", "100"),
          periodSeconds: said(z.int().min(1).max(1800), "in so many seconds", "60"),
        }),
      )
      .min(1)
      .max(10)
      .optional(),
    "how fast",
    "[{ type: Pods, value: 4, periodSeconds: 60 }]",
  ),
});

export const autoscaling = z
  .strictObject({
    ...bounds,
    cpu: utilisation.optional(),
    memory: utilisation.optional(),
    metrics: said(z.array(metric).max(20).optional(), "other metrics; the largest wish of all holds"),
    behavior: said(
      z
        .strictObject({
          up: said(rules.optional(), "to more instances", "{ stabilizationSeconds: 0 }"),
          down: said(rules.optional(), "to fewer instances", "{ stabilizationSeconds: 300 }"),
        })
        .optional(),
      "how fast it scales",
      "{ down: { stabilizationSeconds: 300 } }",
    ),
    rooms: said(
      z.record(z.string(), z.strictObject(bounds)).optional(),
      "other bounds for a room (split over its clusters) or a cluster",
      "{ north-mobile: { min: 2, max: 20 } }",
    ),
  })
  .meta({ description: "how many instances there are when load decides" });
