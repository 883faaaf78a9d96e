/** The first thing one reads: all is well, or what is not and where. */
import { Paper, Text } from "@mantine/core";
import { useFormat } from "#i18n/format.ts";
import { useMessages } from "#i18n/messages.ts";
import { HrefLink } from "#ui/href-link.tsx";
import { StateMark } from "#ui/state.tsx";
import { overviewMessages } from "./messages.ts";
import type { RoomStanding } from "./standing.ts";
import { hrefOfTrouble, useTroubleText } from "./trouble-text.ts";

const mostLines = 6;

export function Summary({ standings }: { readonly standings: readonly RoomStanding[] }) {
  const text = useMessages(overviewMessages);
  const format = useFormat();
  const say = useTroubleText();
  const troubled = standings.filter(({ troubles }) => troubles.length > 0);
  const troubles = standings
    .flatMap((standing) => standing.troubles)
    .toSorted((a, b) => Number(a.tone === "warn") - Number(b.tone === "warn"));
  if (troubles.length === 0) {
    return (
      <Paper withBorder p="xs" className="summary" role="status">
        <Text fw={600}>
          <StateMark tone="good" label={text.allWell(standings.length)} />
        </Text>
      </Paper>
    );
  }
  return (
    <Paper withBorder p="xs" className="summary" role="status">
      <Text fw={600}>{text.troubled(troubled.length, standings.length)}</Text>
      <ul className="plain-lines">
        {troubles.slice(0, mostLines).map((trouble) => {
          const { tone, kind, room, cluster, release } = trouble;
          const place = cluster === "" || cluster === room ? room : `${room} / ${cluster}`;
          return (
            <li key={`${kind} ${room} ${cluster} ${release}`}>
              <StateMark tone={tone} label={text[tone]} />{" "}
              <HrefLink href={hrefOfTrouble(trouble)}>
                {place}: {say(trouble)}
              </HrefLink>
            </li>
          );
        })}
      </ul>
      {troubles.length > mostLines && (
        <Text size="sm" c="dimmed">
          {text.more(format.number(troubles.length - mostLines))}
        </Text>
      )}
    </Paper>
  );
}
