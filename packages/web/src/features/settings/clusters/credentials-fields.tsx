import {
  Button,
  FileButton,
  Group,
  PasswordInput,
  SegmentedControl,
  Select,
  Stack,
  Text,
  Textarea,
  TextInput,
} from "@mantine/core";
import { useMessages } from "#i18n/messages.ts";
import { uiMessages } from "#ui/messages.ts";
import type { CredentialsDraft } from "./draft.ts";
import { clusterMessages } from "./messages.ts";
import { useContexts } from "./use-contexts.ts";

interface CredentialsFieldsProps {
  readonly draft: CredentialsDraft;
  readonly onChange: (draft: CredentialsDraft) => void;
}

/** Nothing a browser may remember, correct or send to a dictionary. */
const secretText = {
  autoComplete: "off",
  autoCapitalize: "none",
  autoCorrect: "off",
  spellCheck: false,
} as const;

/** Takes a kubeconfig, or an address with a token. */
export function CredentialsFields({ draft, onChange }: CredentialsFieldsProps) {
  const text = useMessages(clusterMessages);
  return (
    <Stack gap="sm">
      <SegmentedControl
        aria-label={text.kind}
        data={[
          { value: "kubeconfig", label: text.kubeconfig },
          { value: "token", label: text.token },
        ]}
        value={draft.kind}
        onChange={(kind) => onChange({ ...draft, kind: kind === "token" ? "token" : "kubeconfig" })}
      />
      {draft.kind === "kubeconfig" ? (
        <KubeconfigFields draft={draft} onChange={onChange} />
      ) : (
        <TokenFields draft={draft} onChange={onChange} />
      )}
    </Stack>
  );
}

function KubeconfigFields({ draft, onChange }: CredentialsFieldsProps) {
  const text = useMessages(clusterMessages);
  const contexts = useContexts(draft.kubeconfig);
  const take = (kubeconfig: string) => onChange({ ...draft, kubeconfig, context: "" });
  return (
    <>
      <Textarea
        label={text.kubeconfig}
        description={text.kubeconfigAbout}
        required
        rows={8}
        styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)", fontSize: 12 } }}
        {...secretText}
        value={draft.kubeconfig}
        onChange={(event) => take(event.currentTarget.value)}
      />
      <Group gap="xs" align="flex-end">
        <FileButton onChange={(file) => void file?.text().then(take)}>
          {(props) => (
            <Button {...props} size="xs" variant="default">
              {text.chooseFile}
            </Button>
          )}
        </FileButton>
        {contexts.names.length > 0 && (
          <Select
            label={text.context}
            size="xs"
            w={280}
            allowDeselect={false}
            searchable={contexts.names.length > 8}
            data={contexts.names.map((value) => ({
              value,
              label: value === contexts.current ? text.contextCurrent(value) : value,
            }))}
            value={draft.context === "" ? contexts.current : draft.context}
            onChange={(context) => onChange({ ...draft, context: context ?? "" })}
            error={contexts.current === null && draft.context === "" ? text.contextNone : undefined}
          />
        )}
      </Group>
    </>
  );
}

function TokenFields({ draft, onChange }: CredentialsFieldsProps) {
  const text = useMessages(clusterMessages);
  const ui = useMessages(uiMessages);
  const set = (name: keyof CredentialsDraft) => (event: { currentTarget: { value: string } }) =>
    onChange({ ...draft, [name]: event.currentTarget.value });
  const wrong = draft.server !== "" && !/^https:\/\/.+/.test(draft.server.trim());
  return (
    <>
      <TextInput
        label={text.server}
        placeholder={text.serverAbout}
        inputMode="url"
        required
        {...secretText}
        value={draft.server}
        onChange={set("server")}
        error={wrong && draft.server.length > 8 ? text.serverRule : undefined}
      />
      <PasswordInput
        label={text.tokenField}
        description={text.tokenAbout}
        required
        {...secretText}
        // Password managers offer to keep what is marked like this the least.
        autoComplete="one-time-code"
        value={draft.token}
        onChange={set("token")}
        visibilityToggleButtonProps={{ "aria-label": ui.showPassword, tabIndex: 0 }}
      />
      <Textarea
        label={text.ca}
        description={text.caAbout}
        rows={4}
        styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)", fontSize: 12 } }}
        {...secretText}
        value={draft.ca}
        onChange={set("ca")}
      />
      <TextInput
        label={text.tlsServerName}
        description={text.tlsServerNameAbout}
        {...secretText}
        value={draft.tlsServerName}
        onChange={set("tlsServerName")}
      />
      <Text size="xs" c="dimmed">
        {text.credentialsAbout}
      </Text>
    </>
  );
}
