/** Changes an app's spec. */
import { appsEndpoints, type AppView } from "@halcyon/contracts";
import { usePage } from "#app/pages.tsx";
import { useGet } from "#api/hooks.ts";
import { useSession } from "#api/session.ts";
import { Forbidden } from "#app/fallbacks.tsx";
import { useMessages } from "#i18n/messages.ts";
import { PageFrame, Waiting } from "#ui/page.tsx";
import { ProblemAlert } from "#ui/problem-alert.tsx";
import { specPage } from "../feature.ts";
import { specMessages } from "./messages.ts";
import { SpecDesk } from "./spec-desk.tsx";
import { specTemplate } from "./spec-template.ts";

export function Page() {
  const text = useMessages(specMessages);
  const { params } = usePage(specPage);
  const { may } = useSession();
  const app = useGet(appsEndpoints.get, { params }, { everyMs: 5_000 });
  if (app.data !== undefined && !may("app.write", app.data.team)) return <Forbidden permission="app.write" />;
  return (
    <PageFrame title={text.title(params.app)}>
      {app.error !== null && <ProblemAlert problem={app.error.problem} />}
      {app.isPending && <Waiting />}
      {app.data !== undefined && <Loaded key={params.app} app={app.data} />}
    </PageFrame>
  );
}

/** The first version that is seen is what the editor begins with; later ones are news to it. */
function Loaded({ app }: { readonly app: AppView }) {
  const latest = app.latest;
  const version = useGet(
    appsEndpoints.version,
    { params: { app: app.name, version: latest?.number ?? 1 } },
    { enabled: latest !== null, keep: true, staleMs: Infinity },
  );
  if (version.error !== null) return <ProblemAlert problem={version.error.problem} />;
  if (latest === null) {
    const text = specTemplate(app.team, "my-room").replaceAll("my-app", app.name);
    return <SpecDesk app={app} latest={{ version: 0, text }} author="" />;
  }
  if (version.data === undefined) return <Waiting />;
  const { number, spec, author } = version.data;
  return <SpecDesk app={app} latest={{ version: number, text: spec }} author={author.name} />;
}
