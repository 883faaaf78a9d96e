import { type Cluster, fleetEndpoints } from "@halcyon/contracts";
import { Button } from "@mantine/core";
import { useState } from "react";
import { useChange } from "#api/hooks.ts";
import { useMessages } from "#i18n/messages.ts";
import { Consequence } from "#ui/consequence.tsx";
import { tellDone } from "../parts/done.ts";
import { Section } from "../parts/section.tsx";
import { actMessages } from "./act-messages.ts";

/** Adopts the cluster that answers in the place of one that was there before. */
export function AcceptRebuilt({ cluster }: { readonly cluster: Cluster }) {
  const text = useMessages(actMessages);
  const [asking, setAsking] = useState(false);
  const accept = useChange(fleetEndpoints.clusterUpdate, {
    outdates: [fleetEndpoints.clusterGet, fleetEndpoints.clusterList],
    onDone() {
      tellDone(text.accepted);
      setAsking(false);
    },
  });
  return (
    <Section title={text.rebuilt} about={text.rebuiltAbout}>
      <Button color="red" variant="light" w="fit-content" onClick={() => setAsking(true)}>
        {text.accept}
      </Button>
      <Consequence
        opened={asking}
        onClose={() => {
          accept.reset();
          setAsking(false);
        }}
        title={text.acceptTitle(cluster.name)}
        changes={[text.acceptAdopts(cluster.server), text.acceptApps, text.acceptRunning]}
        wayBack={text.acceptBack}
        act={text.accept}
        onAct={() => accept.mutate({ params: { cluster: cluster.name }, body: { acceptReplaced: true } })}
        isPending={accept.isPending}
        problem={accept.error?.problem}
      />
    </Section>
  );
}
