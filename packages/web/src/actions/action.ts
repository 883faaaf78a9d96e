/** Every act a person can take from anywhere is data: the palette, the shortcuts and their help are made from one list. */
import type { Permission } from "@halcyon/contracts";
import type { Text } from "#i18n/language.ts";

/** What an action may use. */
export interface ActionContext {
  /** Goes to an address of the application. */
  readonly go: (href: string) => void;
}

export interface Action {
  /** Stable, unique: `releases.open`. */
  readonly id: string;
  readonly label: Text;
  /** `g r`: pressed one after the other; `mod+k`: together, mod being Ctrl or Cmd. */
  readonly keys?: string;
  readonly permission?: Permission;
  readonly perform: (context: ActionContext) => void;
}
