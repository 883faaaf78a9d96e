/** Every feature of the application, in the order of the navigation. The one file a new feature is added to. */
import { approvals } from "#features/approvals/feature.ts";
import { apps } from "#features/apps/feature.ts";
import { audit } from "#features/audit/feature.ts";
import { drift } from "#features/drift/feature.ts";
import { changes } from "#features/changes/feature.ts";
import { fleet } from "#features/fleet/feature.ts";
import { freezes } from "#features/freezes/feature.ts";
import { overview } from "#features/overview/feature.ts";
import { releases } from "#features/releases/feature.ts";
import { search } from "#features/search/feature.ts";
import { settings } from "#features/settings/feature.ts";
import type { Feature } from "./feature.ts";

export const features: readonly Feature[] = [
  overview,
  apps,
  releases,
  approvals,
  changes,
  freezes,
  drift,
  search,
  fleet,
  audit,
  settings,
];
