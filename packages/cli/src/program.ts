import { Command } from "commander";
import { type Cli, globalOptions } from "./command.ts";
import { appCommands } from "./commands/app.ts";
import { auditCommands } from "./commands/audit.ts";
import { baseCommands } from "./commands/base.ts";
import { secretCommands } from "./commands/secret.ts";
import { changesCommands } from "./commands/changes.ts";
import { clusterCommands } from "./commands/cluster.ts";
import { completionCommands } from "./commands/completion.ts";
import { contextCommands } from "./commands/context.ts";
import { deploymentCommands } from "./commands/deployment.ts";
import { driftCommands } from "./commands/drift.ts";
import { eventCommands } from "./commands/event.ts";
import { freezeCommands } from "./commands/freeze.ts";
import { grantCommands } from "./commands/grant.ts";
import { hpaCommands } from "./commands/hpa.ts";
import { ingressCommands } from "./commands/ingress.ts";
import { machineCommands } from "./commands/machine.ts";
import { nodeCommands } from "./commands/node.ts";
import { overviewCommands } from "./commands/overview.ts";
import { podCommands } from "./commands/pod.ts";
import { releaseCommands } from "./commands/release.ts";
import { roomCommands } from "./commands/room.ts";
import { searchCommands } from "./commands/search.ts";
import { serviceCommands } from "./commands/service.ts";
import { signInCommands } from "./commands/sign-in.ts";
import { teamCommands } from "./commands/team.ts";
import { tokenCommands } from "./commands/token.ts";
import { userCommands } from "./commands/user.ts";
import { versionCommands } from "./commands/version.ts";

const about = `Halcyon: fleets of Kubernetes clusters, and releases that go over all of them step by step.

Sign in first, look around, then release:
  halcyon login
  halcyon search frontpage
  halcyon release create frontpage --image registry.demo/frontpage:2
  halcyon release watch frontpage-2`;

const epilogue = `
Environment:
  HALCYON_SERVER, HALCYON_TOKEN, HALCYON_CONTEXT   instead of --server, --token, --as-context
  HALCYON_CONFIG                                   file of the contexts (~/.config/halcyon/config.json)
  NO_COLOR                                         no colours

Exit codes:
  0  done                                  4  not signed in, or not allowed
  1  refused or failed                     5  not now: the step is not ready, frozen, somebody was faster
  2  wrong input                           6  Halcyon cannot be reached
  3  no such thing                         7  the release stopped, was aborted or went back while watched`;

/** The whole command line: every noun, in the groups its help shows. */
export function createProgram(cli: Cli): Command {
  const { stdout, stderr } = cli.io;
  const program = new Command("halcyon")
    .usage("<noun> <verb> [arguments] [options]")
    .description(about)
    .enablePositionalOptions()
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => stderr.write(text),
      outputError: () => {},
      getOutHelpWidth: () => stdout.columns ?? 110,
      getErrHelpWidth: () => stderr.columns ?? 110,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .configureHelp({ showGlobalOptions: false, subcommandTerm: (command) => command.name() })
    .helpCommand(false);
  for (const option of globalOptions()) program.addOption(option);
  for (const add of [
    signInCommands,
    contextCommands,
    releaseCommands,
    appCommands,
    baseCommands,
    secretCommands,
    freezeCommands,
    changesCommands,
    driftCommands,
    overviewCommands,
    searchCommands,
    roomCommands,
    clusterCommands,
    nodeCommands,
    podCommands,
    deploymentCommands,
    serviceCommands,
    ingressCommands,
    hpaCommands,
    eventCommands,
    userCommands,
    teamCommands,
    grantCommands,
    tokenCommands,
    auditCommands,
    machineCommands,
    completionCommands,
    versionCommands,
  ]) {
    add(program, cli);
  }
  return program.addHelpText("after", epilogue);
}
