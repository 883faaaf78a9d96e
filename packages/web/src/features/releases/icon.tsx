import { icon } from "#ui/icons.tsx";

/** Steps going up. */
export const ReleaseIcon = icon(
  <>
    <path d="M3 20h5v-5h5v-5h5V5h3" />
    <path d="M3 13 10 6M6 6h4v4" />
  </>,
);
