import { icon } from "#ui/icons.tsx";

/** A sheet with a tick. */
export const ApprovalIcon = icon(
  <>
    <path d="M6 3h12a1.5 1.5 0 0 1 1.5 1.5v15A1.5 1.5 0 0 1 18 21H6a1.5 1.5 0 0 1-1.5-1.5v-15A1.5 1.5 0 0 1 6 3z" />
    <path d="m8.5 12 2.5 2.5 4.5-5" />
  </>,
);
