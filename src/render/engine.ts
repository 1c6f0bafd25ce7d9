import { error, type Problem } from "../documents/problem.ts";
import { standInOutput } from "./answers.ts";
import { withoutForeignVariables } from "./environment.ts";
import { RecordingMonitor } from "./monitor.ts";
import { catchRejections } from "./rejections.ts";
import type { Rendering, RenderRequest } from "./rendering.ts";
import { inSession, type Running, type Session } from "./sdk.ts";
import { type Timers, watchTimers } from "./timers.ts";
import { Rest } from "./waiting.ts";

export type { Mode, Rendering, RenderRequest, Resource, ResourceOptions } from "./rendering.ts";
export { unknownValue } from "./rendering.ts";

// The SDK keeps part of its state for the process: renderings take turns.
let turn: Promise<unknown> = Promise.resolve();

/** Runs a Pulumi program in this process, without a CLI, a cluster or a network. Never rejects because of the program. */
export function render(request: RenderRequest): Promise<Rendering> {
  const mine = turn.then(() => renderAlone(request));
  turn = mine.catch(() => {});
  return mine;
}

async function renderAlone(request: RenderRequest): Promise<Rendering> {
  const restore = withoutForeignVariables(process.env);
  try {
    const first = await run(request, false);
    if (first.problems.length === 0) return first;
    // Once more with stack traces, which name the line; they are too slow for every run.
    const explained = await run(request, true);
    return explained.problems.length === 0 ? first : explained;
  } finally {
    restore();
  }
}

async function run(request: RenderRequest, traces: boolean): Promise<Rendering> {
  const monitor = new RecordingMonitor(request);
  const root = request.root ?? process.cwd();
  const ended = await inSession(sessionFor(request, monitor, root, traces), async (running) => {
    const timers = watchTimers(
      () => running.owns(),
      (cause) => monitor.failures.threw(cause),
    );
    const release = catchRejections(running, monitor.failures);
    try {
      return await follow(request, monitor, running, timers);
    } finally {
      running.forget();
      release();
      timers.release();
    }
  });
  const { stack, project, mode } = request;
  const outputs = monitor.outputsOf(
    `urn:pulumi:${stack}::${project}::pulumi:pulumi:Stack::${project}-${stack}`,
  );
  return {
    stack,
    project,
    mode,
    resources: monitor.resources(),
    outputs: outputs.values,
    secretOutputs: outputs.secretPaths,
    problems: [...monitor.failures.problems(stack, root), ...ended, ...monitor.slips()],
  };
}

/** Runs the program and waits for whatever it started; says what never ends. */
async function follow(
  request: RenderRequest,
  monitor: RecordingMonitor,
  running: Running,
  timers: Timers,
): Promise<readonly Problem[]> {
  const rest = new Rest({ moved: () => monitor.requests, timers: timers.waiting });
  const program = running
    .run(request.program)
    .catch((cause) => monitor.failures.threw(cause))
    .then(() => running.drained());
  if (!(await rest.ends(program))) return [stuck(request.stack, monitor, running)];
  monitor.over = true;
  await rest.comes();
  await rest.ends(running.drained());
  return [];
}

function sessionFor(
  request: RenderRequest,
  monitor: RecordingMonitor,
  root: string,
  traces: boolean,
): Session {
  const { project, stack, organization = "organization", configuration, secretKeys, mode } = request;
  return {
    project,
    stack,
    organization,
    root,
    preview: mode === "preview",
    traces,
    configuration,
    secretKeys,
    monitor: monitor.client(),
    listener: {
      log: (level, message) => {
        if (level === "error") monitor.failures.logged(message);
      },
      transform: () => monitor.failures.transformed(),
      failed: (pending, cause) => monitor.failures.threw(cause, pending),
    },
    ...(mode === "resolved" ? { referenced: standInOutput } : {}),
  };
}

function stuck(stack: string, monitor: RecordingMonitor, running: Running): Problem {
  // What a resource waits for was constructed before it, so the first is the cause and the others wait for it.
  const [cause] = running.pending();
  if (cause !== undefined) {
    const subject = `${cause.name} [${cause.type}]`;
    const what =
      cause.phase === "inputs" && cause.inputProperty
        ? `its input ${cause.inputProperty}`
        : "what it depends on";
    return error("never-resolves", {
      stack,
      path: subject,
      message: `${subject} is never registered: ${what} never resolves.`,
      remedy: "Look for a promise that nobody resolves, or for two resources that wait for each other.",
    });
  }
  const silent = monitor.withoutOutputs().map((urn) => urn.split("::").slice(3).join("::"));
  return error("never-resolves", {
    stack,
    message: `The program never ends: it awaits a promise that never resolves, or an output does. Without outputs so far: ${silent.join(", ")}.`,
    remedy: "Look for a promise that nobody resolves.",
  });
}
