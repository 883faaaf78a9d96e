import type { VersionSource } from "@halcyon/contracts";

/** A file in Git at a commit; all of it on hover. An address is text, never a link: it is what a person claimed. */
export function SourceLine({ source: { repository, commit, path } }: { readonly source: VersionSource }) {
  return (
    <span title={`${repository}\n${commit}\n${path}`}>
      {path} · {repository} @ {commit.slice(0, 12)}
    </span>
  );
}
