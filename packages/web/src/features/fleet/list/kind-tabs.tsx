/** The lists beside each other: what is narrowed to a place stays so from one to the next. */
import { useRouterState } from "@tanstack/react-router";
import { hrefOf } from "#app/feature.ts";
import { useGo } from "#app/pages.tsx";
import { useLanguage } from "#i18n/language.ts";
import { useMessages } from "#i18n/messages.ts";
import { fleetMessages } from "../messages.ts";
import { listPages } from "../pages.ts";
import type { ListFilter } from "./use-live-rows.ts";

export function KindTabs({ filter }: { readonly filter: ListFilter }) {
  const text = useMessages(fleetMessages);
  const language = useLanguage();
  const go = useGo();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const { room, cluster, namespace } = filter;
  return (
    <nav aria-label={text.kinds} className="kind-tabs">
      {listPages.map((page) => {
        const href = hrefOf(page, {}, page.path === "/clusters" ? { room } : { room, cluster, namespace });
        return (
          <a
            key={page.path}
            href={href}
            aria-current={path === page.path ? "page" : undefined}
            onClick={(event) => {
              if (event.metaKey || event.ctrlKey || event.shiftKey) return;
              event.preventDefault();
              go(href);
            }}
          >
            {page.title[language]}
          </a>
        );
      })}
    </nav>
  );
}
