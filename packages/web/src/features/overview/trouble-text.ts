import { useFormat } from "#i18n/format.ts";
import { useMessages } from "#i18n/messages.ts";
import { overviewMessages } from "./messages.ts";
import type { Trouble } from "./standing.ts";

/** Says what is wrong, in a clause. */
export function useTroubleText(): (trouble: Trouble) => string {
  const text = useMessages(overviewMessages);
  const format = useFormat();
  return ({ kind, count, since, release }) => {
    switch (kind) {
      case "unreachable":
        return since === null ? text.neverSeen : text.unreachable(format.time(since));
      case "stale":
        return since === null ? text.notLoaded : text.stale(format.time(since));
      case "replaced":
        return text.replaced;
      case "drift":
      case "stopped":
        return text[kind](release);
      default:
        return text[kind](format.number(count), count === 1);
    }
  };
}

/** Where one looks further: the list that shows it. */
export function hrefOfTrouble({ kind, cluster, release }: Trouble): string {
  const of = `?cluster=${encodeURIComponent(cluster)}`;
  switch (kind) {
    case "nodesDown":
      return `/nodes${of}&q=phase%3ANotReady`;
    case "podsFailing":
      return `/pods${of}&q=phase%3AFailing`;
    case "deploymentsShort":
      return `/deployments${of}&q=phase%3AShort`;
    case "drift":
    case "stopped":
      return `/releases/${encodeURIComponent(release)}`;
    default:
      return `/clusters/${encodeURIComponent(cluster)}`;
  }
}
