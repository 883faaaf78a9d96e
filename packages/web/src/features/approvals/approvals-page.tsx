import type { Release } from "@halcyon/contracts";
import { Card, Group, SimpleGrid, Stack, Text, Title } from "@mantine/core";
import { useSession } from "#api/session.ts";
import { PageLink } from "#app/pages.tsx";
import { releasePage } from "#features/releases/feature.ts";
import { useFormat } from "#i18n/format.ts";
import { useMessages } from "#i18n/messages.ts";
import { Ago } from "#ui/ago.tsx";
import { PageFrame, Waiting } from "#ui/page.tsx";
import { ProblemAlert } from "#ui/problem-alert.tsx";
import { approvalsMessages } from "./messages.ts";
import { useApprovals } from "./use-approvals.ts";

/** What waits for the approval of the person who looks, and what of theirs waits for others. */
export function Page() {
  const text = useMessages(approvalsMessages);
  const { may } = useSession();
  const { mine, authored, problem } = useApprovals();
  return (
    <PageFrame title={text.title}>
      {problem !== undefined && <ProblemAlert problem={problem} />}
      {mine === undefined && problem === undefined && <Waiting />}
      {mine !== undefined && (
        <Stack gap="lg">
          <Plans title={text.forYou} plans={mine} empty={text.forYouNone}>
            {may("release.approve") ? text.forYouTeach : text.noRight}
          </Plans>
          <Plans title={text.yours} plans={authored} empty={text.yoursNone} others />
        </Stack>
      )}
    </PageFrame>
  );
}

interface PlansProps {
  readonly title: string;
  readonly plans: readonly Release[];
  readonly empty: string;
  /** Others decide about these. */
  readonly others?: boolean;
  /** What this part is for, said while it is empty. */
  readonly children?: string;
}

function Plans({ title, plans, empty, others = false, children }: PlansProps) {
  return (
    <section aria-label={title}>
      <Title order={2} size="h5" mb="xs">
        {title} {plans.length > 0 && `(${plans.length})`}
      </Title>
      {plans.length === 0 && (
        <Stack gap={4}>
          <Text size="sm">{empty}</Text>
          {children !== undefined && (
            <Text size="sm" c="dimmed">
              {children}
            </Text>
          )}
        </Stack>
      )}
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="sm">
        {plans.map((plan) => (
          <PlanCard key={plan.id} release={plan} others={others} />
        ))}
      </SimpleGrid>
    </section>
  );
}

function PlanCard({ release, others }: { readonly release: Release; readonly others: boolean }) {
  const text = useMessages(approvalsMessages);
  const format = useFormat();
  const { plan } = release;
  return (
    <Card withBorder p="sm">
      <Group justify="space-between" gap="xs">
        <Text fw={600}>
          <PageLink
            page={releasePage}
            params={{ release: release.id }}
            {...(others ? {} : { label: text.review(release.id) })}
          >
            {release.id}
          </PageLink>
        </Text>
        <Text size="xs" c="dimmed">
          {text.planned(release.author)} · <Ago at={release.createdAt} />
        </Text>
      </Group>
      <Text size="sm" style={{ overflowWrap: "anywhere" }}>
        {plan.images.to.join(", ")}
      </Text>
      <Text size="sm">
        {text.size(
          format.number(plan.total),
          format.number(plan.steps.length),
          format.number(plan.targets.length),
        )}
      </Text>
      {release.message !== "" && (
        <Text size="sm" c="dimmed" lineClamp={3}>
          {release.message}
        </Text>
      )}
      {others && (
        <Text size="xs" c="dimmed">
          {text.otherApproves(release.team)}
        </Text>
      )}
    </Card>
  );
}
