/** A link out of Halcyon, from data: only http and https lead anywhere. */
import { Anchor } from "@mantine/core";
import type { ReactNode } from "react";

interface OuterLinkProps {
  readonly href: string;
  readonly children: ReactNode;
}

export function OuterLink({ href, children }: OuterLinkProps) {
  if (!/^https?:\/\//i.test(href)) return <>{children}</>;
  return (
    <Anchor inherit href={href} target="_blank" rel="noreferrer noopener">
      {children}
    </Anchor>
  );
}
