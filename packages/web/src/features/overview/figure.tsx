import { HrefLink } from "#ui/href-link.tsx";
import { StateMark } from "#ui/state.tsx";

interface FigureProps {
  readonly name: string;
  readonly value: string;
  readonly href: string;
  readonly tone: "plain" | "warn" | "bad";
  /** What more there is to say; empty for nothing. */
  readonly note: string;
}

/** One number of a tile; a sign and a colour when it is not as it should be. */
export function Figure({ name, value, href, tone, note }: FigureProps) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <HrefLink href={href}>{tone === "plain" ? value : <StateMark tone={tone} label={value} />}</HrefLink>
        {note !== "" && <small>{note}</small>}
      </dd>
    </div>
  );
}
