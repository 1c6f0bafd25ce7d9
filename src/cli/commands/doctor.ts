import { createRequire } from "node:module";
import { delimiter } from "node:path";
import { compose } from "../../blueprint/compose.ts";
import { openProject, type Project } from "../../blueprint/project.ts";

import { type Call, type Command, type Io, UsageError } from "../command.ts";
import { judgeCluster } from "../doctor/cluster.ts";
import { type Finding, findingsText, isMissing, lacking, unknown } from "../doctor/finding.ts";
import { type Asked, askCluster } from "../doctor/kubectl.ts";
import { judgeNode, judgeProject, type NodeFacts, shellPath } from "../doctor/local.ts";
import { judgePassphrase, judgePulumi, type Plugin, probePulumi } from "../doctor/pulumi.ts";
import { plugins } from "../doctor/requirements.ts";
import { type Wants, wantsOf } from "../doctor/wants.ts";
import { said, useTool } from "../tool.ts";

export const command: Command = {
  name: "doctor",
  arguments: { usage: "", min: 0, max: 0 },
  description: [
    "Says what is missing on this machine and in the cluster, and how to get it.",
    "Alone it looks for what local use needs; with --deploy for what `pulumi up` of a stack needs.",
    "The cluster is looked at with kubectl, and never changed.",
  ],
  options: {
    deploy: { type: "text", value: "STACK", description: "Look for what `pulumi up` of this stack needs." },
    format: { type: "text", choices: ["text", "json"], description: "Default: text." },
  },
  json: [
    '{ purpose: "local" | "deploy", stack?, fine, findings: [finding] }',
    'finding = { subject, state: "good" | "missing" | "optional" | "unknown", found, remedy? }',
  ],
  examples: [
    { line: "arboretum doctor", does: "what local use needs, and what else is there" },
    { line: "arboretum doctor --deploy qa", does: "what `pulumi up --stack qa` needs" },
  ],
  run: doctor,
};

async function doctor(call: Call): Promise<0 | 1> {
  const project = openProject(call.root);
  const stack = stackFor(project, call.text("deploy"));
  const wants = stack === undefined ? undefined : wantsOf(project, compose(project, stack));
  call.progress("Looking at Node, Pulumi and the cluster");
  // What Pulumi and kubectl find is what a shell of this person would find.
  const io = outsideNpm(call.io);
  const findings = [
    ...judgeNode(await probeNode(io, call.root), stack !== undefined),
    ...judgeProject({ loaded: loadedFor(project, stack), problems: project.problems }),
    ...judgePulumi(await probePulumi(io, call.root), wantedPlugins(), stack !== undefined),
    ...(stack === undefined ? [] : [judgePassphrase(stack, secretsOf(project, stack, io))]),
    ...(await clusterFindings(io, call.root, stack, wants)),
  ];
  const purpose = stack === undefined ? "local use" : `\`pulumi up --stack ${stack}\``;
  const fine = !findings.some(isMissing);
  call.io.out(
    call.text("format") === "json"
      ? `${JSON.stringify({ purpose: stack === undefined ? "local" : "deploy", ...(stack ? { stack } : {}), fine, findings }, undefined, 2)}\n`
      : findingsText(findings, purpose, call.paint),
  );
  return fine ? 0 : 1;
}

function stackFor({ stacks }: Project, named: string | undefined): string | undefined {
  if (named === undefined || stacks.includes(named)) return named;
  throw new UsageError(`There is no stack ${JSON.stringify(named)}.\nOne of: ${stacks.join(", ")}`);
}

const loadedFor = ({ stacks, settingsOf }: Project, stack: string | undefined) =>
  (stack === undefined ? stacks : [stack]).map(settingsOf);

const outsideNpm = (io: Io): Io => ({
  ...io,
  environment: { ...io.environment, PATH: shellPath(io.environment.PATH ?? "", delimiter) },
});

async function probeNode(io: Io, cwd: string): Promise<NodeFacts> {
  const onPath = said(await useTool(io, { name: "node", arguments: ["--version"], cwd }))?.trim();
  return { own: process.version, ...(onPath === undefined ? {} : { onPath }) };
}

/** Each package asks for the plugin of its own version. */
function wantedPlugins(): readonly Plugin[] {
  const installed = createRequire(import.meta.url);
  return plugins.map((name) => {
    const { version } = installed(`@pulumi/${name}/package.json`) as { version: string };
    return { name, version };
  });
}

function secretsOf({ settingsOf }: Project, stack: string, { environment }: Io) {
  const file = settingsOf(stack).own?.document.value as Readonly<Record<string, unknown>> | undefined;
  const given = environment.PULUMI_CONFIG_PASSPHRASE ?? environment.PULUMI_CONFIG_PASSPHRASE_FILE;
  return {
    ...(typeof file?.secretsprovider === "string" ? { provider: file.secretsprovider } : {}),
    salt: file?.encryptionsalt !== undefined,
    passphraseGiven: given !== undefined,
  };
}

async function clusterFindings(
  io: Io,
  cwd: string,
  stack: string | undefined,
  wants: Wants | undefined,
): Promise<readonly Finding[]> {
  if (stack !== undefined && wants === undefined) {
    return [
      unknown(
        "Cluster",
        `${stack} cannot be composed, so nobody knows what it needs`,
        "`arboretum check` says why.",
      ),
    ];
  }
  if (wants?.ownKubeconfig === true) {
    const remedy = `Ask by hand, with the file that this prints: \`pulumi config get --path arboretum:cluster.kubeconfig --stack ${wants.stack}\`.`;
    return [unknown("Cluster", "its kubeconfig is encrypted in the stack file", remedy)];
  }
  const where = {
    ...(wants?.context ? { context: wants.context } : {}),
    ...(wants?.deployment ? { namespace: wants.deployment.namespace } : {}),
  };
  return judgeAsked(await askCluster(io, cwd, where), wants);
}

function judgeAsked(asked: Asked, wants: Wants | undefined): readonly Finding[] {
  if (asked.kind === "absent") {
    const remedy =
      "Install kubectl to have version, metrics, storage, priority classes, guards and room looked at: https://kubernetes.io/docs/tasks/tools/.";
    return [unknown("Cluster", "kubectl is not on the PATH", remedy)];
  }
  if (asked.kind === "unreachable") {
    const remedy =
      "Set KUBECONFIG, or a context in arboretum:cluster.context. Only deploying needs a cluster.";
    return [lacking(wants !== undefined, "Cluster", `does not answer: ${asked.complaint}`, remedy)];
  }
  return judgeCluster(asked.facts, wants);
}
