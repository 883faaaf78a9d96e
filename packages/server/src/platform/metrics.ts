import { collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

export type Metrics = Registry;

/** The process's metrics. Domains add theirs with `registers: [metrics]`, names beginning with `halcyon_`. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return registry;
}

/** Time from a request's arrival to its answer, by endpoint and status. Event streams count with their whole life. */
export function requestHistogram(metrics: Metrics) {
  return new Histogram({
    name: "halcyon_http_request_duration_seconds",
    help: "Time from a request's arrival to its answer",
    labelNames: ["endpoint", "status"],
    buckets: [0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [metrics],
  });
}

/** A number that is read when metrics are asked for. */
export function gauge(metrics: Metrics, name: string, help: string, value: () => number): Gauge {
  return new Gauge({
    name,
    help,
    registers: [metrics],
    collect() {
      this.set(value());
    },
  });
}
