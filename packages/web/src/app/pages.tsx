/** Going between pages, and reading a page's own address. */
import { useNavigate, useParams, useRouter, useSearch } from "@tanstack/react-router";
import { Anchor } from "@mantine/core";
import { type MouseEvent, type ReactNode, useCallback } from "react";
import { type AnyPage, hrefOf, type ParamsOf, type SearchOf } from "./feature.ts";

/** Goes to an address of the application. */
export function useGo(): (href: string, options?: { readonly replace?: boolean }) => void {
  const navigate = useNavigate();
  return useCallback(
    // A page whose state changes stays where it is scrolled to.
    (href, { replace = false } = {}) =>
      void navigate({ href, replace, resetScroll: !replace } as Parameters<typeof navigate>[0]),
    [navigate],
  );
}

/** A page's state: what its address says, and how to change that. */
export interface PageState<P extends AnyPage> {
  readonly params: ParamsOf<P>;
  readonly search: SearchOf<P>;
  /** Changes some of the state; without `push` the browser's way back leads to before the page, not through each change. */
  readonly setSearch: (
    changes: { readonly [K in keyof SearchOf<P>]?: SearchOf<P>[K] | undefined },
    options?: { readonly push?: boolean },
  ) => void;
}

export function usePage<P extends AnyPage>(page: P): PageState<P> {
  const params = useParams({ strict: false }) as ParamsOf<P>;
  const search = useSearch({ strict: false }) as SearchOf<P>;
  const go = useGo();
  const router = useRouter();
  const setSearch: PageState<P>["setSearch"] = (changes, { push = false } = {}) => {
    // Somebody is on the way to another page, which is still loading: what this one says late does not call them back.
    const { latestLocation, state } = router;
    if (state.resolvedLocation !== undefined && latestLocation.pathname !== state.resolvedLocation.pathname)
      return;
    go(hrefOf(page, params, { ...search, ...changes }), { replace: !push });
  };
  return { params, search, setSearch };
}

interface PageLinkProps<P extends AnyPage> {
  readonly page: P;
  readonly params: ParamsOf<P>;
  readonly search?: Readonly<Record<string, string | undefined>>;
  readonly children: ReactNode;
  readonly className?: string;
  readonly label?: string;
}

/** A link to a page: a real one, so that it can be opened in another tab and copied. */
export function PageLink<P extends AnyPage>({
  page,
  params,
  search,
  children,
  className,
  label,
}: PageLinkProps<P>) {
  const go = useGo();
  const href = hrefOf(page, params, search);
  const onClick = (event: MouseEvent) => {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey)
      return;
    event.preventDefault();
    go(href);
  };
  return (
    <Anchor
      inherit
      href={href}
      onClick={onClick}
      {...(className ? { className } : {})}
      {...(label ? { "aria-label": label } : {})}
    >
      {children}
    </Anchor>
  );
}
