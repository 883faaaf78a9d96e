/** What an act comes to, in numbers and rooms, before it is asked for. */
import type { Release } from "@halcyon/contracts";
import { List, Stack, Text } from "@mantine/core";
import { useFormat } from "#i18n/format.ts";
import { useMessages } from "#i18n/messages.ts";
import { releaseMessages } from "../messages.ts";
import type { Act } from "./act.ts";
import { type Consequence, consequenceOf } from "./consequence.ts";
import { actMessages } from "./messages.ts";

export function ConsequenceView({ release, act }: { readonly release: Release; readonly act: Act }) {
  const text = useMessages(actMessages);
  const format = useFormat();
  const consequence = consequenceOf(release, act);
  const { changes, keeps } = consequence;
  const amounts = [format.number(keeps.new), format.number(keeps.old)] as const;
  return (
    <Stack gap={4}>
      <Text size="sm" fw={600}>
        <Movement release={release} consequence={consequence} />
      </Text>
      {changes.length > 0 && (
        <List size="sm">
          {changes.map(({ target, before, after, removes }) => (
            <List.Item key={target}>
              {removes
                ? text.removed(target)
                : text.change(target, format.number(before), format.number(after))}
            </List.Item>
          ))}
        </List>
      )}
      <Text size="sm">{changes.length === 0 ? text.kept(...amounts) : text.leaves(...amounts)}</Text>
    </Stack>
  );
}

function Movement({
  release,
  consequence,
}: {
  readonly release: Release;
  readonly consequence: Consequence;
}) {
  const text = useMessages(actMessages);
  const words = useMessages(releaseMessages);
  const format = useFormat();
  const { forward, back } = consequence;
  const parts = [
    forward > 0 ? text.becomeNew(format.number(forward), words.version(release.toVersion)) : "",
    back > 0
      ? text.goBack(
          format.number(back),
          release.fromVersion === null ? words.none : words.version(release.fromVersion),
        )
      : "",
  ].filter((part) => part !== "");
  return <>{parts.length === 0 ? text.noChange : parts.join("; ")}</>;
}

/** "+2: north-mobile 1, south-telecom 1" */
export function useMoves(): (consequence: Consequence) => string {
  const text = useMessages(actMessages);
  const format = useFormat();
  return ({ changes, forward, back }) => {
    if (changes.length === 0) return text.nothingMoves;
    const sum = forward >= back ? `+${format.number(forward)}` : `−${format.number(back)}`;
    const named = changes.map(
      ({ target, before, after }) => `${target} ${format.number(Math.abs(after - before))}`,
    );
    return `${sum}: ${named.slice(0, 4).join(", ")}${named.length > 4 ? ", …" : ""}`;
  };
}
