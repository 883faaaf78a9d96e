/** What surrounds every page: header, navigation, palette. */
import { AppShell, Burger, Button, Group, Kbd, Menu, NavLink, Text, UnstyledButton } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { Outlet, useRouterState } from "@tanstack/react-router";
import { type MouseEvent, Suspense, useEffect, useMemo } from "react";
import type { Action } from "#actions/action.ts";
import { useActionKeys } from "#actions/keys.ts";
import { useOfferedActions } from "#actions/page-actions.ts";
import { Palette } from "#actions/palette.tsx";
import { ShortcutHelp } from "#actions/shortcut-help.tsx";
import { useSession } from "#api/session.ts";
import { useLanguage } from "#i18n/language.ts";
import { useMessages } from "#i18n/messages.ts";
import { grantWords } from "#i18n/words.ts";
import { SearchIcon } from "#ui/icons.tsx";
import { hrefOf } from "./feature.ts";
import { features } from "./features.ts";
import { appMessages } from "./messages.ts";
import { useGo } from "./pages.tsx";
import { ColourSwitch, LanguageSwitch, LiveBadge } from "./switches.tsx";

export function Shell() {
  const text = useMessages(appMessages);
  const language = useLanguage();
  const { whoami, may, signOut } = useSession();
  const go = useGo();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const [menuOpen, menu] = useDisclosure(false);
  const [paletteOpen, palette] = useDisclosure(false);
  const [helpOpen, help] = useDisclosure(false);

  const offered = useOfferedActions();
  const actions = useMemo<readonly Action[]>(() => {
    const own: readonly Action[] = [
      {
        id: "palette.open",
        label: { en: "Search and actions", zh: "搜索与操作" },
        keys: "mod+k",
        perform: palette.open,
      },
      { id: "palette.search", label: { en: "Search", zh: "搜索" }, keys: "/", perform: palette.open },
      {
        id: "shortcuts.help",
        label: { en: "Show the shortcuts", zh: "显示快捷键" },
        keys: "?",
        perform: help.open,
      },
    ];
    return [...offered, ...features.flatMap((feature) => feature.actions), ...own].filter(
      ({ permission }) => permission === undefined || may(permission),
    );
  }, [offered, may, palette.open, help.open]);
  useActionKeys(actions, { go });
  const { close: closeMenu } = menu;
  useEffect(closeMenu, [path, closeMenu]);

  const entries = features
    .flatMap((feature) => feature.nav)
    .filter(({ page }) => page.permission === undefined || may(page.permission));
  const title = entries.find(({ page }) => isAt(path, page.path))?.label[language];
  useEffect(() => {
    document.title = title === undefined ? text.product : `${title} · ${text.product}`;
  }, [title, text.product]);

  return (
    <AppShell
      header={{ height: 52 }}
      navbar={{ width: 208, breakpoint: "sm", collapsed: { mobile: !menuOpen } }}
      padding="md"
    >
      <a href="#content" className="skip-link">
        {text.skip}
      </a>
      <AppShell.Header>
        <Group h="100%" px="md" gap="sm" wrap="nowrap">
          <Burger opened={menuOpen} onClick={menu.toggle} hiddenFrom="sm" size="sm" aria-label={text.menu} />
          <Text fw={700} visibleFrom="xs">
            {text.product}
          </Text>
          <UnstyledButton className="search-box" onClick={palette.open}>
            <SearchIcon />
            <Text span size="sm" c="dimmed" truncate flex={1}>
              {text.search}
            </Text>
            <Kbd visibleFrom="sm">{text.searchHint}</Kbd>
          </UnstyledButton>
          <Group gap={4} ml="auto" wrap="nowrap">
            <LiveBadge />
            <LanguageSwitch />
            <ColourSwitch />
            <Menu position="bottom-end">
              <Menu.Target>
                <Button variant="subtle" size="compact-sm">
                  {whoami.user?.displayName ?? ""}
                </Button>
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Label>
                  {whoami.user?.name} ·{" "}
                  {whoami.user?.grants.map((grant) => grantWords(grant, language)).join(", ")}
                </Menu.Label>
                <Menu.Item onClick={() => go("/settings")}>{text.myAccount}</Menu.Item>
                <Menu.Item onClick={() => void signOut()}>{text.signOut}</Menu.Item>
              </Menu.Dropdown>
            </Menu>
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="xs" aria-label={text.navigation}>
        {entries.map(({ page, label, icon: Icon, badge: Count }) => (
          <NavLink
            key={page.path}
            href={hrefOf(page, {})}
            onClick={(event: MouseEvent) => {
              if (event.metaKey || event.ctrlKey || event.shiftKey) return;
              event.preventDefault();
              go(hrefOf(page, {}));
            }}
            label={label[language]}
            leftSection={<Icon />}
            rightSection={Count === undefined ? undefined : <Count />}
            active={isAt(path, page.path)}
          />
        ))}
      </AppShell.Navbar>
      <AppShell.Main id="content" tabIndex={-1}>
        <Suspense fallback={null}>
          <Outlet />
        </Suspense>
      </AppShell.Main>
      <Palette opened={paletteOpen} onClose={palette.close} actions={actions} />
      <ShortcutHelp opened={helpOpen} onClose={help.close} actions={actions} />
    </AppShell>
  );
}

function isAt(path: string, page: string): boolean {
  return page === "/" ? path === "/" : path === page || path.startsWith(`${page}/`);
}
