import * as z from "zod";
import { error, type Problem } from "../../documents/problem.ts";
import type { Values } from "../../render/rendering.ts";
import { parseUrn } from "../../render/urn.ts";

/** A resource as the state remembers it. */
export interface Remembered {
  readonly urn: string;
  readonly type: string;
  readonly custom: boolean;
  readonly inputs: Values;
  /** Its successor exists; the next update deletes it. */
  readonly doomed: boolean;
  /** Only looked up, never managed. */
  readonly external: boolean;
}

/** Something that was under way when the update was killed. Nobody knows whether it happened. */
export interface Interrupted {
  readonly doing: string;
  readonly resource: Remembered;
}

/** What `pulumi stack export` says. */
export interface State {
  readonly resources: readonly Remembered[];
  readonly interrupted: readonly Interrupted[];
}

const resource = z
  .object({
    urn: z.string(),
    type: z.string(),
    custom: z.boolean().default(false),
    delete: z.boolean().default(false),
    external: z.boolean().default(false),
    inputs: z.record(z.string(), z.unknown()).default({}),
  })
  .transform(({ delete: doomed, inputs, ...rest }) => ({ ...rest, doomed, inputs: inputs as Values }));

// The parts that are read here are the same in the versions 3 and 4 of the format (pulumi/pulumi sdk/go/common/apitype/core.go).
const exported = z.object({
  version: z.int().min(3).max(4),
  deployment: z.object({
    resources: z.array(resource).nullish(),
    pending_operations: z.array(z.object({ type: z.string(), resource })).nullish(),
  }),
});

/** Whose state it has to be, and where it is from. */
export interface Origin {
  readonly stack: string;
  readonly project: string;
  readonly from: string;
}

/** Reads an export. */
export function readState(
  text: string,
  { stack, project, from }: Origin,
): { readonly state?: State; readonly problems: readonly Problem[] } {
  const parsed = exported.safeParse(jsonOf(text));
  if (!parsed.success) {
    const message = "This is not the state of a stack.";
    const remedy = "Write one with `pulumi stack export --stack <stack> --file state.json`.";
    return { problems: [error("state-unreadable", { place: { file: from }, message, remedy })] };
  }
  const { resources, pending_operations: pending } = parsed.data.deployment;
  const interrupted = (pending ?? []).map((one) => ({ doing: one.type, resource: one.resource }));
  const state = { resources: resources ?? [], interrupted };
  const foreign = [...state.resources, ...interrupted.map((one) => one.resource)].find(({ urn }) => {
    const found = parseUrn(urn);
    return found.stack !== stack || found.project !== project;
  });
  if (foreign === undefined) return { state, problems: [] };
  const found = parseUrn(foreign.urn);
  const message = `This is the state of ${found.stack} in the project ${found.project}, not of ${stack} in ${project}.`;
  return { problems: [error("state-foreign", { place: { file: from }, message })] };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
