import { resolve } from "node:path";
import type { Composition } from "../../blueprint/compose.ts";
import { error, isError, type Problem } from "../../documents/problem.ts";
import type { HelmForm } from "../../render/helm.ts";
import { outputFiles } from "../../render/output.ts";
import type { SecretsPolicy } from "../../render/secrets.ts";
import { isManaged } from "../../vocabulary/store.ts";
import { type Call, type Command, type ExitCode, UsageError } from "../command.ts";
import { refuseForeign, Staging } from "../folder.ts";
import { inspect } from "../inspection.ts";
import { todayOption } from "../project.ts";
import { refuse } from "../refusal.ts";

export const command: Command = {
  name: "render",
  arguments: { usage: "<stack>", min: 1, max: 1 },
  description: [
    "Writes the manifests of a stack, for deployment by GitOps.",
    "There is one file a wave, and index.json.",
    "Objects of one file need nothing of later files. What a chart creates only Helm knows, when it runs.",
  ],
  options: {
    out: {
      type: "text",
      value: "DIR",
      description:
        "Where to write. The folder is replaced whole, and has to be empty or written by this command.",
    },
    helm: {
      type: "text",
      choices: ["values", "flux", "argo"],
      description: "Charts as files of values, Flux HelmReleases or Argo CD Applications. Default: values.",
    },
    secrets: {
      type: "text",
      choices: ["omit", "external", "sops"],
      description:
        "Secrets without data, as ExternalSecrets, or as files to fill in and encrypt. Default: omit.",
    },
    today: todayOption,
  },
  examples: [
    { line: "arboretum render production --out build/production", does: "plain manifests" },
    {
      line: "arboretum render production --out build/production --helm flux --secrets external",
      does: "for Flux and External Secrets",
    },
  ],
  run: renderStack,
};

async function renderStack(call: Call): Promise<ExitCode> {
  const out = call.text("out");
  if (out === undefined)
    throw new UsageError(`render needs --out DIR.\nExample: ${command.examples[0]?.line}`);
  const folder = resolve(call.io.cwd, out);
  refuseForeign(folder);
  const options = {
    helm: (call.text("helm") ?? "values") as HelmForm,
    secrets: (call.text("secrets") ?? "omit") as SecretsPolicy,
  };
  const staging = new Staging();
  let count = 0;
  try {
    const { problems: found, compositions } = await inspect(call, call.arguments, (rendering) => {
      const files = outputFiles(rendering, options);
      count = files.length;
      staging.add(folder, files);
    });
    const problems = [...found, ...compositions.flatMap(knownTooLate)];
    if (problems.some(isError)) return refuse(call, problems);
    staging.place();
  } finally {
    staging.clear();
  }
  call.io.out(`${count} files are in ${out}. index.json says what is where and what waits for what.\n`);
  return 0;
}

/** Manifests have no host that somebody makes up when they are applied. */
function knownTooLate({ stack, blueprint }: Composition): readonly Problem[] {
  if (blueprint?.kind !== "deployment") return [];
  const names = blueprint.stores.filter(isManaged).map(({ name }) => name);
  if (names.length === 0) return [];
  return [
    error("render-late-host", {
      stack,
      path: `arboretum:stores.${names[0]}.driver`,
      message: `Amazon makes up the hosts of ${names.join(", ")} when it makes these servers, and manifests would have to name them before.`,
      remedy:
        "Let Pulumi update this stack, or make the servers elsewhere and name their hosts: driver: external.",
    }),
  ];
}
