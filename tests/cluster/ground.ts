import { afterAll, beforeAll } from "vitest";
import type { Definitions } from "../../sandbox/definitions.ts";
import { type Sandbox, type StartOptions, startSandbox } from "../../sandbox/sandbox.ts";
import { definitionsFor } from "../../src/cli/sandbox/definitions.ts";

/** A control plane for the tests of a file. It goes with them, and with the process that runs them. */
export function ground(name: string, options: Partial<StartOptions> = {}): () => Sandbox {
  let sandbox: Sandbox | undefined;
  beforeAll(async () => {
    const say = (doing: string) => process.stderr.write(`${doing} …\n`);
    sandbox = await startSandbox({ name: `${name}-${process.pid}`, minutes: 60, say, ...options });
  });
  afterAll(() => sandbox?.stop());
  return () => {
    if (sandbox === undefined) throw new Error("The sandbox did not start.");
    return sandbox;
  };
}

/** Definitions of other people's kinds: the real ones where this machine has them, else those of our own schemas. */
export const foreignDefinitions = (): Definitions => definitionsFor(process.env);
