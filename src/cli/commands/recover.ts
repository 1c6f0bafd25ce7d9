import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { compose } from "../../blueprint/compose.ts";
import type { Cluster } from "../../blueprint/model.ts";
import { isError } from "../../documents/problem.ts";
import type { Rendering } from "../../render/rendering.ts";
import { type Call, type Command, type ExitCode, UsageError } from "../command.ts";
import { json } from "../json.ts";
import { existing, open } from "../project.ts";
import { isSafe, isWhole, type Judgement, judge } from "../recover/judgement.ts";
import { type Lock, lockOf } from "../recover/lock.ts";
import { type Presence, presences } from "../recover/presence.ts";
import { unreached } from "../recover/reach.ts";
import { readState, type State } from "../recover/state.ts";
import { lineOf, type Step, stepsFor } from "../recover/steps.ts";
import {
  healthyText,
  judgementText,
  lockText,
  renamedText,
  stepsText,
  unreachedText,
} from "../recover/text.ts";
import { refuse } from "../refusal.ts";
import { renderer } from "../rendered.ts";
import { complaint, said, useTool, watchTool } from "../tool.ts";

export const command: Command = {
  name: "recover",
  arguments: { usage: "<stack>", min: 1, max: 1 },
  description: [
    "Says what exists after a killed update, and the safe commands in order.",
    "Checks first that no object changed its name, which the recovery would delete. Reads only, unless --run is given.",
  ],
  options: {
    run: {
      type: "flag",
      description: "Run the commands, one after the other. Stops at the first that fails.",
    },
    yes: { type: "flag", description: "With --run: nobody confirms the update." },
    state: {
      type: "text",
      value: "FILE",
      description: "Read the state from an export instead of from Pulumi.",
    },
    format: { type: "text", choices: ["text", "json"], description: "Default: text." },
  },
  json: [
    "{ stack, safe, lock, unread?, unreached?, interrupted?, renamed?, gone?, doomed?, kept?, pending?, steps: [{ line, why }] }",
    "steps are empty where there is nothing to recover",
    'lock = { kind: "free" | "unseen" | "held", holders?, backend? }',
    "interrupted = [{ doing, urn, inCluster: true | false | null }]",
    "renamed = [{ object, from, to }], gone = [urn]",
  ],
  examples: [
    { line: "arboretum recover qa", does: "what happened, and what to do" },
    { line: "arboretum recover qa --run", does: "do it" },
    { line: "arboretum recover qa --state state.json", does: "judge an export" },
  ],
  run: recover,
};

/** Everything that is known about the killed update. */
interface Situation {
  readonly stack: string;
  readonly lock: Lock;
  /** Nothing without a state. */
  readonly judgement?: Judgement;
  readonly presences: readonly Presence[];
  /** Why there is no state. */
  readonly unread?: string;
  /** Why the cluster does not answer. */
  readonly unreached?: string;
}

async function recover(call: Call): Promise<ExitCode> {
  refuseMisuse(call);
  const { name, project, problems } = open(call);
  const composition = compose(project, existing(project, call.arguments[0] ?? ""));
  const render = await renderer(name, call.root, "preview");
  const { rendering, problems: ofStack } = await render(composition);
  if (rendering === undefined || ofStack.some(isError)) return refuse(call, [...problems, ...ofStack]);
  const read = await stateFor(call, rendering);
  if (read.problems.length > 0) return refuse(call, read.problems);
  const situation = await situationOf(call, rendering, read, composition.blueprint?.cluster);
  const steps = isHealthy(situation) ? [] : stepsFor(situation.stack, situation.lock, situation.judgement);
  const safe = situation.judgement !== undefined && isSafe(situation.judgement) && !isAlive(situation.lock);
  call.io.out(
    call.text("format") === "json" ? asJson(situation, steps, safe) : asText(call, situation, steps),
  );
  if (!safe) return 1;
  if (!call.flag("run") || steps.length === 0) return 0;
  if (situation.unreached === undefined) return runAll(call, steps);
  call.io.err(`${unreachedText(situation.unreached)} Nothing was run: each update would wait for it.\n`);
  return 1;
}

function refuseMisuse({ flag, text, io }: Call): void {
  if (!flag("run")) return;
  if (text("state") !== undefined)
    throw new UsageError("--run works on the state that Pulumi keeps. Leave out --state.");
  if (text("format") === "json")
    throw new UsageError("--run shows what Pulumi says, which is no JSON. Leave out --format.");
  if (!io.terminal.out && !flag("yes")) {
    throw new UsageError("Without a terminal nobody can confirm the update. Add --yes.");
  }
}

type Read = ReturnType<typeof readState> & { readonly unread?: string };

async function stateFor({ io, root, text }: Call, { stack, project }: Rendering): Promise<Read> {
  const file = text("state");
  if (file !== undefined)
    return readState(textOf(resolve(io.cwd, file), file), { stack, project, from: file });
  const answer = await useTool(io, {
    name: "pulumi",
    arguments: ["stack", "export", "--non-interactive", "--stack", stack],
    cwd: root,
    patience: 30,
  });
  const exported = said(answer);
  if (exported !== undefined) return readState(exported, { stack, project, from: "pulumi stack export" });
  return { problems: [], unread: answer.kind === "absent" ? "pulumi is not on the PATH" : complaint(answer) };
}

function textOf(path: string, file: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    throw new UsageError(`${file} cannot be read.`);
  }
}

async function situationOf(
  { io, root, text }: Call,
  rendering: Rendering,
  { state, unread }: { readonly state?: State; readonly unread?: string },
  cluster: Cluster | undefined,
): Promise<Situation> {
  const { stack, project } = rendering;
  const isExport = text("state") !== undefined;
  const lock: Lock = isExport ? { kind: "unseen" } : await lockOf(io, root, project, stack);
  if (state === undefined) return { stack, lock, presences: [], ...(unread ? { unread } : {}) };
  const judgement = judge(state, rendering);
  const known: Situation = { stack, lock, judgement, presences: [] };
  if (isExport || isHealthy(known)) return known;
  const silent = await unreached(io, root, cluster ?? {});
  if (silent !== undefined) return { ...known, unreached: silent };
  return { ...known, presences: await presences(io, root, judgement.interrupted, cluster?.context) };
}

/** Whether there is nothing to recover: no update was cut off, and none is known to hold the stack. */
const isHealthy = ({ lock, judgement }: Situation): boolean =>
  lock.kind !== "held" && judgement !== undefined && isSafe(judgement) && isWhole(judgement);

const isAlive = (lock: Lock): boolean => lock.kind === "held" && lock.holders.some(({ alive }) => alive);

function asJson(
  { stack, lock, judgement, presences: found, unread, unreached: silent }: Situation,
  steps: readonly Step[],
  safe: boolean,
): string {
  const interrupted = judgement?.interrupted.map(({ doing, resource }, index) => ({
    doing,
    urn: resource.urn,
    inCluster: found[index] ?? null,
  }));
  return json({
    stack,
    safe,
    lock,
    ...(unread ? { unread } : {}),
    ...(silent ? { unreached: silent } : {}),
    ...(judgement ? { ...judgement, interrupted } : {}),
    steps: steps.map((step) => ({ line: lineOf(step), why: step.why })),
  });
}

function asText({ paint }: Call, situation: Situation, steps: readonly Step[]): string {
  const { lock, judgement, presences: found, unread, unreached: silent } = situation;
  const commands = stepsText(steps, paint);
  if (judgement === undefined) {
    const unseen = `The state cannot be read: ${unread}. Whether an object changed its name is not known. If none did, these are the commands:`;
    return linesOf([unseen, "", ...commands]);
  }
  const known = [
    ...lockText(lock),
    ...judgementText(judgement, found),
    ...(silent ? [unreachedText(silent)] : []),
    "",
  ];
  if (!isSafe(judgement)) return linesOf([...known, ...renamedText(judgement.renamed, paint)]);
  if (isHealthy(situation)) return linesOf([...known, ...healthyText(situation.stack, judgement)]);
  if (isAlive(lock)) return linesOf([...known, paint.red("That update was not killed. Wait for its end.")]);
  return linesOf([
    ...known,
    "No object changed its name. Make sure that the killed update is really dead, then:",
    ...commands,
  ]);
}

const linesOf = (lines: readonly string[]): string => `${lines.join("\n")}\n`;

async function runAll({ io, root, flag, paint }: Call, steps: readonly Step[]): Promise<ExitCode> {
  for (const step of steps) {
    const given = step.arguments[0] === "up" && flag("yes") ? [...step.arguments, "--yes"] : step.arguments;
    io.out(`\n${paint.bold(lineOf({ ...step, arguments: given }))}\n`);
    const code = await watchTool(io, {
      name: "pulumi",
      arguments: given,
      cwd: root,
      environment: step.environment,
    });
    if (code === 0) continue;
    if (!step.mayFail) {
      io.err(`It ended with ${code}. Nothing after it was run.\n`);
      return 1;
    }
    io.out("There was nothing for it to do, or Pulumi says below what is in the way.\n");
  }
  return 0;
}
