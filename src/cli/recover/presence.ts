import type { Values } from "../../render/rendering.ts";
import type { Io } from "../command.ts";
import { said, useTool } from "../tool.ts";
import type { Interrupted } from "./state.ts";

/** Whether an object is in the cluster; `undefined` where nobody could say. */
export type Presence = boolean | undefined;

/** Looks for the objects whose operations were interrupted. Reads only. */
export function presences(
  io: Io,
  cwd: string,
  interrupted: readonly Interrupted[],
  context: string | undefined,
): Promise<readonly Presence[]> {
  return Promise.all(interrupted.map((one) => presence(io, cwd, one, context)));
}

async function presence(
  io: Io,
  cwd: string,
  { resource }: Interrupted,
  context: string | undefined,
): Promise<Presence> {
  const { apiVersion, kind, metadata } = resource.inputs;
  const { name, namespace } = (metadata ?? {}) as Values;
  if (typeof apiVersion !== "string" || typeof kind !== "string" || typeof name !== "string")
    return undefined;
  const [group, version] = apiVersion.includes("/") ? apiVersion.split("/") : ["", apiVersion];
  const type = group === "" ? kind : `${kind}.${version}.${group}`;
  const answer = await useTool(io, {
    name: "kubectl",
    arguments: [
      "get",
      `${type.toLowerCase()}/${name}`,
      ...(typeof namespace === "string" ? ["--namespace", namespace] : []),
      "--ignore-not-found",
      "--output=name",
      "--request-timeout=5s",
      ...(context === undefined ? [] : ["--context", context]),
    ],
    cwd,
  });
  const found = said(answer);
  return found === undefined ? undefined : found.trim() !== "";
}
