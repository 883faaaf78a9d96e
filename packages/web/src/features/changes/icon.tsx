import { icon } from "#ui/icons.tsx";

/** A line of time with its marks. */
export const ChangesIcon = icon(
  <>
    <path d="M6 3v18" />
    <path d="M6 7h12M6 12h8M6 17h11" />
  </>,
);
