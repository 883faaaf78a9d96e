/** Sets an app's policy. What is typed stays when the server refuses it. */
import { appPolicy, type AppPolicy, appsEndpoints, type AppView } from "@halcyon/contracts";
import { Alert, Button, Group, Stack, TagsInput, Text, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { type FormEvent, useState } from "react";
import { useChange } from "#api/hooks.ts";
import { useMessages } from "#i18n/messages.ts";
import { ProblemAlert } from "#ui/problem-alert.tsx";
import { policyMessages } from "./messages.ts";
import { readLargestStep, readSteps, writeSize, writeSteps } from "./policy-text.ts";

interface Typed {
  readonly largestStep: string;
  readonly defaultSteps: string;
  readonly registries: readonly string[];
  readonly namespace: string;
}

function typedOf(policy: AppPolicy): Typed {
  return {
    largestStep: writeSize(policy.largestStep),
    defaultSteps: writeSteps(policy.defaultSteps),
    registries: policy.allowedRegistries,
    namespace: policy.namespace ?? "",
  };
}

export function PolicyForm({ app }: { readonly app: AppView }) {
  const text = useMessages(policyMessages);
  const [begun, setBegun] = useState(() => JSON.stringify(app.policy));
  const [typed, setTyped] = useState(() => typedOf(app.policy));
  const change = (part: Partial<Typed>) => setTyped((before) => ({ ...before, ...part }));
  const start = (policy: AppPolicy) => {
    setBegun(JSON.stringify(policy));
    setTyped(typedOf(policy));
  };
  const set = useChange(appsEndpoints.setPolicy, {
    outdates: [appsEndpoints.get, appsEndpoints.list, appsEndpoints.policy],
    onDone: (policy) => {
      start(policy);
      notifications.show({ message: text.saved });
    },
  });

  const largestStep = readLargestStep(typed.largestStep);
  const defaultSteps = readSteps(typed.defaultSteps);
  const registries = appPolicy.shape.allowedRegistries.safeParse(typed.registries);
  const wrongRegistry = typed.registries.find(
    (entry) => !appPolicy.shape.allowedRegistries.safeParse([entry]).success,
  );
  const namespace = appPolicy.shape.namespace.safeParse(typed.namespace === "" ? null : typed.namespace);
  const valid = largestStep.ok && defaultSteps.ok && registries.success && namespace.success;
  const dirty = JSON.stringify(typed) !== JSON.stringify(typedOf(JSON.parse(begun) as AppPolicy));
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (!largestStep.ok || !defaultSteps.ok || !registries.success || !namespace.success) return;
    set.mutate({
      params: { app: app.name },
      body: {
        largestStep: largestStep.value,
        defaultSteps: defaultSteps.value,
        allowedRegistries: registries.data,
        namespace: namespace.data,
      },
    });
  };
  return (
    <form onSubmit={onSubmit}>
      <Stack gap="sm">
        {JSON.stringify(app.policy) !== begun && !set.isPending && (
          <Alert color="yellow" role="status">
            {text.changed}{" "}
            <Button size="compact-xs" variant="light" onClick={() => start(app.policy)}>
              {text.undo}
            </Button>
          </Alert>
        )}
        <TextInput
          label={text.largestStep}
          description={text.largestStepHelp}
          value={typed.largestStep}
          onChange={(event) => change({ largestStep: event.currentTarget.value })}
          error={!largestStep.ok && text[largestStep.why]}
        />
        <TextInput
          label={text.defaultSteps}
          description={text.defaultStepsHelp}
          value={typed.defaultSteps}
          onChange={(event) => change({ defaultSteps: event.currentTarget.value })}
          error={!defaultSteps.ok && text[defaultSteps.why]}
        />
        <TagsInput
          label={text.registries}
          description={text.registriesHelp}
          value={[...typed.registries]}
          onChange={(value) => change({ registries: value })}
          acceptValueOnBlur
          error={wrongRegistry !== undefined && text.registry(wrongRegistry)}
        />
        <TextInput
          label={text.namespace}
          description={text.namespaceHelp}
          value={typed.namespace}
          onChange={(event) => change({ namespace: event.currentTarget.value })}
          disabled={app.latest !== null}
          error={!namespace.success && namespace.error.issues[0]?.message}
        />
        <TextInput label={text.approval} value={text.approvalHelp} readOnly variant="filled" />
        <Text size="xs" c="dimmed">
          {text.consequence}
        </Text>
        {set.error !== null && <ProblemAlert problem={set.error.problem} />}
        <Group>
          <Button type="submit" disabled={!dirty || !valid} loading={set.isPending}>
            {text.save}
          </Button>
          {dirty && (
            <Button variant="default" onClick={() => start(app.policy)}>
              {text.undo}
            </Button>
          )}
        </Group>
      </Stack>
    </form>
  );
}
