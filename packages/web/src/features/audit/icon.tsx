import { icon } from "#ui/icons.tsx";

export const AuditIcon = icon(
  <>
    <path d="M6 3h9l4 4v14H6z" />
    <path d="M9.5 11h6M9.5 15h6M9.5 7h2" />
  </>,
);
