import { type Cluster, fleetEndpoints } from "@halcyon/contracts";
import { Alert, Button, Checkbox, Collapse, List, Stack } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useSecretChange } from "#api/secret.ts";
import { useMessages } from "#i18n/messages.ts";
import { ProblemAlert } from "#ui/problem-alert.tsx";
import { tellDone } from "../parts/done.ts";
import { Section } from "../parts/section.tsx";
import { AccessManifest } from "./access-manifest.tsx";
import { actMessages } from "./act-messages.ts";
import { CredentialsFields } from "./credentials-fields.tsx";
import { credentialsOf, emptyDraft } from "./draft.ts";
import { Findings } from "./findings.tsx";
import { clusterMessages } from "./messages.ts";
import { useCheck } from "./use-check.ts";

/** Signs in to the same cluster with other credentials; or to a rebuilt one, when somebody says so. */
export function ReplaceCredentials({ cluster }: { readonly cluster: Cluster }) {
  const text = useMessages(clusterMessages);
  const acts = useMessages(actMessages);
  const [opened, setOpened] = useState(false);
  const [draft, setDraft] = useState(emptyDraft);
  const [rebuilt, setRebuilt] = useState(false);
  const credentials = credentialsOf(draft);
  const check = useCheck(credentials);
  const leave = () => {
    setDraft(emptyDraft);
    setRebuilt(false);
    setOpened(false);
  };
  const replace = useSecretChange(fleetEndpoints.clusterUpdate, {
    outdates: [fleetEndpoints.clusterGet, fleetEndpoints.clusterList],
    onDone() {
      leave();
      tellDone(text.replaced);
    },
  });
  // Known already: that is what is wanted. Which one it is the server looks at when it replaces them.
  const code = check.state === "bad" ? check.problem.code : undefined;
  const leadsElsewhere = check.state === "good";
  const ready = credentials !== null && (code === "fleet_cluster_duplicate" || (leadsElsewhere && rebuilt));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!ready) return;
    const body = { credentials, acceptReplaced: leadsElsewhere && rebuilt };
    void replace.send({ params: { cluster: cluster.name }, body });
  };
  return (
    <>
      <Section
        title={text.replace}
        about={text.replaceAbout}
        aside={
          <Button
            size="compact-xs"
            variant="subtle"
            aria-expanded={opened}
            onClick={() => (opened ? leave() : setOpened(true))}
          >
            {opened ? text.hideReplace : text.showReplace}
          </Button>
        }
      >
        <Collapse expanded={opened}>
          <form onSubmit={submit}>
            <Stack gap="sm">
              <CredentialsFields draft={draft} onChange={setDraft} />
              <Findings check={check} wantsKnown />
              {leadsElsewhere && (
                <Alert color="yellow">
                  <Stack gap="xs">
                    {text.otherCluster}
                    <Checkbox
                      label={text.rebuilt}
                      checked={rebuilt}
                      onChange={(event) => setRebuilt(event.currentTarget.checked)}
                    />
                    {rebuilt && (
                      <List size="sm">
                        <List.Item>{acts.acceptAdopts(check.found.server)}</List.Item>
                        <List.Item>{acts.acceptApps}</List.Item>
                        <List.Item>{acts.acceptRunning}</List.Item>
                      </List>
                    )}
                  </Stack>
                </Alert>
              )}
              {replace.error !== null && <ProblemAlert problem={replace.error.problem} />}
              <Button
                type="submit"
                w="fit-content"
                loading={replace.isPending}
                disabled={!ready}
                color={leadsElsewhere ? "red" : "blue"}
              >
                {text.replaceAct}
              </Button>
            </Stack>
          </form>
        </Collapse>
      </Section>
      {opened && <AccessManifest wanted={code === "fleet_cluster_permission_missing"} />}
    </>
  );
}
