import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

/** Writes each asset compressed beside it, once and well, so that the server only has to send it. */
function precompress(): Plugin {
  return {
    name: "precompress",
    apply: "build",
    async writeBundle({ dir = "dist" }) {
      const assets = join(dir, "assets");
      for (const name of await readdir(assets)) {
        if (!/\.(js|css|svg)$/.test(name)) continue;
        const bytes = await readFile(join(assets, name));
        const [gz, br] = await Promise.all([
          promisify(gzip)(bytes, { level: 9 }),
          promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
        ]);
        await writeFile(join(assets, `${name}.gz`), gz);
        await writeFile(join(assets, `${name}.br`), br);
      }
    },
  };
}

// `npx vite` serves the sources with hot reload before a running server: HALCYON_SERVER=http://127.0.0.1:7420
const server = process.env["HALCYON_SERVER"] ?? "http://127.0.0.1:7420";

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), precompress()],
  // Zod compiles schemas where it can, and tries as soon as the first is made. The pages' policy forbids code made of text and
  // reports each try, so it is told before anything runs (`z.config` would be too late: schemas are in a chunk of their own).
  define: { "globalThis.__zod_globalConfig": JSON.stringify({ jitless: true }) },
  build: {
    outDir: "dist",
    emptyOutDir: true,
    target: "es2023",
    // Browsers that know light-dark() by themselves: what the bundler puts in its place loses the colours of who chose.
    cssTarget: ["chrome123", "edge123", "firefox120", "safari17.5"],
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 900,
  },
  server: { host: "127.0.0.1", proxy: { "/api": { target: server, ws: true } } },
});
