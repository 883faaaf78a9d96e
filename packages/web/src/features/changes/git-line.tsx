import { changeEndpoints } from "@halcyon/contracts";
import { Text } from "@mantine/core";
import { useGet } from "#api/hooks.ts";
import { useMessages } from "#i18n/messages.ts";
import { changesMessages } from "./messages.ts";

/** How far the copy in Git is, in a line; all of it when pointed at. */
export function GitLine() {
  const text = useMessages(changesMessages);
  const { data } = useGet(changeEndpoints.git, {}, { everyMs: 10_000 });
  if (data === undefined) return null;
  const { remote } = data;
  const wrong =
    data.state === "failing" || (remote !== null && ["unreachable", "diverged"].includes(remote.state));
  const about = [data.clone, data.commit, data.problem, remote?.reason].filter((part) => (part ?? "") !== "");
  return (
    <Text size="xs" c={wrong ? "red" : "dimmed"} title={about.join("\n")}>
      {text.git}: {data.sentence}
      {remote !== null && ` · ${text.remote}: ${remote.state}`}
    </Text>
  );
}
