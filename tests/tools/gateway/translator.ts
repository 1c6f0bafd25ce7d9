import { execFileSync } from "node:child_process";
import { stringify } from "yaml";
import { type Composition, compose } from "../../../src/blueprint/compose.ts";
import type { Project } from "../../../src/blueprint/project.ts";
import { explain } from "../../../src/documents/explain.ts";
import { rendered } from "../../house.ts";
import type { Made } from "../charts.ts";

const KINDS = new Set([
  ...["Namespace", "Service", "Secret", "GatewayClass", "EnvoyProxy", "Gateway", "HTTPRoute"],
  ...["ClientTrafficPolicy", "BackendTrafficPolicy", "HTTPRouteFilter"],
]);

async function objectsOf(composition: Composition): Promise<readonly Made[]> {
  const { resources, problems } = await rendered(composition);
  if (problems.length > 0) throw new Error(explain(problems));
  return resources
    .filter(({ type, inputs }) => type.startsWith("kubernetes:") && KINDS.has(String(inputs.kind)))
    .map(({ inputs }) => inputs);
}

/** What stacks tell the controller of the way in. */
export const allOf = async (project: Project, stacks: readonly string[] = project.stacks) =>
  (await Promise.all(stacks.map((stack) => objectsOf(compose(project, stack))))).flat();

export interface Translated {
  /** Conditions that are not as they should be, with their objects. */
  readonly refused: readonly string[];
  readonly conditions: number;
  /** What Envoy is told, by the last word of its kind. */
  readonly told: (kind: string) => readonly Made[];
  /** What Envoy starts with. */
  readonly bootstrap: Made;
}

const LISTS = [
  ...["gateways", "httpRoutes", "clientTrafficPolicies", "backendTrafficPolicies"],
  ...["gatewayClass", "envoyProxyForGatewayClass"],
];

function conditionsIn(status: Made): readonly Made[] {
  if (typeof status !== "object" || status === null) return [];
  const { conditions = [], ...others } = status;
  return [...(Array.isArray(conditions) ? conditions : []), ...Object.values(others).flatMap(conditionsIn)];
}

export function translated(program: string, objects: readonly Made[]): Translated {
  const input = objects.map((object) => stringify(object, { lineWidth: 0 })).join("---\n");
  const output = JSON.parse(execFileSync(program, { input, maxBuffer: 1 << 28, encoding: "utf8" })) as Made;
  const found = LISTS.flatMap((list) => [output.resources[list] ?? []].flat()).flatMap((object: Made) =>
    conditionsIn(object.status).map((condition) => ({ ...condition, of: object.metadata })),
  );
  return {
    conditions: found.length,
    refused: found
      .filter(({ status }) => status !== "True")
      .map(({ of, type, message }) => `${of.namespace}/${of.name} ${type}: ${message}`),
    told: (kind) =>
      Object.values<Made>(output.told).flatMap((told) =>
        Object.entries<Made>(told).flatMap(([name, ones]) => (name.endsWith(`.${kind}`) ? ones : [])),
      ),
    bootstrap: output.bootstrap,
  };
}
