/** Beside the editor: what is wrong, what is rendered, what changes, and how it differs from what runs. */
import type { AppView } from "@halcyon/contracts";
import { Badge, Tabs, Text } from "@mantine/core";
import { lazy, type ReactNode, Suspense } from "react";
import type { AnyPage } from "#app/feature.ts";
import { usePage } from "#app/pages.tsx";
import { useFormat } from "#i18n/format.ts";
import { useMessages } from "#i18n/messages.ts";
import { Waiting } from "#ui/page.tsx";
import { SideBySide } from "#ui/side-by-side.tsx";
import { newAppPage, specPage } from "../feature.ts";
import { specMessages } from "./messages.ts";
import { SpecPreview } from "./spec-preview.tsx";
import { SpecProblems } from "./spec-problems.tsx";
import { SpecRunning } from "./spec-running.tsx";
import type { Check } from "./use-check.ts";
import type { Stored } from "./use-draft.ts";

// The form reads and writes YAML in the page, which only those who open it have to load.
const SpecForm = lazy(async () => ({ default: (await import("./form/spec-form.tsx")).SpecForm }));

interface SpecSideProps {
  readonly app: AppView | null;
  readonly latest: Stored;
  readonly text: string;
  readonly check: Check;
  readonly onText: (text: string) => void;
  readonly onGoTo: (place: { readonly line: number; readonly column: number }) => void;
}

const views = ["problems", "form", "preview", "changes", "running"] as const;
type View = (typeof views)[number];

interface SideSearch {
  readonly view?: string | undefined;
  readonly cluster?: string | undefined;
}

export function SpecSide({ app, latest, text: spec, check, onText, onGoTo }: SpecSideProps) {
  const text = useMessages(specMessages);
  const format = useFormat();
  const page: AnyPage = app === null ? newAppPage : specPage;
  const { search, setSearch } = usePage(page);
  const { view, cluster = "" } = search as SideSearch;
  // What runs is compared for an app that is there.
  const shown = views.filter(
    (one) => app !== null || one === "problems" || one === "form" || one === "preview",
  );
  const chosen = shown.find((one) => one === view) ?? "problems";
  const content: Readonly<Record<View, ReactNode>> = {
    problems: <SpecProblems check={check} onGoTo={onGoTo} />,
    form: (
      <Suspense fallback={<Waiting />}>
        <SpecForm text={spec} onChange={onText} check={check} />
      </Suspense>
    ),
    preview: (
      <SpecPreview
        app={app?.name ?? null}
        latest={latest.version}
        check={check}
        cluster={cluster}
        onCluster={(name) => setSearch({ cluster: name })}
      />
    ),
    changes:
      latest.version === 0 ? (
        <Text size="sm">{text.noBase}</Text>
      ) : latest.text === spec ? (
        <Text size="sm">{text.noChange}</Text>
      ) : (
        <SideBySide
          before={latest.text}
          after={spec}
          beforeLabel={text.version(format.number(latest.version))}
          afterLabel={text.yourText}
        />
      ),
    running: app !== null && <SpecRunning app={app.name} check={check} />,
  };
  return (
    <Tabs value={chosen} onChange={(value) => setSearch({ view: value ?? undefined })} keepMounted={false}>
      <Tabs.List mb="xs" aria-label={text.side}>
        {shown.map((one) => (
          <Tabs.Tab
            key={one}
            value={one}
            rightSection={
              one === "problems" && check.problems.length > 0 ? (
                <Badge size="sm" color="red" circle>
                  {format.number(check.problems.length)}
                </Badge>
              ) : undefined
            }
          >
            {text[one]}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {shown.map((one) => (
        <Tabs.Panel key={one} value={one}>
          {content[one]}
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}
