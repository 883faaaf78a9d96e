import { podEndpoints } from "@halcyon/contracts";
import type { Command } from "commander";
import { action, type Cli, verb } from "../../command.ts";
import { renderPod } from "../../output/pod.ts";
import { podReference } from "../../pod-reference.ts";

/** `halcyon pod show`: one pod in depth. */
export function podShowCommand(pod: Command, cli: Cli): void {
  const show = verb(pod, "show <pod>", {
    summary: "Show a pod: its containers, what holds it up, its events",
    about: "Read from the pod's cluster; as it was last seen when that does not answer.",
    examples: [["pod show north-mobile/frontpage/frontpage-6d9f8-x2x4k", "Cluster, namespace, name"]],
    next: "halcyon pod logs CLUSTER/NAMESPACE/NAME shows what it says.",
  });
  action(show, cli, async ({ session, args: [given = ""] }) => {
    const params = podReference(given);
    const { io, output } = session;
    const detail = await (await session.client()).call(podEndpoints.get, { params });
    const { paint, width } = output;
    output.show(detail, () => renderPod(detail, { paint, width, now: io.now() }));
    if (detail.source === "cache") {
      output.note(
        `! cluster ${params.cluster} does not answer (${detail.cluster.reason}): this is as it was last seen`,
      );
    }
    output.next([`pod logs ${given}`, "what it says"]);
  });
}
