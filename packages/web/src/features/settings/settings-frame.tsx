/** The frame of every settings page: its title, and the ways to the others. */
import "./settings.css";
import { Anchor, Group } from "@mantine/core";
import type { MouseEvent, ReactNode } from "react";
import type { AnyPage } from "#app/feature.ts";
import { useGo } from "#app/pages.tsx";
import { useSession } from "#api/session.ts";
import { useLanguage } from "#i18n/language.ts";
import { useMessages } from "#i18n/messages.ts";
import { PageFrame } from "#ui/page.tsx";
import { settingsMessages } from "./messages.ts";
import {
  accountPage,
  basesPage,
  clustersSettingsPage,
  peoplePage,
  policiesPage,
  roomsPage,
  teamsPage,
} from "./pages.ts";

interface SettingsFrameProps {
  /** Which of the ways is the one that was taken. */
  readonly at: AnyPage;
  /** Instead of that page's own title. */
  readonly title?: string;
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}

const ways: readonly AnyPage[] = [
  accountPage,
  peoplePage,
  teamsPage,
  roomsPage,
  clustersSettingsPage,
  policiesPage,
  basesPage,
];

export function SettingsFrame({ at, title, aside, children }: SettingsFrameProps) {
  const text = useMessages(settingsMessages);
  const language = useLanguage();
  const { may } = useSession();
  const go = useGo();
  const follow = (href: string) => (event: MouseEvent) => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    go(href);
  };
  return (
    <PageFrame
      title={title ?? at.title[language]}
      aside={
        <Group gap="xs" fz="sm">
          {aside}
        </Group>
      }
    >
      <Group component="nav" gap={0} className="settings-ways" aria-label={text.ways}>
        {ways
          .filter(({ permission }) => permission === undefined || may(permission))
          .map((way) => (
            <Anchor
              key={way.path}
              href={way.path}
              onClick={follow(way.path)}
              underline="never"
              size="sm"
              className="settings-way"
              {...(way === at ? { "aria-current": "page" as const, ref: intoView } : {})}
            >
              {way.title[language]}
            </Anchor>
          ))}
      </Group>
      {children}
    </PageFrame>
  );
}

/** On a phone the ways are wider than the window: the one that was taken is in sight. */
function intoView(way: HTMLElement | null): void {
  way?.scrollIntoView({ block: "nearest", inline: "nearest" });
}
