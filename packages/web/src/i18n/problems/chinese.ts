/** The Chinese of every code of the server's error catalogue; test/problem-translations.test.ts holds the two together. */
import { accessProblems } from "./access.ts";
import { appProblems } from "./apps.ts";
import { changeProblems } from "./changes.ts";
import { driftProblems } from "./drift.ts";
import { fleetProblems } from "./fleet.ts";
import { platformProblems } from "./platform.ts";
import { releaseProblems } from "./releases.ts";
import type { ProblemTranslations } from "./texts.ts";

export const chineseProblems: ProblemTranslations = {
  ...platformProblems,
  ...accessProblems,
  ...appProblems,
  ...changeProblems,
  ...driftProblems,
  ...fleetProblems,
  ...releaseProblems,
};
