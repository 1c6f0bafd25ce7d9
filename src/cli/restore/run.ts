import type { DeploymentBlueprint } from "../../blueprint/model.ts";
import type { Call, ExitCode } from "../command.ts";
import { kubectl, lineOf, type Step } from "../step.ts";
import { complaint, said, saidJson, useTool, watchTool } from "../tool.ts";
import type { JobManifest } from "./job.ts";
import { type Steps, writersOf } from "./steps.ts";

interface Written {
  readonly manifest: JobManifest;
  readonly file: string;
}

/** What of the deployment runs. Nothing where that cannot be seen, which has been said then. */
export async function livingOf(
  call: Call,
  blueprint: DeploymentBlueprint,
): Promise<readonly string[] | undefined> {
  const answer = await useTool(call.io, {
    name: "kubectl",
    arguments: kubectl(blueprint, "get", "deployment", "--output=json", "--request-timeout=15s"),
    cwd: call.root,
  });
  const found = saidJson(answer) as { items?: readonly Deployment[] } | undefined;
  if (found?.items === undefined) {
    call.io.err(`Whether the deployment lives cannot be seen: ${complaint(answer)}. Nothing was restored.\n`);
    return undefined;
  }
  const ours = writersOf(blueprint).processes.map(({ name }) => name);
  return found.items
    .filter(({ metadata, spec, status }) => {
      const alive = (spec?.replicas ?? 1) > 0 || (status?.replicas ?? 0) > 0;
      return ours.includes(metadata.name) && alive;
    })
    .map(({ metadata }) => metadata.name);
}

interface Deployment {
  readonly metadata: { readonly name: string };
  readonly spec?: { readonly replicas?: number };
  readonly status?: { readonly replicas?: number };
}

/** The commands one after the other, until one fails. What a person does afterwards is printed. */
export async function runSteps(
  call: Call,
  blueprint: DeploymentBlueprint,
  { restore, start }: Steps,
): Promise<ExitCode> {
  for (const step of [...restore, ...start]) {
    if (step.by === "hand") {
      call.io.out(`\n${step.what}\n`);
      continue;
    }
    call.io.out(`\n${call.paint.bold(lineOf(step))}\n`);
    if ((await ended(call, blueprint, step)) !== 0) {
      call.io.err("It did not end well. Nothing after it was run.\n");
      return 1;
    }
  }
  return 0;
}

/** A Job that fails is waited for by kubectl until the time is over: so its state is asked for instead. */
async function ended(call: Call, blueprint: DeploymentBlueprint, step: Exclude<Step, { by: "hand" }>) {
  const job = step.arguments.find((one) => one.startsWith("job/"));
  if (job !== undefined && step.arguments.includes("wait")) {
    const good = await finished(call, blueprint, job);
    if (!good) await show(call, blueprint, job);
    return good ? 0 : 1;
  }
  return watchTool(call.io, { name: step.by, arguments: step.arguments, cwd: call.root });
}

const show = (call: Call, blueprint: DeploymentBlueprint, job: string) =>
  watchTool(call.io, {
    name: "kubectl",
    arguments: kubectl(blueprint, "logs", job, "--all-containers", "--prefix", "--ignore-errors"),
    cwd: call.root,
  });

const PAUSE = 2000;

/** Whether a Job ended well, as soon as it has ended. Its own deadline ends it in any case. */
async function finished(call: Call, blueprint: DeploymentBlueprint, job: string): Promise<boolean> {
  for (let unanswered = 0; unanswered < 30; ) {
    const answer = await useTool(call.io, {
      name: "kubectl",
      arguments: kubectl(blueprint, "get", job, "--output=json", "--request-timeout=15s"),
      cwd: call.root,
    });
    const state = saidJson(answer) as { status?: { conditions?: readonly Condition[] } } | undefined;
    unanswered = state === undefined ? unanswered + 1 : 0;
    const over = state?.status?.conditions?.find(
      ({ type, status }) => status === "True" && (type === "Complete" || type === "Failed"),
    );
    if (over) return over.type === "Complete";
    call.progress(`waiting for ${job}`);
    await new Promise((on) => setTimeout(on, PAUSE));
  }
  call.io.err(`${job} cannot be seen any more.\n`);
  return false;
}

interface Condition {
  readonly type: string;
  readonly status: string;
}

/** Runs a Job that changes nothing, and hands over what it said. */
export async function runJob(
  call: Call,
  blueprint: DeploymentBlueprint,
  { file, manifest }: Written,
): Promise<string | undefined> {
  const job = `job/${String(manifest.metadata.name)}`;
  const use = (...given: readonly string[]) =>
    useTool(call.io, { name: "kubectl", arguments: kubectl(blueprint, ...given), cwd: call.root });
  const created = await use("create", "--filename", file);
  if (said(created) === undefined) {
    call.io.err(`The Job was not created: ${complaint(created)}.\n`);
    return undefined;
  }
  const good = await finished(call, blueprint, job);
  const logs = await use("logs", job);
  await use("delete", job, "--wait=false");
  if (good && said(logs) !== undefined) return said(logs);
  call.io.err(`The Job did not end well: ${said(logs)?.trim() || complaint(logs)}\n`);
  return undefined;
}
