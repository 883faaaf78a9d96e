import { definePage, type Feature } from "#app/feature.ts";
import { ApprovalCount } from "./approval-count.tsx";
import { ApprovalIcon } from "./icon.tsx";

export const approvalsPage = definePage({
  path: "/approvals",
  title: { en: "Approvals", zh: "审批" },
  permission: "release.read",
  load: () => import("./approvals-page.tsx"),
});

export const approvals: Feature = {
  name: "approvals",
  pages: [approvalsPage],
  nav: [
    {
      page: approvalsPage,
      label: { en: "Approvals", zh: "审批" },
      icon: ApprovalIcon,
      badge: ApprovalCount,
    },
  ],
  actions: [
    {
      id: "approvals.open",
      label: { en: "Go to the approvals", zh: "前往审批" },
      keys: "g w",
      permission: "release.read",
      perform: ({ go }) => go("/approvals"),
    },
  ],
};
