import type { ReleaseInstance } from "@halcyon/contracts";
import { Table, Text } from "@mantine/core";
import { useMessages } from "#i18n/messages.ts";
import { HrefLink } from "#ui/href-link.tsx";
import { StateBadge } from "#ui/state.tsx";
import { podHref } from "./links.ts";
import { pageMessages } from "./page-messages.ts";

interface InstanceTableProps {
  readonly pods: readonly ReleaseInstance[];
  readonly namespaceOf: (target: string) => string;
}

/** Reasons that do not pass by themselves, as Kubernetes words them. */
const broken = /BackOff|Err|Crash|OOM|Invalid|Unschedulable|ended:/;

export function InstanceTable({ pods, namespaceOf }: InstanceTableProps) {
  const text = useMessages(pageMessages);
  return (
    <Table.ScrollContainer minWidth={640} type="native">
      <Table verticalSpacing={4}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{text.ip}</Table.Th>
            <Table.Th>{text.state}</Table.Th>
            <Table.Th>{text.target}</Table.Th>
            <Table.Th>{text.pod}</Table.Th>
            <Table.Th>{text.node}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {pods.map((pod) => (
            <Table.Tr key={`${pod.target} ${pod.name}`}>
              <Table.Td ff="monospace">{pod.ip ?? "–"}</Table.Td>
              <Table.Td>
                <StateBadge
                  tone={pod.ready ? "good" : broken.test(pod.reason ?? "") ? "bad" : "busy"}
                  label={pod.ready ? text.ready : pod.phase}
                  title={pod.reason ?? ""}
                />
              </Table.Td>
              <Table.Td>{pod.target}</Table.Td>
              <Table.Td>
                <HrefLink href={podHref({ ...pod, namespace: namespaceOf(pod.target) })}>{pod.name}</HrefLink>
                {!pod.ready && pod.reason !== null && (
                  <Text size="xs" c="dimmed" style={{ overflowWrap: "anywhere" }}>
                    {pod.reason}
                  </Text>
                )}
              </Table.Td>
              <Table.Td>{pod.node ?? "–"}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
