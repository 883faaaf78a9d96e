/** Where the things an audit row names have their pages. */
import type { AuditEvent } from "@halcyon/contracts";

const pages: Readonly<Record<string, (name: string) => string>> = {
  app: (name) => `/apps/${name}`,
  release: (name) => `/releases/${name}`,
  cluster: (name) => `/clusters/${name}`,
  room: () => "/settings/rooms",
  user: (name) => `/settings/people/${name}`,
  team: (name) => `/settings/teams/${name}`,
};

/** @returns null where there is nothing to go to */
export function hrefOfSubject({ kind, name }: Pick<AuditEvent["subject"], "kind" | "name">): string | null {
  const page = pages[kind];
  // Names that are addresses or sentences belong to things that have no page.
  return page === undefined || !/^[\w.-]+$/.test(name) ? null : page(encodeURIComponent(name));
}
