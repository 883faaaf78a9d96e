import { accessEndpoints, type Role } from "@halcyon/contracts";
import { Button, Group, NativeSelect, Select } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { type FormEvent, useState } from "react";
import { useChange, useGet } from "#api/hooks.ts";
import { useLanguage } from "#i18n/language.ts";
import { useMessages } from "#i18n/messages.ts";
import { roleWords } from "#i18n/words.ts";
import { ProblemAlert } from "#ui/problem-alert.tsx";
import { tellDone } from "../parts/done.ts";
import { teamMessages } from "./messages.ts";

const offered: readonly Role[] = ["developer", "lead"];

/** Grants somebody a role for one team. */
export function AddMember({ team }: { readonly team: string }) {
  const text = useMessages(teamMessages);
  const language = useLanguage();
  const [typed, setTyped] = useState("");
  const [q] = useDebouncedValue(typed.trim(), 200);
  const [person, setPerson] = useState<string | null>(null);
  const [role, setRole] = useState<Role>("developer");
  const people = useGet(
    accessEndpoints.listUsers,
    { query: { limit: 20, ...(q === "" ? {} : { q }) } },
    { keep: true },
  );
  const add = useChange(accessEndpoints.grantRole, {
    outdates: [
      accessEndpoints.getTeam,
      accessEndpoints.listTeams,
      accessEndpoints.getUser,
      accessEndpoints.listUsers,
    ],
    onDone() {
      setPerson(null);
      setTyped("");
      tellDone(text.added);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (person !== null) add.mutate({ params: { user: person }, body: { role, team } });
  };
  const found = (people.data?.items ?? []).map(({ name, displayName }) => ({
    value: name,
    label: `${displayName} (${name})`,
  }));
  return (
    <form onSubmit={submit} aria-label={text.addMember}>
      <Group gap="xs" align="flex-end">
        <Select
          label={text.person}
          size="xs"
          w={240}
          searchable
          clearable
          // The server has searched already, in names that are not in the label, too.
          filter={({ options }) => options}
          data={found}
          value={person}
          onChange={setPerson}
          onSearchChange={setTyped}
        />
        <NativeSelect
          label={text.role}
          size="xs"
          value={role}
          data={offered.map((value) => ({ value, label: roleWords[value][language] }))}
          onChange={({ currentTarget }) =>
            setRole(offered.find((one) => one === currentTarget.value) ?? "developer")
          }
        />
        <Button type="submit" size="xs" loading={add.isPending} disabled={person === null}>
          {text.add}
        </Button>
      </Group>
      {add.error !== null && <ProblemAlert problem={add.error.problem} />}
    </form>
  );
}
