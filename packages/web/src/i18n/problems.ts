/** Titles and hints of problems by their stable code; the server's own words where a code is not known here. */
import type { Problem } from "@halcyon/contracts";
import type { Language } from "./language.ts";
import { chineseProblems } from "./problems/chinese.ts";

/** Problems the browser itself finds; the server knows nothing of them. */
const ofTheBrowser: Readonly<Record<string, { readonly title: string; readonly hint: string }>> = {
  network_unreachable: {
    title: "无法连接 Halcyon",
    hint: "请检查网络以及 Halcyon 是否在运行；这里没有丢失任何内容，可重试。",
  },
  answer_unreadable: { title: "无法读取应答", hint: "请重试；若仍出现，请联系 Halcyon 前面代理的维护者。" },
};

/**
 * What a person reads above and below a problem's detail. A hint the server wrote for the very case says more than its
 * code's usual one, and is shown as it comes.
 */
export function problemText(
  { code, title, hint }: Pick<Problem, "code" | "title" | "hint">,
  language: Language,
): { readonly title: string; readonly hint: string } {
  if (language === "en") return { title, hint };
  const known = chineseProblems[code];
  if (known === undefined) return ofTheBrowser[code] ?? { title, hint };
  return { title: known.title, hint: hint === known.of ? known.hint : hint };
}
