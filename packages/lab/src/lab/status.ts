import type { Lab, LabRoom } from "#lab/lab.ts";
import type { Fault } from "#proxy/faults.ts";
import { type RoomComponent, roomComponents } from "#room/types.ts";

export interface RoomStatus {
  name: string;
  carrier: string;
  title: string;
  /** The URL Halcyon registers: the fault proxy. */
  server: string;
  kubeconfig: string;
  /** Undefined while its API server does not answer. */
  nodesReady?: number;
  nodes?: number;
  components: Record<RoomComponent, "running" | "down">;
  faults: Fault[];
}

export interface LabStatus {
  dir: string;
  items: RoomStatus[];
}

/** How each room stands now. A room that does not answer within a second is shown without its nodes. */
export async function labStatus(lab: Lab): Promise<LabStatus> {
  return { dir: lab.dir, items: await Promise.all(lab.rooms.map(roomStatus)) };
}

async function roomStatus({ room, proxy, name, carrier, title, registration }: LabRoom): Promise<RoomStatus> {
  const components = {} as RoomStatus["components"];
  for (const component of roomComponents) components[component] = room.pid(component) ? "running" : "down";
  const nodes = await room
    .api<{ items: { status: { conditions: { type: string; status: string }[] } }[] }>(
      "GET",
      "/api/v1/nodes?resourceVersion=0",
      undefined,
      { timeoutMs: 1_000 },
    )
    .then(({ items }) => ({
      nodes: items.length,
      nodesReady: items.filter((node) =>
        node.status.conditions.some(({ type, status }) => type === "Ready" && status === "True"),
      ).length,
    }))
    .catch(() => ({}));
  return {
    name,
    carrier,
    title,
    server: registration.server,
    kubeconfig: registration.kubeconfig,
    ...nodes,
    components,
    faults: proxy.faults(),
  };
}

/** The status as a table for people. */
export function statusTable(status: LabStatus): string {
  const rows = status.items.map((item) => {
    const down = roomComponents.filter((component) => item.components[component] === "down");
    return [
      item.name,
      item.title,
      item.server,
      item.nodes === undefined ? "no answer" : `${item.nodesReady}/${item.nodes}`,
      down.length === 0 ? "all running" : `down: ${down.join(", ")}`,
      item.faults.map(describeFault).join(", ") || "none",
    ];
  });
  return table([["ROOM", "NAME", "SERVER", "NODES READY", "COMPONENTS", "FAULTS"], ...rows]);
}

function describeFault({ kind, match: _match, ...details }: Fault): string {
  const words = Object.values(details).filter((value) => value !== undefined);
  return [kind, ...words].join(" ");
}

/** Left-aligned columns; Chinese characters count two cells. */
function table(rows: string[][]): string {
  const width = (text: string) =>
    [...text].reduce((sum, char) => sum + (/[\u1100-\uffdc]/.test(char) ? 2 : 1), 0);
  const columns = rows[0]?.map((_, column) => Math.max(...rows.map((row) => width(row[column] ?? "")))) ?? [];
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell + " ".repeat((columns[column] ?? 0) - width(cell)))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
