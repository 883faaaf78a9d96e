/** YAML to read: numbered, folded, searched with Ctrl F. CodeMirror comes with it when it is first shown. */
import type { Extension } from "@codemirror/state";
import { Box, CopyButton, Button } from "@mantine/core";
import { lazy, Suspense } from "react";
import { useMessages } from "#i18n/messages.ts";
import { uiMessages } from "./messages.ts";
import { Waiting } from "./page.tsx";

const CodeMirror = lazy(async () => ({ default: (await import("./editor/code-mirror.tsx")).CodeMirror }));

interface YamlViewProps {
  readonly value: string;
  readonly label: string;
  /** What else one may do with it, such as point at a place. */
  readonly extensions?: Extension | undefined;
  /** CSS height. */
  readonly height?: string;
}

export function YamlView({ value, label, extensions, height = "60vh" }: YamlViewProps) {
  const text = useMessages(uiMessages);
  return (
    <Box pos="relative">
      <Suspense
        fallback={
          <Box h={height}>
            <Waiting />
          </Box>
        }
      >
        <CodeMirror
          value={value}
          label={label}
          height={height}
          {...(extensions === undefined ? {} : { extensions })}
        />
      </Suspense>
      <CopyButton value={value}>
        {({ copied, copy }) => (
          <Button size="compact-xs" variant="default" pos="absolute" top={8} right={20} onClick={copy}>
            {copied ? text.copied : text.copy}
          </Button>
        )}
      </CopyButton>
    </Box>
  );
}
