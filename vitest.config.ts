import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["packages/**/*.test.{ts,tsx}", "test/**/*.test.ts", "bench/**/*.test.ts"],
    exclude: ["**/node_modules/**"],
    environment: "node",
    pool: "forks",
    // Each worker starts control planes; continuous integration has no hurry and wants no rush for its two cores.
    maxWorkers: process.env["CI"] === undefined ? 2 : 1,
    testTimeout: 240_000,
    hookTimeout: 300_000,
    globalSetup: ["test/global-setup.ts"],
    reporters: ["default"],
  },
});
