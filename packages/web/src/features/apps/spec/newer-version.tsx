/** A version that somebody stored while this text was written: said, shown, and never stored over unseen. */
import { appsEndpoints } from "@halcyon/contracts";
import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useGet } from "#api/hooks.ts";
import { useFormat } from "#i18n/format.ts";
import { useMessages } from "#i18n/messages.ts";
import { DiffView } from "#ui/diff-view.tsx";
import { Waiting } from "#ui/page.tsx";
import { ProblemAlert } from "#ui/problem-alert.tsx";
import { Confirm } from "./confirm.tsx";
import { specMessages } from "./messages.ts";
import type { DraftState, Stored } from "./use-draft.ts";

interface NewerVersionProps {
  readonly app: string;
  readonly author: string;
  readonly latest: Stored;
  readonly draft: DraftState;
}

export function NewerVersion({ app, author, latest, draft }: NewerVersionProps) {
  const text = useMessages(specMessages);
  const format = useFormat();
  const [seen, see] = useDisclosure(false);
  const [asked, ask] = useDisclosure(false);
  const version = format.number(latest.version);
  const startAgain = () => draft.startFrom(latest);
  return (
    <Alert color="yellow" title={text.newer(version, author)} role="alert">
      <Stack gap="xs">
        <Text size="sm">{text.newerText(format.number(draft.base), version)}</Text>
        <Group gap="xs">
          {draft.base > 0 && (
            <Button size="xs" variant="default" onClick={see.toggle} aria-expanded={seen}>
              {seen ? text.hideChange : text.seeChange}
            </Button>
          )}
          <Button size="xs" variant="default" onClick={() => draft.startFrom(latest, draft.text)}>
            {text.goOn(version)}
          </Button>
          <Button size="xs" variant="default" onClick={draft.dirty ? ask.open : startAgain}>
            {text.startAgain(version)}
          </Button>
        </Group>
        {seen && draft.base > 0 && <Change app={app} from={draft.base} to={latest.version} />}
      </Stack>
      {asked && (
        <Confirm
          title={text.discardTitle}
          text={text.discardText}
          yes={text.discard}
          no={text.keep}
          onYes={startAgain}
          onNo={ask.close}
        />
      )}
    </Alert>
  );
}

function Change({ app, from, to }: { readonly app: string; readonly from: number; readonly to: number }) {
  const text = useMessages(specMessages);
  const format = useFormat();
  const compared = useGet(appsEndpoints.compare, { params: { app }, query: { from, to } });
  if (compared.error !== null) return <ProblemAlert problem={compared.error.problem} />;
  if (compared.data === undefined) return <Waiting />;
  const label = `${text.version(format.number(from))} → ${text.version(format.number(to))}`;
  return <DiffView diff={compared.data.spec} label={label} />;
}
