/** One secret: its versions, the newest first, and what may be done with it. */
import type { AppSecret, SecretVersion } from "@halcyon/contracts";
import { Button, Group, Stack, Table, Text, Title } from "@mantine/core";
import { Fragment, useState } from "react";
import { hrefOf } from "#app/feature.ts";
import { useFormat } from "#i18n/format.ts";
import { useMessages } from "#i18n/messages.ts";
import { Ago } from "#ui/ago.tsx";
import { HrefLink } from "#ui/href-link.tsx";
import { StateBadge } from "#ui/state.tsx";
import { appPage } from "../feature.ts";
import { secretMessages } from "./messages.ts";
import { placeOf } from "./place.ts";

/** Versions shown before the others are asked for. */
const first = 5;

interface SecretVersionsProps {
  readonly app: string;
  readonly secret: AppSecret;
  /** Each left out for who may not. */
  readonly onSet?: () => void;
  readonly onRotate?: () => void;
  readonly onRevoke?: (version: number) => void;
}

export function SecretVersions({ app, secret, onSet, onRotate, onRevoke }: SecretVersionsProps) {
  const text = useMessages(secretMessages);
  const format = useFormat();
  const [all, setAll] = useState(false);
  const { name, versions, latest } = secret;
  const shown = all ? versions : versions.slice(0, first);
  // The same widths for every secret, so that one reads down a column; the state takes what is left, as it holds a reason.
  const heads: readonly (readonly [string, number | undefined])[] = [
    [text.version, 84],
    [text.state, undefined],
    [text.from, 170],
    [text.by, 110],
    [text.when, 110],
    [text.usedBy, 150],
  ];
  return (
    <Stack gap={6} component="section" aria-label={name}>
      <Group gap="xs">
        <Title order={2} size="h4">
          {name}
        </Title>
        {onRotate !== undefined && (
          <Button size="compact-xs" variant="light" onClick={onRotate} aria-label={text.rotateTitle(name)}>
            {text.rotate}
          </Button>
        )}
        {onSet !== undefined && (
          <Button size="compact-xs" variant="default" onClick={onSet} aria-label={`${text.set}: ${name}`}>
            {text.set}
          </Button>
        )}
      </Group>
      {latest === null && <Text size="sm">{text.allRevoked}</Text>}
      <Table.ScrollContainer minWidth={880}>
        <Table layout="fixed" verticalSpacing={6} aria-label={name}>
          <Table.Thead>
            <Table.Tr>
              {heads.map(([head, width]) => (
                <Table.Th key={head} {...(width === undefined ? {} : { w: width })}>
                  {head}
                </Table.Th>
              ))}
              {onRevoke !== undefined && <Table.Th w={96}>{text.revoke}</Table.Th>}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {shown.map((one) => (
              <Table.Tr key={one.version}>
                <Table.Td>{format.number(one.version)}</Table.Td>
                <Table.Td>
                  <State version={one} latest={latest} />
                </Table.Td>
                <Table.Td>
                  <Place source={one.source} />
                </Table.Td>
                <Table.Td>{one.author.name}</Table.Td>
                <Table.Td>
                  <Ago at={one.createdAt} />
                </Table.Td>
                <Table.Td>
                  <Users app={app} versions={one.usedBy} />
                </Table.Td>
                {onRevoke !== undefined && (
                  <Table.Td>
                    {one.revoked === null && (
                      <Button
                        size="compact-xs"
                        variant="subtle"
                        color="red"
                        onClick={() => onRevoke(one.version)}
                        aria-label={text.revokeOf(format.number(one.version), name)}
                      >
                        {text.revoke}
                      </Button>
                    )}
                  </Table.Td>
                )}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {shown.length < versions.length && (
        <Group>
          <Button size="compact-xs" variant="subtle" onClick={() => setAll(true)}>
            {text.allVersions(format.number(versions.length))}
          </Button>
        </Group>
      )}
    </Stack>
  );
}

interface StateProps {
  readonly version: SecretVersion;
  readonly latest: number | null;
}

function State({ version: { version, revoked }, latest }: StateProps) {
  const text = useMessages(secretMessages);
  if (revoked === null)
    return version === latest ? (
      <StateBadge tone="good" label={text.latest} />
    ) : (
      <StateBadge tone="idle" label={text.older} />
    );
  return (
    <Stack gap={2}>
      <StateBadge tone="bad" label={text.revoked} />
      <Text size="xs">{revoked.reason}</Text>
      <Text size="xs" c="dimmed">
        {text.revokedBy(revoked.by)} · <Ago at={revoked.at} />
      </Text>
    </Stack>
  );
}

function Place({ source }: Pick<SecretVersion, "source">) {
  const text = useMessages(secretMessages);
  const format = useFormat();
  if (source === null) return <>{text.halcyon}</>;
  return (
    <>
      <code>{placeOf(source)}</code>
      {source.version !== null && `, ${text.inStore(format.number(source.version))}`}
    </>
  );
}

function Users({ app, versions }: { readonly app: string; readonly versions: readonly number[] }) {
  const text = useMessages(secretMessages);
  const format = useFormat();
  if (versions.length === 0) return <>{text.unused}</>;
  return versions.map((one, index) => (
    <Fragment key={one}>
      {index > 0 && ", "}
      <HrefLink href={hrefOf(appPage, { app }, { tab: "versions", version: String(one) })}>
        {format.number(one)}
      </HrefLink>
    </Fragment>
  ));
}
