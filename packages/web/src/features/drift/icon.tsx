import { icon } from "#ui/icons.tsx";

/** A line, and one that leaves it. */
export const DriftIcon = icon(<path d="M3 12h18M3 12c6 0 8 6 16 6M16 15l3 3-3 3" />);
