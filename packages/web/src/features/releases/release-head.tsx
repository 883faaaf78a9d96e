/** What a release is, where it stands, and who must do what now. */
import type { Release } from "@halcyon/contracts";
import { Anchor, Group, Stack, Text } from "@mantine/core";
import { useSession } from "#api/session.ts";
import { useFormat } from "#i18n/format.ts";
import { useLanguage } from "#i18n/language.ts";
import { useMessages } from "#i18n/messages.ts";
import { Ago } from "#ui/ago.tsx";
import { decisionId } from "./approval/decision.ts";
import { type Duty, dutyOf } from "./duty.ts";
import { releaseMessages } from "./messages.ts";
import { pageMessages } from "./page-messages.ts";
import { sentenceIn } from "./sentence.ts";

export function ReleaseHead({ release }: { readonly release: Release }) {
  const text = useMessages(pageMessages);
  const words = useMessages(releaseMessages);
  const language = useLanguage();
  const { may } = useSession();
  const duty = dutyOf(release, may("release.approve", release.team));
  const { fromVersion, toVersion, plan } = release;
  return (
    <Stack gap={4}>
      <Text size="lg" fw={600} aria-live="polite">
        {sentenceIn(language, release)}
      </Text>
      {duty !== null && <DutyLine duty={duty} />}
      {!release.acknowledged && (release.state === "held" || release.state === "aborted") && (
        <Text size="sm" c="dimmed">
          {text.acknowledging}
        </Text>
      )}
      {release.reason !== null && !release.waiting.reason.includes(release.reason) && (
        <Text size="sm" c="dimmed">
          {text.because(release.reason)}
        </Text>
      )}
      <Group gap={6}>
        <Text size="sm" c="dimmed">
          {fromVersion === null ? words.none : words.version(fromVersion)} → {words.version(toVersion)} ·{" "}
          {plan.images.to.join(", ")} · {release.author} · <Ago at={release.createdAt} />
        </Text>
      </Group>
      {release.message !== "" && <Text size="sm">{release.message}</Text>}
    </Stack>
  );
}

function toDecision(): void {
  const place = document.getElementById(decisionId);
  place?.scrollIntoView({ block: "center" });
  place?.focus({ preventScroll: true });
}

function DutyLine({ duty }: { readonly duty: Duty }) {
  const text = useMessages(pageMessages);
  const format = useFormat();
  const said =
    "team" in duty
      ? text[duty.say](duty.team)
      : duty.say === "late"
        ? text.late(format.duration(duty.seconds * 1000))
        : text[duty.say];
  return (
    <Text size="sm">
      {said}{" "}
      {duty.say === "youApprove" && (
        <Anchor component="button" type="button" size="sm" onClick={toDecision}>
          {text.toDecision}
        </Anchor>
      )}
    </Text>
  );
}
