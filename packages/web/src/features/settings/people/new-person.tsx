import {
  accessEndpoints,
  accountName,
  displayName,
  email,
  type Grant,
  newPassword,
  permissionsOfRole,
} from "@halcyon/contracts";
import { Collapse, SimpleGrid, Switch, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { z } from "zod";
import { hrefOf } from "#app/feature.ts";
import { useGo } from "#app/pages.tsx";
import { useSecretChange } from "#api/secret.ts";
import { useLanguage } from "#i18n/language.ts";
import { useMessages } from "#i18n/messages.ts";
import { permissionWords } from "#i18n/words.ts";
import { PasswordField } from "#ui/password-field.tsx";
import { settingsMessages } from "../messages.ts";
import { personPage } from "../pages.ts";
import { tellDone } from "../parts/done.ts";
import { FormDialog } from "../parts/form-dialog.tsx";
import { useField } from "../parts/use-field.ts";
import { GrantFields } from "./grant-fields.tsx";
import { peopleMessages } from "./messages.ts";

/** A mail address, or none. */
export const maybeEmail = z.union([z.literal(""), email]);

export function NewPerson({ onClose }: { readonly onClose: () => void }) {
  const text = useMessages(peopleMessages);
  const settings = useMessages(settingsMessages);
  const language = useLanguage();
  const go = useGo();
  const name = useField(accountName, { rule: settings.nameRule, description: settings.nameRule });
  const shown = useField(displayName, { rule: settings.required, description: text.displayNameAbout });
  const mail = useField(maybeEmail, { rule: settings.emailRule, description: text.emailAbout });
  const password = useField(newPassword, { rule: settings.passwordRule });
  const [grant, setGrant] = useState<Grant>({ role: "developer", team: null });
  const [withRole, setWithRole] = useState(true);
  const create = useSecretChange(accessEndpoints.createUser, {
    outdates: [accessEndpoints.listUsers, accessEndpoints.listTeams],
    onDone(user) {
      password.clear();
      tellDone(text.createdNow(user.name));
      go(hrefOf(personPage, { user: user.name }));
    },
  });
  return (
    <FormDialog
      opened
      onClose={onClose}
      size="lg"
      title={text.create}
      act={text.createAct}
      ready={[name, shown, mail, password].every(({ valid }) => valid)}
      isPending={create.isPending}
      problem={create.error?.problem}
      onSubmit={() =>
        void create.send({
          body: {
            name: name.value,
            displayName: shown.value,
            email: mail.value === "" ? null : mail.value,
            password: password.value,
            grants: withRole ? [grant] : [],
          },
        })
      }
    >
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <TextInput
          label={text.account}
          required
          autoComplete="off"
          autoCapitalize="none"
          data-autofocus
          {...name.props}
        />
        <TextInput label={settings.displayName} required autoComplete="off" {...shown.props} />
        <TextInput label={text.email} type="email" autoComplete="off" {...mail.props} />
        <PasswordField
          label={text.firstPassword}
          description={text.passwordAbout(settings.passwordRule)}
          autoComplete="new-password"
          value={password.value}
          onChange={password.set}
        />
      </SimpleGrid>
      <Switch
        label={text.withRole}
        checked={withRole}
        onChange={(event) => setWithRole(event.currentTarget.checked)}
      />
      <Collapse expanded={withRole}>
        <GrantFields grant={grant} onChange={setGrant} />
        <Text size="xs" c="dimmed" mt="xs">
          {permissionsOfRole[grant.role].map((one) => permissionWords[one][language]).join("; ")}
        </Text>
      </Collapse>
    </FormDialog>
  );
}
