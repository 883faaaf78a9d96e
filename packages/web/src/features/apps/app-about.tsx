/** Who owns an app, what they wrote about it, and its end. */
import type { AppView, DeploymentItem } from "@halcyon/contracts";
import { List, Stack, Table, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useSession } from "#api/session.ts";
import { useMessages } from "#i18n/messages.ts";
import { Ago } from "#ui/ago.tsx";
import { OuterLink } from "#ui/outer-link.tsx";
import { AppDisown } from "./adopt/app-disown.tsx";
import { AppRemove } from "./app-remove.tsx";
import { appsMessages } from "./messages.ts";

interface AppAboutProps {
  readonly app: AppView;
  readonly running: readonly DeploymentItem[];
}

export function AppAbout({ app, running }: AppAboutProps) {
  const text = useMessages(appsMessages);
  const { may } = useSession();
  const nothing = (
    <Text span size="sm" c="dimmed">
      {text.nothingWritten}
    </Text>
  );
  const facts: readonly (readonly [string, ReactNode])[] = [
    [text.description, app.description === "" ? nothing : app.description],
    [text.team, app.team],
    [text.namespace, app.namespace],
    [text.owners, app.owners.length === 0 ? nothing : app.owners.join(", ")],
    [
      text.links,
      app.links.length === 0 ? (
        nothing
      ) : (
        <List size="sm">
          {app.links.map(({ title, url }) => (
            <List.Item key={`${title} ${url}`}>
              <OuterLink href={url}>{title}</OuterLink>
            </List.Item>
          ))}
        </List>
      ),
    ],
    [
      text.dependencies,
      app.dependencies.length === 0 ? (
        nothing
      ) : (
        <List size="sm">
          {app.dependencies.map(({ kind, address, description }) => (
            <List.Item key={`${kind} ${address}`}>
              {kind} <code>{address}</code>
              {description === undefined ? "" : ` · ${description}`}
            </List.Item>
          ))}
        </List>
      ),
    ],
    [
      text.patches,
      app.patches.length === 0 ? (
        nothing
      ) : (
        <List size="sm">
          {app.patches.map(({ name, why, rooms }) => (
            <List.Item key={name}>
              <code>{name}</code>
              {rooms.length === 0 ? "" : ` (${rooms.join(", ")})`} · {why}
            </List.Item>
          ))}
        </List>
      ),
    ],
    [text.since, <Ago key="since" at={app.createdAt} />],
    [text.lastChanged, <Ago key="changed" at={app.updatedAt} />],
  ];
  return (
    <Stack gap="lg">
      <Table variant="vertical" layout="fixed" maw={720}>
        <Table.Tbody>
          {facts.map(([name, value]) => (
            <Table.Tr key={name}>
              <Table.Th w={140}>{name}</Table.Th>
              <Table.Td>{value}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {may("app.policy", app.team) && app.latest !== null && <AppDisown app={app} running={running} />}
      {may("app.write", app.team) && <AppRemove app={app} running={running} />}
    </Stack>
  );
}
