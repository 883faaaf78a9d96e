/** Where a lead approves exactly the content on the page, by the hash that was on it when they read it. */
import { type Release, releaseEndpoints } from "@halcyon/contracts";
import { Alert, Button, Card, Group, List, Stack, Text, TextInput, Title } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useState } from "react";
import { useChange } from "#api/hooks.ts";
import { useFormat } from "#i18n/format.ts";
import { useMessages } from "#i18n/messages.ts";
import { ProblemAlert } from "#ui/problem-alert.tsx";
import { useGateText } from "../gate-text.ts";
import { planMessages } from "../plan/messages.ts";
import { contentChanges } from "./content.ts";
import { decisionId } from "./decision.ts";
import { approvalMessages } from "./messages.ts";
import { RejectDialog } from "./reject-dialog.tsx";

/** For whom `release.may` has approve or reject. */
export function ApprovalPanel({ release }: { readonly release: Release }) {
  const text = useMessages(approvalMessages);
  const [seen, setSeen] = useState(release);
  const [comment, setComment] = useState("");
  const [rejecting, reject] = useDisclosure(false);
  const approve = useChange(releaseEndpoints.approve);
  const changed = seen.hash !== release.hash;
  const mayApprove = release.may.includes("approve");
  return (
    <Card withBorder id={decisionId} tabIndex={-1}>
      <Stack gap="xs">
        <Title order={2} size="h5">
          {text.title}
        </Title>
        {changed && <Changed seen={seen} release={release} onSeen={() => setSeen(release)} />}
        {mayApprove && (
          <>
            <Text size="sm">{text.binds}</Text>
            <Text size="xs" c="dimmed" style={{ overflowWrap: "anywhere" }}>
              {text.hash}: <span className="hash">{seen.hash}</span>
            </Text>
            <TextInput
              label={text.comment}
              value={comment}
              maxLength={2000}
              onChange={(event) => setComment(event.currentTarget.value)}
            />
          </>
        )}
        {approve.error !== null && <ProblemAlert problem={approve.error.problem} />}
        <Group gap="xs">
          {mayApprove && (
            <Button
              disabled={changed}
              loading={approve.isPending}
              onClick={() =>
                approve.mutate({ params: { release: release.id }, body: { hash: seen.hash, comment } })
              }
            >
              {text.approve}
            </Button>
          )}
          {release.may.includes("reject") && (
            <Button variant="light" color="red" onClick={reject.open}>
              {text.reject}
            </Button>
          )}
        </Group>
      </Stack>
      <RejectDialog release={release} opened={rejecting} onClose={reject.close} />
    </Card>
  );
}

function Changed({
  seen,
  release,
  onSeen,
}: {
  readonly seen: Release;
  readonly release: Release;
  readonly onSeen: () => void;
}) {
  const text = useMessages(approvalMessages);
  const plan = useMessages(planMessages);
  const gate = useGateText();
  const format = useFormat();
  const changes = contentChanges(seen, release, {
    gate,
    order: (order) => plan[order],
    duration: (ms) => format.duration(ms),
  });
  return (
    <Alert color="blue" title={text.changed} role="alert">
      <Stack gap="xs" align="flex-start">
        <Text size="sm">{changes.length === 0 ? text.changedNone : text.changedText}</Text>
        <List size="sm">
          {changes.map(({ what, before, after }) => (
            <List.Item key={what} style={{ overflowWrap: "anywhere" }}>
              {text[what]}: <del>{before}</del> → <ins>{after}</ins>
            </List.Item>
          ))}
        </List>
        <Button size="xs" variant="default" onClick={onSeen}>
          {text.seen}
        </Button>
      </Stack>
    </Alert>
  );
}
