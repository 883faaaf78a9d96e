/** The walk by which what runs becomes an app: chosen, seen as a spec, proven, taken over. */
import { type AdoptionWish, adoptEndpoints } from "@halcyon/contracts";
import { Alert, Button, Group, Stack, Stepper, Text } from "@mantine/core";
import { useState } from "react";
import { hrefOf } from "#app/feature.ts";
import { useGo, usePage } from "#app/pages.tsx";
import { useChange } from "#api/hooks.ts";
import { useFormat } from "#i18n/format.ts";
import { useMessages } from "#i18n/messages.ts";
import { PageFrame } from "#ui/page.tsx";
import { ProblemAlert } from "#ui/problem-alert.tsx";
import { appPage, adoptPage } from "../feature.ts";
import { AdoptChoice } from "./adopt-choice.tsx";
import { AdoptPlan } from "./adopt-plan.tsx";
import { AdoptWish } from "./adopt-wish.tsx";
import { adoptMessages } from "./messages.ts";

export function Page() {
  const text = useMessages(adoptMessages);
  const format = useFormat();
  const go = useGo();
  const { search, setSearch } = usePage(adoptPage);
  const [asked, setAsked] = useState<{ app: string; wish: AdoptionWish } | null>(null);
  const plan = useChange(adoptEndpoints.plan);
  const take = useChange(adoptEndpoints.take);
  const { cluster, namespace, name } = search;
  const chosen =
    cluster === undefined || namespace === undefined || name === undefined
      ? null
      : { cluster, namespace, name };
  const shown = chosen === null || asked === null ? undefined : plan.data;
  const step = chosen === null ? 0 : shown === undefined ? 1 : take.data === undefined ? 2 : 4;
  return (
    <PageFrame title={text.title}>
      <Text size="sm" c="dimmed">
        {text.about}
      </Text>
      <Stepper active={step} size="xs" allowNextStepsSelect={false}>
        {[text.stepChoose, text.stepSpec, text.stepProof, text.stepDone].map((label) => (
          <Stepper.Step key={label} label={label} />
        ))}
      </Stepper>
      {chosen === null ? (
        <AdoptChoice onChoose={(one) => setSearch(one)} />
      ) : (
        <Stack gap="sm">
          <Group gap="sm">
            <Text size="sm">
              {chosen.cluster}: {chosen.namespace}/{chosen.name}
            </Text>
            <Button
              size="compact-xs"
              variant="light"
              onClick={() => {
                setAsked(null);
                setSearch({ cluster: undefined, namespace: undefined, name: undefined });
              }}
            >
              {text.other}
            </Button>
          </Group>
          {take.data === undefined && (
            <AdoptWish
              key={`${chosen.cluster} ${chosen.namespace} ${chosen.name}`}
              chosen={chosen}
              pending={plan.isPending}
              onPlan={(app, wish) => {
                setAsked({ app, wish });
                plan.mutate({ params: { app }, body: wish });
              }}
            />
          )}
          {plan.error !== null && <ProblemAlert problem={plan.error.problem} />}
          {shown !== undefined && take.data === undefined && (
            <AdoptPlan
              plan={shown}
              pending={take.isPending}
              onTake={() => {
                if (asked === null) return;
                take.mutate({ params: { app: asked.app }, body: { ...asked.wish, hash: shown.hash } });
              }}
            />
          )}
          {take.error !== null && <ProblemAlert problem={take.error.problem} />}
          {take.data !== undefined && (
            <Alert color="green" role="status">
              <Stack gap="xs" align="flex-start">
                <Text size="sm">{text.done(take.data.app, format.number(take.data.version))}</Text>
                <Button size="xs" onClick={() => go(hrefOf(appPage, { app: take.data.app }))}>
                  {text.open(take.data.app)}
                </Button>
              </Stack>
            </Alert>
          )}
        </Stack>
      )}
    </PageFrame>
  );
}
