/** A link to an address of the application, as light as links in long lists must be. */
import type { MouseEvent, ReactNode } from "react";
import { useGo } from "#app/pages.tsx";

interface HrefLinkProps {
  readonly href: string;
  readonly children: ReactNode;
  readonly className?: string;
  readonly tabIndex?: number;
}

export function HrefLink({ href, children, className = "href-link", tabIndex }: HrefLinkProps) {
  const go = useGo();
  const onClick = (event: MouseEvent) => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    go(href);
  };
  return (
    <a className={className} href={href} onClick={onClick} {...(tabIndex === undefined ? {} : { tabIndex })}>
      {children}
    </a>
  );
}
