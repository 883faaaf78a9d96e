/** Language, colours and the state of the live connection: what stands in the header of every page. */
import {
  ActionIcon,
  Badge,
  Button,
  Tooltip,
  useComputedColorScheme,
  useMantineColorScheme,
} from "@mantine/core";
import { useLiveStatus } from "#api/hooks.ts";
import { setLanguage, useLanguage } from "#i18n/language.ts";
import { useMessages } from "#i18n/messages.ts";
import { MoonIcon, SunIcon } from "#ui/icons.tsx";
import { appMessages } from "./messages.ts";

export function LanguageSwitch() {
  const text = useMessages(appMessages);
  const language = useLanguage();
  return (
    <Button
      variant="subtle"
      size="compact-sm"
      lang={language === "en" ? "zh-CN" : "en"}
      aria-label={text.languageLabel}
      onClick={() => setLanguage(language === "en" ? "zh" : "en")}
    >
      {text.language}
    </Button>
  );
}

export function ColourSwitch() {
  const text = useMessages(appMessages);
  const { setColorScheme } = useMantineColorScheme();
  const scheme = useComputedColorScheme("light");
  return (
    <Tooltip label={text.colours}>
      <ActionIcon
        variant="subtle"
        aria-label={text.colours}
        onClick={() => setColorScheme(scheme === "light" ? "dark" : "light")}
      >
        {scheme === "light" ? <MoonIcon /> : <SunIcon />}
      </ActionIcon>
    </Tooltip>
  );
}

/** Quiet while all is well; a lost connection is said, since what is shown may then be old. */
export function LiveBadge() {
  const text = useMessages(appMessages);
  const status = useLiveStatus();
  if (status !== "lost") return null;
  return (
    <Badge color="red" variant="filled" role="status">
      {text.lost}
    </Badge>
  );
}
