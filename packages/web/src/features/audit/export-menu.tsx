import { Button, Menu } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useRef, useState } from "react";
import { ProblemError } from "#api/call.ts";
import { useFormat } from "#i18n/format.ts";
import { useLanguage } from "#i18n/language.ts";
import { useMessages } from "#i18n/messages.ts";
import { problemText } from "#i18n/problems.ts";
import { saveFile } from "#ui/save-file.ts";
import { type AuditQuery, csvOf, gather } from "./export.ts";
import { auditMessages } from "./messages.ts";

/** Takes what is filtered away as a file. */
export function ExportMenu({ query }: { readonly query: AuditQuery }) {
  const text = useMessages(auditMessages);
  const language = useLanguage();
  const format = useFormat();
  const [read, setRead] = useState<number | null>(null);
  const running = useRef<AbortController>(undefined);

  const run = async (kind: "json" | "csv") => {
    const stop = new AbortController();
    running.current = stop;
    setRead(0);
    try {
      const { events, more } = await gather(query, setRead, stop.signal);
      const stamp = new Date().toISOString().slice(0, 19).replaceAll(":", "-");
      if (kind === "csv") saveFile(`halcyon-audit-${stamp}.csv`, "text/csv;charset=utf-8", csvOf(events));
      else saveFile(`halcyon-audit-${stamp}.json`, "application/json", JSON.stringify(events, null, 2));
      const count = format.number(events.length);
      notifications.show({
        color: more ? "yellow" : "green",
        title: text.exported(count),
        message: more ? text.exportCut(count) : "",
        autoClose: more ? false : 5_000,
      });
    } catch (error) {
      if (stop.signal.aborted) return;
      if (!(error instanceof ProblemError)) throw error;
      const { title, hint } = problemText(error.problem, language);
      notifications.show({
        color: "red",
        title,
        message: `${error.problem.detail} ${hint}`,
        autoClose: false,
      });
    } finally {
      setRead(null);
    }
  };

  if (read !== null) {
    return (
      <Button size="xs" variant="default" onClick={() => running.current?.abort()}>
        {text.exporting(format.number(read))} · {text.stop}
      </Button>
    );
  }
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button size="xs" variant="default">
          {text.exportAs}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => void run("json")}>{text.exportJson}</Menu.Item>
        <Menu.Item onClick={() => void run("csv")}>{text.exportCsv}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
