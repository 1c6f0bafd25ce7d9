import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { VRL } from "../../scripts/tools/tools.ts";
import { program } from "../../src/catalog/platform/logs/program.ts";
import { HARMLESS, LEAKS } from "../catalog/redactionCases.ts";
import { SENTINEL } from "../secrets/sentinel.ts";
import { folderWith, withTool } from "./tool.ts";

const run = promisify(execFile);

/** Compiles the program once, and runs it over each event. */
const RUN = `
import json, sys
from vrl_python import VRLRuntime
runtime = VRLRuntime()
source, events = open("program.vrl").read(), json.load(open("events.json"))
print(json.dumps([runtime.execute(source, event).processed_event for event in events], default=str))
`;

interface Line extends Readonly<Record<string, unknown>> {
  readonly message: string;
}

withTool(VRL, (python) => {
  const labels = {
    "arboretum.dev/component": "lms",
    "arboretum.dev/deployment": "academy",
    "arboretum.dev/stage": "qa",
  };
  const eventOf = (message: string, pod_labels: object | null = labels) => ({
    message,
    stream: "stdout",
    timestamp: "2026-11-26T01:02:03Z",
    file: "/var/log/pods/x/0.log",
    kubernetes: {
      pod_namespace: "academy-qa",
      pod_name: "lms-1",
      container_name: "lms",
      pod_node_name: "node-1",
      ...(pod_labels ? { pod_labels } : {}),
    },
  });

  async function shipped(
    events: readonly object[],
    personalData: "masked" | "kept" = "masked",
  ): Promise<readonly Line[]> {
    const folder = folderWith({
      "program.vrl": program({ personalData }),
      "events.json": JSON.stringify(events),
      "run.py": RUN,
    });
    const { stdout } = await run(python, ["run.py"], { cwd: folder });
    return JSON.parse(stdout);
  }

  test("the real compiler takes the program, and no secret passes it", async () => {
    const lines = await shipped(Object.values(LEAKS).map((line) => eventOf(line)));
    expect(lines).toHaveLength(Object.keys(LEAKS).length);
    const leaking = Object.keys(LEAKS).filter((_, index) => JSON.stringify(lines[index]).includes(SENTINEL));
    expect(leaking).toEqual([]);
  });

  test("what is harmless passes as it is", async () => {
    const lines = await shipped(HARMLESS.map((line) => eventOf(line)));
    expect(lines.map(({ message }) => message)).toEqual(HARMLESS);
  });

  test("a line says whose it is, how grave it is and who wrote it", async () => {
    const [line] = await shipped([
      eventOf('{"level": "error", "logger": "courseware", "at": "views.py:3", "trace": "T", "extra": "x"}'),
    ]);
    expect(line).toMatchObject({
      namespace: "academy-qa",
      pod: "lms-1",
      container: "lms",
      component: "lms",
      deployment: "academy",
      stage: "qa",
      kind: "line",
      level: "ERROR",
      logger: "courseware",
      at: "views.py:3",
      trace: "T",
    });
    expect(line).not.toHaveProperty("extra");
  });

  test("an event of a learner is told from other lines, whole in its message", async () => {
    const event = HARMLESS[0] ?? "";
    const [line] = await shipped([eventOf(event)]);
    expect(line).toMatchObject({ kind: "event", event_type: "play_video", username: "ada", message: event });
  });

  test("a pod without labels, a line that is no object, and half an object pass all the same", async () => {
    const lines = await shipped([eventOf("plain", null), eventOf('{"level": '), eventOf("[1, 2]")]);
    expect(lines.map(({ message, kind, component }) => [message, kind, component])).toEqual([
      ["plain", "line", ""],
      ['{"level": ', "line", "lms"],
      ["[1, 2]", "line", "lms"],
    ]);
  });

  test("an address stays where a stack says so, and a secret does not", async () => {
    const [line] = await shipped([eventOf(`ada@example.edu password=${SENTINEL}`)], "kept");
    expect(line?.message).toBe("ada@example.edu password=[redacted]");
  });
});
