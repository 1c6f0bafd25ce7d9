import type { Cluster } from "../../blueprint/model.ts";
import type { Io } from "../command.ts";
import { complaint, useTool } from "../tool.ts";

/** Seconds in which a cluster that is there has answered. */
const PATIENCE = 5;

/**
 * Why the cluster cannot be reached, asked once and for a few seconds; nothing where it answers. Without kubectl, or where the
 * kubeconfig is a secret of the stack, nobody here can ask.
 */
export async function unreached(
  io: Io,
  cwd: string,
  { context, kubeconfig }: Pick<Cluster, "context" | "kubeconfig">,
): Promise<string | undefined> {
  if (kubeconfig !== undefined) return undefined;
  const answer = await useTool(io, {
    name: "kubectl",
    arguments: [
      "get",
      "--raw=/readyz",
      `--request-timeout=${PATIENCE}s`,
      ...(context === undefined ? [] : ["--context", context]),
    ],
    cwd,
    // A name that nobody resolves is not bounded by the request.
    patience: 2 * PATIENCE,
  });
  if (answer.kind === "absent" || (answer.kind === "ended" && answer.code === 0)) return undefined;
  const why = complaint(answer);
  // It is there, and says that it knows somebody else.
  return /^(?:Error from server|You must be logged in)/.test(why) ? undefined : why;
}
