import * as pulumi from "@pulumi/pulumi";
import type { DeploymentBlueprint } from "../../src/blueprint/model.ts";
import type { Placement } from "../../src/components/placement.ts";
import { render } from "../../src/render/engine.ts";
import type { Mode, Resource } from "../../src/render/rendering.ts";
import type { Late } from "../../src/vocabulary/late.ts";
import { isManaged } from "../../src/vocabulary/store.ts";
import { composed, deploymentOf } from "../house.ts";

/** A component as a stranger uses it: in a program of its own, without any of our settings. */
export async function alone(
  program: () => unknown,
  mode: Mode = "resolved",
): Promise<{ resources: readonly Resource[]; find: (type: string, name?: string) => Resource }> {
  const { resources, problems } = await render({
    project: "stranger",
    stack: "dev",
    mode,
    configuration: {},
    secretKeys: [],
    program,
  });
  if (problems.length > 0) throw new Error(problems.map(({ message }) => message).join("\n"));
  const own = resources.filter(({ type }) => !type.startsWith("pulumi:"));
  const find = (type: string, name?: string) => {
    const found = own.filter(
      (one) => one.custom && one.type.endsWith(`:${type}`) && (!name || one.name === name),
    );
    if (found[0] === undefined || found.length > 1)
      throw new Error(`${found.length} of ${type} ${name ?? ""}`);
    return found[0];
  };
  return { resources: own, find };
}

/** `Secret mysql-credentials`, for each resource that is not a component. */
export const childrenOf = (resources: readonly Resource[]): readonly string[] =>
  resources
    .filter(({ custom }) => custom)
    .map(({ type, name }) => `${type.slice(type.lastIndexOf(":") + 1)} ${name}`)
    .sort();

export const placement: Placement = {
  namespace: "campus",
  deployment: "campus",
  stage: "dev",
  release: "verawood",
};

/** A value that says whose it is. */
export const reveal = (late: Late): pulumi.Output<string> =>
  pulumi.secret(late.late === "secret" ? `value of ${late.name}` : `value of ${late.path}`);

/** Parts of a blueprint, for components that want one. */
export const blueprint = (...lines: readonly string[]): DeploymentBlueprint =>
  deploymentOf(composed("qa", lines));

// A store is found by its kind and name; the caller knows which of the kinds it gets.
export function storeOf<Kind extends DeploymentBlueprint["stores"][number]["kind"]>(
  kind: Kind,
  name: string = kind,
) {
  const store = blueprint().stores.find((one) => one.kind === kind && one.name === name);
  if (store === undefined) throw new Error(`there is no ${kind} ${name}`);
  if (isManaged(store)) throw new Error(`${name} is at Amazon`);
  return store as Extract<typeof store, { kind: Kind }>;
}

// Inputs are of every shape that Kubernetes has, and a test that names a wrong path fails.
// biome-ignore lint/suspicious/noExplicitAny: see above
export const inputs = ({ inputs: found }: Resource): any => found;
