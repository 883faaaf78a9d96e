import type { ContainerView, EventItem, PodDetail, PodItem } from "@halcyon/contracts";
import { listed } from "./amounts.ts";
import type { Paint } from "./paint.ts";
import { facts, table } from "./table.ts";
import { age, moment } from "./time.ts";

/** A pod's state in a word, as kubectl says it. */
export function podStatus({ terminating, reason, phase }: PodItem): string {
  if (terminating) return "Terminating";
  return reason === "" ? phase : reason;
}

/** One pod in depth: what it is, its containers, conditions and events. */
export function renderPod(
  detail: PodDetail,
  { paint, width, now }: { paint: Paint; width: number | undefined; now: Date },
): string {
  const { pod } = detail;
  const head = facts([
    ["pod", pod.name],
    ["where", `${pod.cluster}/${pod.namespace}, room ${pod.room}`],
    ["status", `${podStatus(pod)}${pod.ready ? ", ready" : ""}`],
    ["message", detail.message],
    ["app", pod.app],
    ["owner", pod.ownerKind === "" ? "" : `${pod.ownerKind} ${pod.ownerName}`],
    ["node", pod.node === "" ? "" : `${pod.node}${pod.hostIp === "" ? "" : ` (${pod.hostIp})`}`],
    ["ip", pod.ip],
    ["made", `${moment(pod.createdAt)} (${age(pod.createdAt, now)} ago)`],
    ["account", detail.serviceAccount],
    ["quality", detail.qos],
    ["volumes", detail.volumes.join("\n")],
  ]);
  const conditions = detail.conditions
    .filter(({ status }) => status !== "True")
    .map(
      ({ type, reason, message }) => `  ${type} is not met: ${[reason, message].filter(Boolean).join(": ")}`,
    );
  const parts = [
    head,
    ...detail.containers.map((container) => renderContainer(container, paint, now)),
    ...(conditions.length === 0 ? [] : [[paint.bold("Conditions"), ...conditions].join("\n")]),
    ...(detail.events.length === 0
      ? []
      : [`${paint.bold("Events")}\n${renderEvents(detail.events, now, width)}`]),
  ];
  return parts.join("\n\n");
}

function renderContainer(container: ContainerView, paint: Paint, now: Date): string {
  const { name, kind, last } = container;
  const amounts = (values: Readonly<Record<string, string>>) =>
    listed(Object.entries(values).map(([resource, amount]) => `${resource} ${amount}`));
  const since = container.since === null ? "" : ` for ${age(container.since, now)}`;
  const exit = container.exitCode === null ? "" : `, exit code ${container.exitCode}`;
  const why = [container.reason, container.message].filter(Boolean).join(": ");
  const body = facts([
    ["  image", container.image],
    ["  state", `${container.state}${since}${exit}${why === "" ? "" : ` (${why})`}`],
    ["  restarts", container.restarts === 0 ? "" : String(container.restarts)],
    [
      "  before",
      last === null
        ? ""
        : `${last.reason}, exit code ${last.exitCode}${last.at === null ? "" : `, ${age(last.at, now)} ago`}${last.message === "" ? "" : `: ${last.message}`}`,
    ],
    ["  ports", listed(container.ports)],
    ["  requests", amounts(container.requests)],
    ["  limits", amounts(container.limits)],
    ["  env", listed(container.env)],
    ["  mounts", container.mounts.join("\n")],
  ]);
  return `${paint.bold(`Container ${name}`)}${kind === "container" ? "" : ` (${kind})`}\n${body}`;
}

function renderEvents(events: readonly EventItem[], now: Date, width: number | undefined): string {
  return table(
    events,
    [
      { title: "AGO", value: (row) => age(row.at, now), right: true },
      { title: "TYPE", value: (row) => row.type },
      { title: "REASON", value: (row) => row.reason },
      { title: "TIMES", value: (row) => String(row.count), right: true },
      { title: "MESSAGE", value: (row) => row.message, flexible: true },
    ],
    width,
  );
}
