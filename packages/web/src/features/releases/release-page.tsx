import type { Release } from "@halcyon/contracts";
import { Stack, Tabs, Title } from "@mantine/core";
import { type ReactNode, useCallback, useState } from "react";
import { usePage } from "#app/pages.tsx";
import { useMessages } from "#i18n/messages.ts";
import { PageFrame, Waiting } from "#ui/page.tsx";
import { ProblemAlert } from "#ui/problem-alert.tsx";
import { type Asked, Controls } from "./acts/controls.tsx";
import { ApprovalPanel } from "./approval/approval-panel.tsx";
import { ApprovalLine } from "./approval/approval-line.tsx";
import { Changes } from "./changes/changes.tsx";
import { releasePage } from "./feature.ts";
import { FreezeBanner } from "./freeze-banner.tsx";
import { Instances } from "./instances.tsx";
import { pageMessages } from "./page-messages.ts";
import type { Place } from "./picture/box.tsx";
import { Picture } from "./picture/picture.tsx";
import { PodsPanel } from "./picture/pods-panel.tsx";
import { PlanDetails } from "./plan/plan-facts.tsx";
import { ReleaseHead } from "./release-head.tsx";
import { ReleaseState } from "./state.tsx";
import { Timeline } from "./timeline/timeline.tsx";
import { useInstances, usePodAt } from "./use-instances.ts";
import { useRelease } from "./use-release.ts";
import { Why } from "./wait/why.tsx";

/** One release, live: where it stands, what can be done, and why it waits. */
export function Page() {
  const { params } = usePage(releasePage);
  const { release, problem } = useRelease(params.release);
  if (release === undefined)
    return (
      <PageFrame title={params.release}>
        {problem === undefined ? <Waiting /> : <ProblemAlert problem={problem} />}
      </PageFrame>
    );
  return <ReleaseView key={release.id} release={release} />;
}

function ReleaseView({ release }: { readonly release: Release }) {
  const [asked, setAsked] = useState<Asked | null>(null);
  const [place, setPlace] = useState<Place | null>(null);
  const found = useInstances(release);
  const podAt = usePodAt(found.instances);
  const planned = release.state === "planned";
  return (
    <PageFrame title={release.id} aside={<ReleaseState release={release} />}>
      <Stack gap="md">
        <FreezeBanner of={release} />
        <Stack gap={4}>
          <ReleaseHead release={release} />
          <ApprovalLine release={release} />
        </Stack>
        <Controls release={release} asked={asked} onAsk={setAsked} />
        <Picture scene={release} label={release.id} podAt={podAt} onOpen={setPlace} />
        <Why release={release} onSkip={(target) => setAsked({ kind: "skip", target })} />
        {planned ? <Content release={release} /> : <Parts release={release} instances={found} />}
      </Stack>
      <PodsPanel release={release} instances={found.instances} place={place} onClose={() => setPlace(null)} />
    </PageFrame>
  );
}

/** Before it is approved, the page is what an approval binds to, in the order people weigh it; then the decision. */
function Content({ release }: { readonly release: Release }) {
  const text = useMessages(pageMessages);
  return (
    <>
      <Section title={text.plan}>
        <PlanDetails plan={release.plan} hash={release.hash} />
      </Section>
      <Section title={text.changes}>
        <Changes release={release} />
      </Section>
      {(release.may.includes("approve") || release.may.includes("reject")) && (
        <ApprovalPanel release={release} />
      )}
      <Section title={text.timeline}>
        <Timeline release={release} />
      </Section>
    </>
  );
}

function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section aria-label={title}>
      <Title order={2} size="h5" mb="xs">
        {title}
      </Title>
      {children}
    </section>
  );
}

const parts = ["changes", "plan", "instances", "timeline"] as const;

/** What a person reads beneath the picture; what is worth reading first depends on how far the release is. */
function Parts({
  release,
  instances,
}: {
  readonly release: Release;
  readonly instances: ReturnType<typeof useInstances>;
}) {
  const text = useMessages(pageMessages);
  const { search, setSearch } = usePage(releasePage);
  const begun = release.state !== "planned" && release.state !== "approved";
  const { targets } = release.plan;
  const namespaceOf = useCallback(
    (name: string) => targets.find(({ target }) => target === name)?.namespace ?? "",
    [targets],
  );
  const open = parts.find((part) => part === search.show) ?? (begun ? "instances" : "changes");
  return (
    <Tabs value={open} onChange={(show) => setSearch({ show: show ?? undefined })} keepMounted={false}>
      <Tabs.List aria-label={text.parts}>
        {parts.map((part) => (
          <Tabs.Tab key={part} value={part}>
            {text[part]}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      <Tabs.Panel value="changes" pt="sm">
        <Changes release={release} />
      </Tabs.Panel>
      <Tabs.Panel value="plan" pt="sm">
        <PlanDetails plan={release.plan} hash={release.hash} />
      </Tabs.Panel>
      <Tabs.Panel value="instances" pt="sm">
        <Instances
          instances={instances.instances}
          unreachable={instances.unreachable}
          namespaceOf={namespaceOf}
        />
      </Tabs.Panel>
      <Tabs.Panel value="timeline" pt="sm">
        <Timeline release={release} />
      </Tabs.Panel>
    </Tabs>
  );
}
