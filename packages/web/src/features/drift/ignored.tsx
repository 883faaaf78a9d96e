import { driftEndpoints } from "@halcyon/contracts";
import { Button, Table, Title } from "@mantine/core";
import { useChange, useGet } from "#api/hooks.ts";
import { useSession } from "#api/session.ts";
import { useFormat } from "#i18n/format.ts";
import { useMessages } from "#i18n/messages.ts";
import { ProblemAlert } from "#ui/problem-alert.tsx";
import { driftMessages } from "./messages.ts";

/** What is ignored for now, of one app or of all; nothing where nothing is. */
export function Ignored({ app }: { readonly app: string | undefined }) {
  const text = useMessages(driftMessages);
  const format = useFormat();
  const { may } = useSession();
  const query = app === undefined ? { limit: 500 } : { limit: 500, app };
  const { data, error } = useGet(driftEndpoints.ignored, { query }, { everyMs: 10_000 });
  const stop = useChange(driftEndpoints.stopIgnoring, { outdates: [driftEndpoints.ignored] });
  const problem = (error ?? stop.error)?.problem;
  const items = data?.items ?? [];
  return (
    <>
      {problem !== undefined && <ProblemAlert problem={problem} />}
      {items.length > 0 && (
        <section>
          <Title order={2} size="h5">
            {text.ignoredTitle}
          </Title>
          <Table.ScrollContainer minWidth={330}>
            <Table verticalSpacing={4} aria-label={text.ignoredTitle}>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{text.app}</Table.Th>
                  <Table.Th>{text.cluster}</Table.Th>
                  <Table.Th>{text.what}</Table.Th>
                  <Table.Th>{text.until}</Table.Th>
                  <Table.Th>{text.reason}</Table.Th>
                  <Table.Th />
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {items.map((one) => (
                  <Table.Tr key={one.id}>
                    <Table.Td>{one.app}</Table.Td>
                    <Table.Td>{one.cluster ?? text.everyCluster}</Table.Td>
                    <Table.Td style={{ overflowWrap: "anywhere" }}>
                      {[one.object ?? text.all, one.field].filter((part) => part !== null).join(" ")}
                    </Table.Td>
                    <Table.Td>{format.dateTime(one.until)}</Table.Td>
                    <Table.Td style={{ overflowWrap: "anywhere" }}>
                      {one.reason} ({one.createdBy})
                    </Table.Td>
                    <Table.Td>
                      {may("app.write") && (
                        <Button
                          size="compact-xs"
                          variant="light"
                          loading={stop.isPending}
                          onClick={() => stop.mutate({ params: { app: one.app, ignore: one.id } })}
                        >
                          {text.stop}
                        </Button>
                      )}
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
        </section>
      )}
    </>
  );
}
