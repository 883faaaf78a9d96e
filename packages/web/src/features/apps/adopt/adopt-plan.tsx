/** A plan as people read it: the spec, what it could not say, the objects, the proof, and what taking over means. */
import type { AdoptionPlan } from "@halcyon/contracts";
import { Alert, Button, Group, List, Stack, Text, Title } from "@mantine/core";
import { useFormat } from "#i18n/format.ts";
import { useMessages } from "#i18n/messages.ts";
import { StateBadge } from "#ui/state.tsx";
import { YamlView } from "#ui/yaml-view.tsx";
import { adoptMessages } from "./messages.ts";

interface AdoptPlanProps {
  readonly plan: AdoptionPlan;
  readonly pending: boolean;
  readonly onTake: () => void;
}

export function AdoptPlan({ plan, pending, onTake }: AdoptPlanProps) {
  const text = useMessages(adoptMessages);
  const format = useFormat();
  const taken = plan.clusters.reduce(
    (sum, { objects }) => sum + objects.filter((one) => one.taken).length,
    0,
  );
  const names = plan.clusters.map(({ cluster }) => cluster).join(", ");
  return (
    <Stack gap="sm">
      <Title order={2} size="h5">
        {text.spec}
      </Title>
      <YamlView value={plan.spec} label={text.spec} height="40vh" />
      <Title order={2} size="h5">
        {text.unsaid}
      </Title>
      {plan.patches.length + plan.kept.length === 0 ? (
        <Text size="sm">{text.everything}</Text>
      ) : (
        <List size="sm">
          {plan.patches.map(({ name, why }) => (
            <List.Item key={name}>{text.patch(name, why)}</List.Item>
          ))}
          {plan.kept.map((field) => (
            <List.Item key={field}>{text.kept(field)}</List.Item>
          ))}
        </List>
      )}
      {plan.clusters.map((one) => (
        <ClusterPart key={one.cluster} cluster={one} />
      ))}
      {plan.warnings.length > 0 && (
        <Alert color="yellow" role="status" title={text.warnings}>
          <List size="sm">
            {plan.warnings.map((warning) => (
              <List.Item key={warning}>{warning}</List.Item>
            ))}
          </List>
        </Alert>
      )}
      {plan.takeable ? (
        <Group gap="sm">
          <Text size="sm">{text.blast(format.number(taken), names)}</Text>
          <Button size="xs" loading={pending} onClick={onTake}>
            {text.take}
          </Button>
        </Group>
      ) : (
        <Alert color="red" role="alert">
          {text.refused}
        </Alert>
      )}
    </Stack>
  );
}

function ClusterPart({ cluster: given }: { readonly cluster: AdoptionPlan["clusters"][number] }) {
  const text = useMessages(adoptMessages);
  const format = useFormat();
  const { cluster, objects, differences } = given;
  return (
    <Stack gap={4}>
      <Title order={2} size="h5">
        {text.objects(cluster)}
      </Title>
      <List size="sm">
        {objects.map(({ kind, name, taken, why, owners }) => (
          <List.Item key={`${kind}/${name}`}>
            <strong>
              {kind}/{name}
            </strong>{" "}
            {taken ? text.takes : text.leaves}: {why}
            {owners.length > 0 && (
              <Text size="xs" c="dimmed">
                {owners.map(({ manager, fields }) => text.fields(manager, format.number(fields))).join("; ")}
              </Text>
            )}
          </List.Item>
        ))}
      </List>
      {differences.length === 0 ? (
        <StateBadge tone="good" label={text.same(cluster)} />
      ) : (
        <>
          <StateBadge tone="bad" label={text.differs(cluster, format.number(differences.length))} />
          <List size="sm">
            {differences.map(({ object, path, live, rendered }) => (
              <List.Item key={`${object} ${path}`}>
                {object} {path}: {text.become(live, rendered)}
              </List.Item>
            ))}
          </List>
        </>
      )}
    </Stack>
  );
}
