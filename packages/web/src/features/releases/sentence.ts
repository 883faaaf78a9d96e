/** The one sentence of a release, in the reader's language. */
import type { Release } from "@halcyon/contracts";
import type { Language } from "#i18n/language.ts";
import { stateNames, waitingNames } from "./names.ts";

/** What follows the kind of waiting where the kind alone says too little. */
const explained: readonly Release["waiting"]["for"][] = ["gate", "ready", "target", "person"];

/**
 * "step 2 of 5: 3 of 10 allowed, 3 ready; waiting for you." In English it is the server's own, as every surface shows it;
 * in Chinese it is made from its parts, with the server's reason as it came.
 */
export function sentenceIn(
  language: Language,
  release: Pick<
    Release,
    "sentence" | "position" | "steps" | "allowed" | "instances" | "waiting" | "state" | "direction"
  >,
): string {
  if (language === "en") return release.sentence;
  const { position, steps, allowed, instances } = release;
  return `第 ${position} 步，共 ${steps} 步：允许 ${instances.total} 个中的 ${allowed} 个，${instances.newReady} 个就绪；${waitingIn(release)}。`;
}

function waitingIn({ waiting, state }: Pick<Release, "waiting" | "state">): string {
  if (waiting.for === "nobody") return stateNames.zh[state];
  const kind = waitingNames.zh[waiting.for];
  return explained.includes(waiting.for) && waiting.reason !== "under way"
    ? `${kind}：${waiting.reason}`
    : kind;
}
