/** What each way of an act means, beside its numbers. */
import type { Release } from "@halcyon/contracts";
import { List, Text } from "@mantine/core";
import { useFormat } from "#i18n/format.ts";
import { useMessages } from "#i18n/messages.ts";
import type { Act } from "./act.ts";
import { actMessages } from "./messages.ts";

type Words = ReturnType<typeof useMessages<(typeof actMessages)["en"]>>;

/** A way's short name among others. */
export function choiceLabel(text: Words, act: Act): string {
  switch (act.kind) {
    case "resume":
      return act.putBack ? text.putBackChoice : text.goOnChoice;
    case "abort":
      return act.mode === "keep" ? text.keep : text.back;
    case "rollback":
      if (act.forward) return act.mode === "stepwise" ? text.forwardStep : text.forwardAll;
      return act.mode === "stepwise" ? text.stepwise : text.express;
    case "skip":
      return act.target;
    default:
      return "";
  }
}

/** Sentences on a way that numbers do not say. */
export function ActNotes({ release, act }: { readonly release: Release; readonly act: Act }) {
  const text = useMessages(actMessages);
  const format = useFormat();
  const notes = notesOf(text, release, act, (value) => format.number(value));
  return (
    <>
      {notes.map((note) => (
        <Text key={note} size="sm" c="dimmed">
          {note}
        </Text>
      ))}
      {act.kind === "resume" && act.putBack && <Drifts release={release} />}
    </>
  );
}

function notesOf(
  text: Words,
  release: Release,
  act: Act,
  number: (value: number) => string,
): readonly string[] {
  const begun = release.state !== "planned" && release.state !== "approved";
  switch (act.kind) {
    case "next":
      return [text.floor, text.wayBack];
    case "finish":
      return [
        release.plan.finishOrder === "at-once" ? text.finishAtOnce : text.finishInOrder,
        text.floor,
        release.direction === "back" ? text.migrations : text.wayBack,
      ];
    case "hold":
      return [text.holdText, text.holdBack];
    case "resume":
      if (release.state !== "stopped") return [text.resumeText(release.position)];
      return act.putBack ? [text.takeIn] : [text.goOnText];
    case "abort":
      if (!begun) return [text.cancelText];
      return act.mode === "keep"
        ? [text.keepText(release.app)]
        : [text.backText, text.floor, text.migrations];
    case "rollback":
      if (act.forward) return act.mode === "stepwise" ? [text.floor] : [text.expressText, text.floor];
      return [
        act.mode === "stepwise" ? text.stepwiseText : text.expressText,
        text.floor,
        text.wayForward,
        text.inFreeze,
        text.migrations,
      ];
    case "skip": {
      const status = release.targets.find(({ target }) => target === act.target);
      const stays =
        status === undefined
          ? []
          : [text.skipStays(act.target, number(status.newInstances), number(status.oldInstances))];
      return [...stays, text.skipText];
    }
  }
}

/** What of others' edits would be overwritten. */
function Drifts({ release }: { readonly release: Release }) {
  const text = useMessages(actMessages);
  const drifted = release.targets.filter(({ drift }) => drift !== null);
  if (drifted.length === 0) return null;
  return (
    <>
      <Text size="sm">{text.putBackText}</Text>
      <List size="sm">
        {drifted.map(({ target, drift }) => (
          <List.Item key={target}>
            {target}: {drift?.what} ({drift?.who})
          </List.Item>
        ))}
      </List>
    </>
  );
}
