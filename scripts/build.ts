/** `npm run build`: the web application, into packages/web/dist, where the server finds it. */
import { ensureWeb, pagesDir } from "./web.ts";

const started = performance.now();
const built = await ensureWeb();
console.log(
  built
    ? `Built ${pagesDir} in ${((performance.now() - started) / 1000).toFixed(1)} s`
    : `${pagesDir} is up to date`,
);
