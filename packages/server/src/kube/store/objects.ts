/** What every projected object has. Namespace is empty for what lives outside one. */
export interface Projected {
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
}

/** Objects of one kind in one cluster, by namespace, then uid: no second copy of any name is kept as a key. */
export interface Objects<T extends Projected> {
  readonly size: number;
  /** @returns what was there before */
  put(object: T): T | undefined;
  remove(namespace: string, uid: string): T | undefined;
  /** All, or those of one namespace. */
  all(namespace?: string): Iterable<T>;
  find(namespace: string, name: string): T | undefined;
  clear(): void;
}

export function createObjects<T extends Projected>(): Objects<T> {
  const namespaces = new Map<string, Map<string, T>>();
  let size = 0;
  return {
    get size() {
      return size;
    },
    put(object) {
      let within = namespaces.get(object.namespace);
      if (!within) namespaces.set(object.namespace, (within = new Map()));
      const before = within.get(object.uid);
      within.set(object.uid, object);
      if (before === undefined) size++;
      return before;
    },
    remove(namespace, uid) {
      const within = namespaces.get(namespace);
      const before = within?.get(uid);
      if (!within || before === undefined) return undefined;
      within.delete(uid);
      if (within.size === 0) namespaces.delete(namespace);
      size--;
      return before;
    },
    *all(namespace) {
      if (namespace !== undefined) yield* namespaces.get(namespace)?.values() ?? [];
      else for (const within of namespaces.values()) yield* within.values();
    },
    find(namespace, name) {
      for (const object of namespaces.get(namespace)?.values() ?? []) if (object.name === name) return object;
      return undefined;
    },
    clear() {
      namespaces.clear();
      size = 0;
    },
  };
}
