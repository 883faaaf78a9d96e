import { accessEndpoints, type ApiToken } from "@halcyon/contracts";
import { Alert, Button, Group, Modal, NativeSelect, Radio, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { useSecretChange } from "#api/secret.ts";
import { useFormat } from "#i18n/format.ts";
import { useMessages } from "#i18n/messages.ts";
import { Copy } from "#ui/copy.tsx";
import { FormDialog } from "../parts/form-dialog.tsx";
import { accountMessages } from "./messages.ts";

const spans = [7, 30, 90, 180, 365];

/** Makes a token. Its secret is shown once, and forgotten with the dialog. */
export function NewToken({ onClose }: { readonly onClose: () => void }) {
  const text = useMessages(accountMessages);
  const format = useFormat();
  const [name, setName] = useState("");
  const [access, setAccess] = useState<ApiToken["access"]>("read");
  const [days, setDays] = useState("90");
  const [secret, setSecret] = useState<string | null>(null);
  const create = useSecretChange(accessEndpoints.createToken, {
    outdates: [accessEndpoints.listTokens],
    onDone: (made) => setSecret(made.secret),
  });
  if (secret !== null) return <Secret secret={secret} onClose={onClose} />;
  return (
    <FormDialog
      opened
      onClose={onClose}
      title={text.newToken}
      act={text.create}
      ready={name.trim() !== ""}
      isPending={create.isPending}
      problem={create.error?.problem}
      onSubmit={() => void create.send({ body: { name: name.trim(), access, expiresInDays: Number(days) } })}
    >
      <TextInput
        label={text.tokenName}
        description={text.tokenNameAbout}
        required
        maxLength={100}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        data-autofocus
      />
      <Radio.Group
        label={text.access}
        value={access}
        onChange={(value) => setAccess(value === "full" ? "full" : "read")}
      >
        <Stack gap={6} mt={6}>
          <Radio value="read" label={text.read} description={text.readAbout} />
          <Radio value="full" label={text.full} description={text.fullAbout} />
        </Stack>
      </Radio.Group>
      <NativeSelect
        label={text.expiresIn}
        value={days}
        onChange={(event) => setDays(event.currentTarget.value)}
        data={spans.map((count) => ({ value: String(count), label: text.days(format.number(count)) }))}
      />
    </FormDialog>
  );
}

function Secret({ secret, onClose }: { readonly secret: string; readonly onClose: () => void }) {
  const text = useMessages(accountMessages);
  return (
    <Modal
      opened
      onClose={onClose}
      title={text.secretTitle}
      withCloseButton={false}
      closeOnClickOutside={false}
      closeOnEscape={false}
    >
      <Stack>
        <Alert color="yellow" role="status">
          {text.secretAbout}
        </Alert>
        <Group align="flex-end" wrap="nowrap" gap="xs">
          <TextInput
            label={text.secret}
            value={secret}
            readOnly
            flex={1}
            ff="monospace"
            autoComplete="off"
            onFocus={(event) => event.currentTarget.select()}
          />
          <Copy value={secret} label={text.secret} />
        </Group>
        <Text size="sm" c="dimmed">
          {text.secretUse}
        </Text>
        <Group justify="flex-end">
          <Button onClick={onClose}>{text.secretDone}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
