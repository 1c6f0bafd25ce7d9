import { parentPort, workerData } from "node:worker_threads";
import { isError } from "../../src/documents/problem.ts";
import { inputOf } from "./inputs.ts";
import { copies, faultOf } from "./project.ts";

/** What one worker is asked to try. */
export interface Task {
  readonly seed: number;
  readonly from: number;
  readonly to: number;
  /** Where it says which input it is at, for whoever waits. */
  readonly at: Int32Array;
}

/** An input that was answered wrongly, by its number. */
export interface Found {
  readonly index: number;
  readonly why: string;
}

/** What one worker has to say in the end. */
export interface Report {
  readonly tried: number;
  /** Milliseconds of processor time that the slowest input took, and its number. */
  readonly slowest: { readonly index: number; readonly milliseconds: number };
  readonly refused: number;
  /** Milliseconds of processor time of all inputs together. */
  readonly spent: number;
}

/** More than anybody would wait for, on a slow machine too. Processor time: a busy machine does not count. */
const LONGEST = 2000;

const { seed, from, to, at } = workerData as Task;
const projects = copies();
const tell = (found: Found) => parentPort?.postMessage(found);
let slowest = { index: from, milliseconds: 0 };
let refused = 0;
let spent = 0;

const processorTime = () => {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
};

for (let index = from; index < to; index++) {
  Atomics.store(at, 0, index);
  const { project, file, bytes } = inputOf(seed, index);
  const start = processorTime();
  try {
    const answer = projects[project].read(file, bytes);
    const why = faultOf(answer, new TextDecoder().decode(bytes));
    if (answer.problems.some(isError)) refused++;
    if (why !== undefined) tell({ index, why });
  } catch (cause) {
    const { message, stack = "" } = cause as Error;
    tell({ index, why: `It throws: ${message}\n${stack.split("\n").slice(1, 4).join("\n")}` });
  }
  const milliseconds = processorTime() - start;
  spent += milliseconds;
  if (milliseconds > slowest.milliseconds) slowest = { index, milliseconds };
  if (milliseconds > LONGEST) tell({ index, why: `It takes ${Math.round(milliseconds)} ms.` });
}
projects.remove();
parentPort?.postMessage({ tried: to - from, slowest, refused, spent } satisfies Report);
