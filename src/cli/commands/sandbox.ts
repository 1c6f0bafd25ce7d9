import { didYouMean } from "../../documents/nearest.ts";
import { type Call, type Command, type ExitCode, UsageError } from "../command.ts";

/** What one can do with a sandbox: one file each, below `cli/sandbox/`. */
const actions: Readonly<Record<string, () => Promise<{ readonly run: (call: Call) => Promise<ExitCode> }>>> =
  {
    build: () => import("../sandbox/build.ts"),
    up: () => import("../sandbox/up.ts"),
    down: () => import("../sandbox/down.ts"),
    status: () => import("../sandbox/status.ts"),
    deploy: () => import("../sandbox/deploy.ts"),
    remove: () => import("../sandbox/remove.ts"),
    drill: () => import("../sandbox/drill.ts"),
  };

const names = Object.keys(actions);

export const command: Command = {
  name: "sandbox",
  arguments: { usage: `<${names.join("|")}> [stack]`, min: 1, max: 2 },
  description: [
    "A real Kubernetes control plane on this machine, to deploy stacks to.",
    "etcd, API server, controllers and scheduler are the real ones; machines and pods are played by KWOK.",
    "The first start builds them with Go, which takes minutes; later ones take seconds.",
    "build makes the programs ahead of time, up starts a sandbox, status lists them, deploy and remove bring a stack in and take it out, down ends it.",
    "drill lets a day of learners pass in a sandbox of its own, and says what holds and what saturates first.",
  ],
  options: {
    name: { type: "text", value: "NAME", description: "Which sandbox. Default: sandbox." },
    for: {
      type: "text",
      value: "TIME",
      description: "up: how long it lives at most: 90m, 8h, 2d. Default: 4h.",
    },
    nodes: { type: "text", value: "N", description: "up: how many machines, over three zones. Default: 6." },
    engine: {
      type: "text",
      choices: ["embedded", "pulumi"],
      description:
        "deploy: who applies the stack. Default: embedded. `pulumi` runs `pulumi up` with the CLI of the PATH.",
    },
    patience: {
      type: "text",
      value: "TIME",
      description: "deploy: how long an object may take to be ready. Default: 3m.",
    },
    learners: {
      type: "text",
      value: "N",
      description:
        "drill: how many there are at once in the evening. Without a stack, the last one is made for them.",
    },
    day: { type: "text", value: "TIME", description: "drill: how long the day takes. Default: 2m." },
    out: {
      type: "text",
      value: "FILE",
      description:
        "drill: where the page with the picture goes. Default: out/drills/<stack>-<learners>.html.",
    },
    format: { type: "text", choices: ["text", "json"], description: "status, deploy, drill: Default: text." },
  },
  json: [
    "status: [{ name, state, alive, server, version, until, keeper, processes, machines }]",
    "deploy: { applied: [{ apiVersion, kind, namespace?, name, fate }], removed, opaque, warnings: [{ …, text }], waves, seconds }",
    "drill: { order: { title, learners, … }, machines, findings: [{ what, holds, says }], samples, ended, refused, unscheduled, took }",
  ],
  examples: [
    { line: "arboretum sandbox up", does: "starts it, and says how to use it" },
    { line: "arboretum sandbox deploy ci", does: "deploys a stack to it, and shows what runs" },
    { line: "arboretum sandbox deploy ci --engine pulumi", does: "the same by `pulumi up`" },
    {
      line: "arboretum sandbox drill --learners 5000",
      does: "a day of 5,000 learners in two minutes, as a picture",
    },
    { line: "arboretum sandbox up --name second --for 30m", does: "another one beside it, for half an hour" },
    { line: "arboretum sandbox down", does: "ends it, and leaves nothing behind" },
  ],
  run,
};

async function run(call: Call): Promise<ExitCode> {
  const [name = ""] = call.arguments;
  const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
  if (action === undefined) {
    throw new UsageError(
      `There is no "sandbox ${name}".${didYouMean(name, names)}\nOne of: ${names.join(", ")}`,
    );
  }
  // The Pulumi SDK, zod and the rest load with the action that needs them.
  const [{ run: act }, { SandboxFailure }] = await Promise.all([
    action(),
    import("../../../sandbox/failure.ts"),
  ]);
  try {
    return await act(call);
  } catch (cause) {
    if (!(cause instanceof SandboxFailure)) throw cause;
    call.io.err(`${cause.message}\n`);
    return 1;
  }
}
