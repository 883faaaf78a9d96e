/** What operations decided for an app: to read for all, to set for operations. */
import type { AppView } from "@halcyon/contracts";
import { Alert, Stack, Table, Text } from "@mantine/core";
import { useSession } from "#api/session.ts";
import { useMessages } from "#i18n/messages.ts";
import { policyMessages } from "./messages.ts";
import { PolicyForm } from "./policy-form.tsx";
import { writeSize, writeSteps } from "./policy-text.ts";

export function AppPolicy({ app }: { readonly app: AppView }) {
  const text = useMessages(policyMessages);
  const { may } = useSession();
  return (
    <Stack gap="sm" maw={720}>
      <Text size="sm">{text.intro}</Text>
      {may("app.policy", app.team) ? <PolicyForm app={app} /> : <PolicyFacts app={app} />}
    </Stack>
  );
}

function PolicyFacts({ app }: { readonly app: AppView }) {
  const text = useMessages(policyMessages);
  const { largestStep, defaultSteps, allowedRegistries, namespace } = app.policy;
  const facts = [
    [text.largestStep, writeSize(largestStep) || text.any],
    [text.defaultSteps, writeSteps(defaultSteps) || text.oneByOne],
    [text.registries, allowedRegistries.join(", ") || text.any],
    [text.namespace, namespace ?? text.ownName],
    [text.approval, text.approvalHelp],
  ];
  return (
    <>
      <Table variant="vertical" layout="fixed">
        <Table.Tbody>
          {facts.map(([name, value]) => (
            <Table.Tr key={name}>
              <Table.Th w={160}>{name}</Table.Th>
              <Table.Td>{value}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <Alert color="gray">{text.readOnly("app.policy")}</Alert>
    </>
  );
}
