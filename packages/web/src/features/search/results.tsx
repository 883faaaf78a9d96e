/** What a search found: each kind for itself, the best first; a way to the whole list of a kind. */
import type { SearchHit } from "@halcyon/contracts";
import { Group, Text, Title } from "@mantine/core";
import { hrefOfHit } from "#actions/hits.ts";
import { useMessages } from "#i18n/messages.ts";
import { HrefLink } from "#ui/href-link.tsx";
import { byKind, listHref } from "./by-kind.ts";
import { searchMessages } from "./messages.ts";

interface ResultsProps {
  readonly hits: readonly SearchHit[];
  readonly query: string;
}

export function Results({ hits, query }: ResultsProps) {
  const text = useMessages(searchMessages);
  return byKind(hits).map(({ kind, hits: found }) => (
    <section key={kind} aria-label={text[kind]}>
      <Group gap="sm" align="baseline" mb={4}>
        <Title order={2} size="h5">
          {text[kind]}
        </Title>
        <HrefLink href={listHref(kind, query)}>{text.allIn(text[kind])}</HrefLink>
      </Group>
      <ul className="hits">
        {found.map((hit) => (
          <li key={`${hit.cluster} ${hit.namespace} ${hit.name}`}>
            <HrefLink href={hrefOfHit(hit)} className="hit">
              <span className="hit-name">{hit.name}</span>
              <Text span size="xs" c="dimmed" className="hit-more">
                {[hit.status, hit.namespace, hit.cluster, hit.node, hit.ip, hit.image]
                  .filter((part) => part !== "")
                  .join(" · ")}
              </Text>
            </HrefLink>
          </li>
        ))}
      </ul>
    </section>
  ));
}
