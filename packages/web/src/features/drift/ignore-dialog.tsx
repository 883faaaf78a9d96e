import { driftEndpoints, type DriftTarget } from "@halcyon/contracts";
import { Select, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { useChange } from "#api/hooks.ts";
import { useMessages } from "#i18n/messages.ts";
import { useNow } from "#ui/ago.tsx";
import { DriftDialog } from "./dialog.tsx";
import { driftMessages } from "./messages.ts";

/** One finding, or everything in this cluster, until a moment. */
export function IgnoreDialog({
  target,
  onClose,
}: {
  readonly target: DriftTarget;
  readonly onClose: () => void;
}) {
  const text = useMessages(driftMessages);
  const now = useNow();
  const [what, setWhat] = useState("");
  const [until, setUntil] = useState("");
  const [tried, setTried] = useState(false);
  const ignore = useChange(driftEndpoints.ignore, { outdates: [driftEndpoints.ignored], onDone: onClose });
  const { app, cluster, findings } = target;
  const ends = until === "" ? undefined : new Date(until);
  const late = ends !== undefined && ends.getTime() > now;
  const finding = findings.find(({ id }) => id === what);
  const act = (reason: string) => {
    setTried(true);
    if (ends === undefined || !late) return;
    const chosen =
      finding === undefined
        ? {}
        : { object: finding.object, ...(finding.field === "" ? {} : { field: finding.field }) };
    ignore.mutate({ params: { app }, body: { cluster, until: ends.toISOString(), reason, ...chosen } });
  };
  return (
    <DriftDialog
      title={text.ignoreTitle(app, cluster)}
      act={text.ignore}
      onClose={onClose}
      onAct={act}
      isPending={ignore.isPending}
      problem={ignore.error?.problem}
    >
      <Text size="sm">{text.ignoreText}</Text>
      <Select
        label={text.what}
        value={what}
        allowDeselect={false}
        data={[
          { value: "", label: text.everything },
          ...findings.filter(({ ignored }) => ignored === null).map(({ id }) => ({ value: id, label: id })),
        ]}
        onChange={(value) => setWhat(value ?? "")}
      />
      <TextInput
        type="datetime-local"
        label={text.until}
        description={text.untilHint}
        required
        value={until}
        error={tried && !late ? text.untilMissing : undefined}
        onChange={(event) => setUntil(event.currentTarget.value)}
      />
    </DriftDialog>
  );
}
