/** The deployments of all clusters that Halcyon does not manage. */
import { type DeploymentItem, fleetEndpoints } from "@halcyon/contracts";
import { Button, Stack, Text, TextInput, Title } from "@mantine/core";
import { useMemo, useState } from "react";
import { useLive } from "#api/hooks.ts";
import { useFormat } from "#i18n/format.ts";
import { useMessages } from "#i18n/messages.ts";
import { type Column, DataTable } from "#ui/data-table.tsx";
import { FreshnessNote, Waiting } from "#ui/page.tsx";
import { ProblemAlert } from "#ui/problem-alert.tsx";
import { shortImage } from "../app-health.ts";
import { adoptMessages } from "./messages.ts";

interface AdoptChoiceProps {
  readonly onChoose: (chosen: { cluster: string; namespace: string; name: string }) => void;
}

const limit = 500;

export function AdoptChoice({ onChoose }: AdoptChoiceProps) {
  const text = useMessages(adoptMessages);
  const format = useFormat();
  const [words, setWords] = useState("");
  const q = `-label:app.kubernetes.io/managed-by=halcyon ${words}`.trim();
  const found = useLive(fleetEndpoints.deploymentWatch, { query: { q, limit } });
  const columns = useColumns(onChoose);
  const items = found.item?.items ?? [];
  return (
    <Stack gap="xs">
      <TextInput
        value={words}
        onChange={(event) => setWords(event.currentTarget.value)}
        placeholder={text.filter}
        aria-label={text.filter}
      />
      <Title order={2} size="h5">
        {text.unmanaged(format.number(found.item?.total ?? 0))}
      </Title>
      {found.problem !== undefined && <ProblemAlert problem={found.problem} />}
      <FreshnessNote clusters={found.item?.clusters ?? []} />
      {found.item === undefined && <Waiting />}
      {found.item !== undefined && items.length === 0 && <Text size="sm">{text.none}</Text>}
      {items.length > 0 && (
        <DataTable
          label={text.title}
          columns={columns}
          total={items.length}
          rowAt={(index) => items[index]}
          keyOf={({ cluster, namespace, name }) => `${cluster}/${namespace}/${name}`}
          height={`min(${(items.length + 1) * 34 + 2}px, 60vh)`}
        />
      )}
    </Stack>
  );
}

function useColumns(onChoose: AdoptChoiceProps["onChoose"]): readonly Column<DeploymentItem>[] {
  const text = useMessages(adoptMessages);
  return useMemo(
    () => [
      { key: "cluster", header: text.cluster, width: "minmax(110px, 1fr)", cell: (one) => one.cluster },
      { key: "namespace", header: text.namespace, width: "minmax(110px, 1fr)", cell: (one) => one.namespace },
      { key: "name", header: text.name, width: "minmax(150px, 2fr)", cell: (one) => one.name },
      {
        key: "manager",
        header: text.managedBy,
        width: "minmax(90px, 1fr)",
        wide: true,
        cell: (one) => one.labels["app.kubernetes.io/managed-by"] ?? one.labels["heritage"] ?? "",
      },
      {
        key: "image",
        header: text.image,
        width: "minmax(110px, 1fr)",
        wide: true,
        cell: (one) => one.images.map(shortImage).join(", "),
      },
      {
        key: "choose",
        header: "",
        width: "90px",
        cell: (one) => <Choose one={one} onChoose={onChoose} />,
      },
    ],
    [text, onChoose],
  );
}

function Choose({ one, onChoose }: AdoptChoiceProps & { readonly one: DeploymentItem }) {
  const text = useMessages(adoptMessages);
  const { cluster, namespace, name } = one;
  return (
    <Button
      size="compact-xs"
      variant="light"
      aria-label={`${text.choose} ${cluster} ${namespace}/${name}`}
      onClick={() => onChoose({ cluster, namespace, name })}
    >
      {text.choose}
    </Button>
  );
}
