import { appsEndpoints, driftEndpoints, type DriftTarget } from "@halcyon/contracts";
import { Checkbox, Text } from "@mantine/core";
import { useEffect, useState } from "react";
import { useChange } from "#api/hooks.ts";
import { useMessages } from "#i18n/messages.ts";
import { DiffView } from "#ui/diff-view.tsx";
import { DriftDialog } from "./dialog.tsx";
import { driftMessages } from "./messages.ts";

/** Shows what would be written, and what that means elsewhere, before it is. */
export function TakeInDialog({
  target,
  onClose,
}: {
  readonly target: DriftTarget;
  readonly onClose: () => void;
}) {
  const text = useMessages(driftMessages);
  const [everywhere, setEverywhere] = useState(false);
  const { app, cluster } = target;
  const preview = useChange(driftEndpoints.takeIn);
  const { mutate } = preview;
  useEffect(
    () => mutate({ params: { app }, body: { cluster, everywhere, reason: "shown first", dryRun: true } }),
    [mutate, app, cluster, everywhere],
  );
  const takeIn = useChange(driftEndpoints.takeIn, {
    outdates: [appsEndpoints.get, appsEndpoints.versions],
    onDone: onClose,
  });
  const shown = preview.data;
  return (
    <DriftDialog
      title={text.takeInTitle(app, cluster)}
      act={text.takeIn}
      onClose={onClose}
      onAct={(reason) => takeIn.mutate({ params: { app }, body: { cluster, everywhere, reason } })}
      isPending={takeIn.isPending || preview.isPending}
      problem={(takeIn.error ?? preview.error)?.problem}
      disabled={shown === undefined}
    >
      <Text size="sm">{text.takeInText}</Text>
      <Checkbox
        label={text.everywhere}
        checked={everywhere}
        onChange={(event) => setEverywhere(event.currentTarget.checked)}
      />
      {shown !== undefined && (
        <>
          <DiffView diff={shown.diff} label={text.specDiff} />
          <Text size="sm">
            {shown.elsewhere.length === 0 ? text.onlyHere : text.elsewhere(shown.elsewhere.join(", "))}
          </Text>
          {shown.left.length > 0 && <Text size="sm">{text.leftAfter(shown.left.join(", "))}</Text>}
        </>
      )}
    </DriftDialog>
  );
}
