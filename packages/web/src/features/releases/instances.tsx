/** The new pods, step by step, with their IPs: for whoever tests them. */
import type { ReleaseInstance } from "@halcyon/contracts";
import { Alert, Button, CopyButton, Group, Stack, Text } from "@mantine/core";
import { memo, useState } from "react";
import { useSession } from "#api/session.ts";
import { useFormat } from "#i18n/format.ts";
import { useMessages } from "#i18n/messages.ts";
import { HrefLink } from "#ui/href-link.tsx";
import { InstanceTable } from "./instance-table.tsx";
import { logsOf } from "./links.ts";
import { pageMessages } from "./page-messages.ts";

interface InstancesProps {
  readonly instances: readonly ReleaseInstance[] | undefined;
  readonly unreachable: readonly string[];
  readonly namespaceOf: (target: string) => string;
}

/** Pods of a step shown at first. */
const shown = 30;

/** Drawn anew only when the pods have changed, not with each count of the release. */
export const Instances = memo(InstanceList);

function InstanceList({ instances = [], unreachable, namespaceOf }: InstancesProps) {
  const text = useMessages(pageMessages);
  const steps = [...new Set(instances.map(({ step }) => step))].toSorted((a, b) => b - a);
  return (
    <Stack gap="sm">
      {unreachable.length > 0 && (
        <Alert color="yellow" p="xs">
          {text.cannotSee(unreachable.join(", "))}
        </Alert>
      )}
      {instances.length === 0 && (
        <Text size="sm" c="dimmed">
          {text.noInstances}
        </Text>
      )}
      {steps.map((step) => (
        <StepInstances
          key={step}
          step={step}
          pods={instances.filter((one) => one.step === step)}
          namespaceOf={namespaceOf}
        />
      ))}
    </Stack>
  );
}

interface StepInstancesProps {
  readonly step: number;
  readonly pods: readonly ReleaseInstance[];
  readonly namespaceOf: (target: string) => string;
}

function StepInstances({ step, pods, namespaceOf }: StepInstancesProps) {
  const text = useMessages(pageMessages);
  const format = useFormat();
  const { may } = useSession();
  const [all, setAll] = useState(false);
  const ips = pods.flatMap(({ ip }) => ip ?? []);
  const logs = logsOf(pods.map((pod) => ({ ...pod, namespace: namespaceOf(pod.target) })));
  const rest = pods.length - shown;
  return (
    <section aria-label={text.stepNumber(step)}>
      <Group gap="xs" mb={4}>
        <Text fw={600} size="sm">
          {text.stepNumber(step)} · {text.pods(pods.length)}
        </Text>
        <CopyButton value={ips.join("\n")} timeout={2_000}>
          {({ copied, copy }) => (
            <Button size="compact-xs" variant="default" onClick={copy} disabled={ips.length === 0}>
              {copied ? `✓ ${text.copied}` : text.copyIps}
            </Button>
          )}
        </CopyButton>
        {may("fleet.logs") && (
          <Text span size="sm">
            <HrefLink href={logs}>{text.logs}</HrefLink>
          </Text>
        )}
      </Group>
      <InstanceTable pods={all ? pods : pods.slice(0, shown)} namespaceOf={namespaceOf} />
      {!all && rest > 0 && (
        <Button size="compact-xs" variant="subtle" onClick={() => setAll(true)}>
          {text.morePods(format.number(rest))}
        </Button>
      )}
    </section>
  );
}
