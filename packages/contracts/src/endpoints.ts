import { accessEndpoints } from "./access.ts";
import { adoptEndpoints } from "./app-adopt.ts";
import { baseEndpoints } from "./app-base-endpoints.ts";
import { changeEndpoints } from "./changes.ts";
import { differenceEndpoints } from "./app-differences.ts";
import { explainEndpoints } from "./app-explain.ts";
import { schemaEndpoints } from "./app-schema.ts";
import { taskEndpoints } from "./app-tasks.ts";
import { secretEndpoints } from "./app-secrets.ts";
import { appsEndpoints } from "./apps.ts";
import { auditEndpoints } from "./audit.ts";
import { driftEndpoints } from "./drift.ts";
import { fleetEndpoints } from "./fleet.ts";
import { podEndpoints } from "./pods.ts";
import { releaseEndpoints } from "./releases.ts";

/** The endpoint table: everything the API offers, by domain. */
export const endpoints = {
  access: accessEndpoints,
  adopt: adoptEndpoints,
  apps: appsEndpoints,
  audit: auditEndpoints,
  bases: baseEndpoints,
  changes: changeEndpoints,
  differences: differenceEndpoints,
  drift: driftEndpoints,
  explain: explainEndpoints,
  fleet: fleetEndpoints,
  pods: podEndpoints,
  releases: releaseEndpoints,
  secrets: secretEndpoints,
  schemas: schemaEndpoints,
  tasks: taskEndpoints,
};
