/** YAML to write, with what is wrong at its line. CodeMirror comes with it when it is first shown. */
import { Box, Text } from "@mantine/core";
import { lazy, Suspense, useId } from "react";
import { useMessages } from "#i18n/messages.ts";
import type { CodeMirrorProps } from "./editor/code-mirror.tsx";
import { uiMessages } from "./messages.ts";
import { Waiting } from "./page.tsx";

const CodeMirror = lazy(async () => ({ default: (await import("./editor/code-mirror.tsx")).CodeMirror }));

interface YamlEditorProps extends CodeMirrorProps {
  readonly onChange: (value: string) => void;
}

export function YamlEditor(props: YamlEditorProps) {
  const text = useMessages(uiMessages);
  const hint = useId();
  return (
    <div role="group" aria-label={props.label} aria-describedby={hint}>
      <Suspense
        fallback={
          <Box h={props.height}>
            <Waiting />
          </Box>
        }
      >
        <CodeMirror {...props} />
      </Suspense>
      <Text id={hint} size="xs" c="dimmed" mt={4}>
        {text.editorKeys}
      </Text>
    </div>
  );
}
