/** What an app may take from the outside stores, and from where. */
import type { OutputOf, secretEndpoints } from "@halcyon/contracts";
import { appErrors } from "../errors.ts";
import type { SecretSource } from "./store.ts";
import type { NamedStore } from "./stores/stores.ts";

export interface Outside {
  list(): OutputOf<(typeof secretEndpoints)["stores"]>["items"];
  /**
   * The newest value at a place, and the place with the store's number of it.
   * @throws HalcyonError app_secret_store_unknown, app_secret_path_forbidden, app_secret_key_unclear, or as a store does
   */
  newest(
    app: { readonly name: string; readonly team: string },
    place: Omit<SecretSource, "version">,
    signal: AbortSignal,
  ): Promise<{ value: string; source: SecretSource }>;
  /** @throws HalcyonError app_secret_store_unknown, or as a store does */
  read(source: SecretSource, signal: AbortSignal): Promise<string>;
}

/** @param stores by name */
export function createOutside(stores: ReadonlyMap<string, NamedStore>): Outside {
  function storeOf(name: string): NamedStore {
    const store = stores.get(name);
    if (store !== undefined) return store;
    const known = stores.size === 0 ? "there is none" : `there are ${[...stores.keys()].join(", ")}`;
    throw appErrors.secret_store_unknown({ detail: `there is no store ${name}: ${known}` });
  }

  return {
    list: () =>
      [...stores.values()].map(({ name, kind, keyed, paths }) => ({ name, kind, keyed, paths: [...paths] })),

    async newest(app, place, signal) {
      const store = storeOf(place.store);
      const { path, key } = place;
      // What a team may read is below its own paths: Halcyon's account in the store may read those of all.
      const allowed = store.paths.map((one) =>
        one.replaceAll("{team}", app.team).replaceAll("{app}", app.name),
      );
      if (!allowed.some((one) => path.startsWith(one))) {
        throw appErrors.secret_path_forbidden({
          detail: `${app.name} of team ${app.team} may use what is below ${allowed.join(", ")} in store ${store.name}, not ${path}`,
        });
      }
      if (store.keyed !== (key !== null)) {
        throw appErrors.secret_key_unclear({
          detail: store.keyed
            ? `a place in store ${store.name} is a path and a key, and no key was given`
            : `a place in store ${store.name} has no keys, and ${key} was given`,
        });
      }
      const { value, version } = await store.newest(place, signal);
      return { value, source: { ...place, version } };
    },

    read: (source, signal) => storeOf(source.store).read(source, source.version, signal),
  };
}
