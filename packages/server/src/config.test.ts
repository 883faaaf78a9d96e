import { expect, test } from "vitest";
import { ConfigError, readConfig } from "#src/config.ts";

const root = process.getuid?.() === 0;

test("without any setting there is a default for each", () => {
  const config = readConfig({}, []);
  expect(config).toMatchObject({
    listen: { host: "127.0.0.1", port: 7420 },
    databaseUrl: null,
    secretKeys: null,
    logLevel: "info",
    publicUrl: undefined,
    trustedProxies: [],
    roles: { serve: true, work: true },
  });
  if (root) expect(config.dataDir).toBe("/var/lib/halcyon");
  else expect(config.dataDir).toMatch(/\.local\/share\/halcyon$/);
});

test("a flag goes before the environment, and an empty variable is none", () => {
  const environment = {
    HALCYON_LISTEN: "0.0.0.0:1",
    HALCYON_LOG: "",
    HALCYON_DATA: "/srv/halcyon",
    HOME: "/root",
  };
  const config = readConfig(environment, ["--listen", "[::1]:8080", "--roles=worker"]);
  expect(config).toMatchObject({
    listen: { host: "::1", port: 8080 },
    logLevel: "info",
    dataDir: "/srv/halcyon",
    roles: { serve: false, work: true },
  });
});

test("several keys, the current one first", () => {
  expect(readConfig({ HALCYON_SECRET_KEY: "bmV3, b2xk" }, []).secretKeys).toEqual(["bmV3", "b2xk"]);
});

test("every wrong setting is named at once, and a secret is not shown", () => {
  const environment = {
    HALCYON_LISTEN: "7420",
    DATABASE_URL: "mysql://user:geheim@host/db",
    HALCYON_LOG: "loud",
    HALCYON_PUBLIC_URL: "ftp://halcyon",
  };
  const error = thrownBy(() => readConfig(environment, []));
  expect(error).toBeInstanceOf(ConfigError);
  for (const name of Object.keys(environment)) expect(error.message).toContain(`${name}: `);
  expect(error.message).not.toContain("geheim");
});

test("an unknown flag is refused with those that are known", () => {
  expect(thrownBy(() => readConfig({}, ["--lisen", "x"])).message).toMatch(
    /--lisen[\s\S]*Flags: --data --listen/,
  );
});

function thrownBy(work: () => unknown): Error {
  try {
    work();
  } catch (error) {
    return error as Error;
  }
  throw new Error("nothing was thrown");
}

test("the file of the secret stores is named by an absolute path", () => {
  expect(readConfig({}, []).secretStores).toBeNull();
  expect(readConfig({ HALCYON_SECRET_STORES: "/etc/stores.yaml" }, []).secretStores).toBe("/etc/stores.yaml");
  expect(() => readConfig({ HALCYON_SECRET_STORES: "stores.yaml" }, [])).toThrow("HALCYON_SECRET_STORES");
});
