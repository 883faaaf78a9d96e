import { accessEndpoints, type Grant, type Role, roles } from "@halcyon/contracts";
import { Group, NativeSelect, Select } from "@mantine/core";
import { useGet } from "#api/hooks.ts";
import { useLanguage } from "#i18n/language.ts";
import { useMessages } from "#i18n/messages.ts";
import { roleWords } from "#i18n/words.ts";
import { peopleMessages } from "./messages.ts";

interface GrantFieldsProps {
  readonly grant: Grant;
  readonly onChange: (grant: Grant) => void;
}

/** Roles that can be held for one team; the others are held everywhere. */
export function isOfTeam(role: Role): boolean {
  return role === "developer" || role === "lead";
}

/** Chooses a role, and for which team. */
export function GrantFields({ grant, onChange }: GrantFieldsProps) {
  const text = useMessages(peopleMessages);
  const language = useLanguage();
  const teams = useGet(accessEndpoints.listTeams, { query: { limit: 1_000 } });
  return (
    <Group gap="xs" align="flex-end">
      <NativeSelect
        label={text.role}
        size="xs"
        value={grant.role}
        data={roles.map((role) => ({ value: role, label: roleWords[role][language] }))}
        onChange={({ currentTarget }) => {
          const role = roles.find((one) => one === currentTarget.value) ?? grant.role;
          onChange({ role, team: isOfTeam(role) ? grant.team : null });
        }}
      />
      <Select
        label={text.team}
        size="xs"
        searchable
        clearable
        placeholder={text.everywhere}
        disabled={!isOfTeam(grant.role)}
        data={(teams.data?.items ?? []).map(({ name }) => name)}
        value={grant.team}
        onChange={(team) => onChange({ ...grant, team })}
      />
    </Group>
  );
}
