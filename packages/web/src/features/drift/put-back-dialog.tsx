import { driftEndpoints, type DriftTarget, releaseEndpoints } from "@halcyon/contracts";
import { List, Text } from "@mantine/core";
import { useEffect } from "react";
import { useGo } from "#app/pages.tsx";
import { useChange } from "#api/hooks.ts";
import { useFormat } from "#i18n/format.ts";
import { useMessages } from "#i18n/messages.ts";
import { DriftDialog } from "./dialog.tsx";
import { driftMessages } from "./messages.ts";

/** Shows the plan of the release that would put everything back, before it is stored. */
export function PutBackDialog({
  target,
  onClose,
}: {
  readonly target: DriftTarget;
  readonly onClose: () => void;
}) {
  const text = useMessages(driftMessages);
  const format = useFormat();
  const go = useGo();
  const { app, cluster } = target;
  const preview = useChange(driftEndpoints.putBack);
  const { mutate } = preview;
  useEffect(
    () => mutate({ params: { app }, body: { clusters: [cluster], reason: "shown first", dryRun: true } }),
    [mutate, app, cluster],
  );
  const putBack = useChange(driftEndpoints.putBack, {
    outdates: [releaseEndpoints.list],
    onDone: ({ release }) => {
      onClose();
      if (release !== null) go(`/releases/${encodeURIComponent(release)}`);
    },
  });
  const shown = preview.data;
  return (
    <DriftDialog
      title={text.putBackTitle(app, cluster)}
      act={text.plan}
      onClose={onClose}
      onAct={(reason) => putBack.mutate({ params: { app }, body: { clusters: [cluster], reason } })}
      isPending={putBack.isPending || preview.isPending}
      problem={(putBack.error ?? preview.error)?.problem}
      disabled={shown === undefined}
    >
      {shown !== undefined && (
        <>
          <Text size="sm">
            {text.putBackText(
              format.number(shown.version),
              format.number(shown.plan.total),
              format.number(shown.plan.steps.length),
            )}
          </Text>
          <List size="sm">
            {shown.plan.warnings.map((warning) => (
              <List.Item key={warning}>{warning}</List.Item>
            ))}
          </List>
          {shown.left.length > 0 && <Text size="sm">{text.leftAsIs(shown.left.join(", "))}</Text>}
        </>
      )}
    </DriftDialog>
  );
}
