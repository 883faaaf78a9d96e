import { icon } from "#ui/icons.tsx";

export const ClustersIcon = icon(
  <>
    <path d="M12 3 3.5 7.5 12 12l8.5-4.5z" />
    <path d="m3.5 12 8.5 4.5 8.5-4.5M3.5 16.5 12 21l8.5-4.5" />
  </>,
);
export const NodesIcon = icon(
  <>
    <rect x="3" y="4" width="18" height="7" rx="1.5" />
    <rect x="3" y="13" width="18" height="7" rx="1.5" />
    <path d="M7 7.5h.01M7 16.5h.01" />
  </>,
);
export const PodsIcon = icon(
  <>
    <circle cx="12" cy="7" r="3.5" />
    <circle cx="7" cy="16" r="3.5" />
    <circle cx="17" cy="16" r="3.5" />
  </>,
);
export const DeploymentsIcon = icon(
  <>
    <rect x="3" y="3" width="12" height="12" rx="1.5" />
    <path d="M18 8h1.5A1.5 1.5 0 0 1 21 9.5v10a1.5 1.5 0 0 1-1.5 1.5h-10A1.5 1.5 0 0 1 8 19.5V18" />
  </>,
);
export const EventsIcon = icon(<path d="M3 12h4l3-8 4 16 3-8h4" />);
