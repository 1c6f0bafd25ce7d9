import type { Connection, Endpoint } from "../vocabulary/connection.ts";
import { lateInContent } from "../vocabulary/content.ts";
import { type SecretReference, secret } from "../vocabulary/late.ts";
import type { Secret, Shape } from "../vocabulary/secret.ts";
import type {
  DeploymentBlueprint,
  GroupName,
  Namespace,
  PlacedGroup,
  PlacedPreparation,
  Service,
} from "./model.ts";
import { componentsOf } from "./namespaces.ts";

/** Several applications that are one thing to people, with all that they take. */
export interface Group {
  /** The namespace that it lives in. */
  readonly namespace: Namespace;
  /** Who may talk with it, and it with whom. */
  readonly connections: readonly Connection[];
  /** The secrets that it is told, and those that they are made from. */
  readonly secrets: readonly Secret[];
  /** What is done before its processes start. */
  readonly preparations: readonly PlacedPreparation[];
  /** The applications, each after those that it needs. */
  readonly services: readonly Service[];
}

/** Where each group lives. One component registers all of it, and so in one namespace. */
export const groupsOf = (services: readonly Service[]): readonly PlacedGroup[] =>
  [...new Set(services.flatMap(({ group }) => group ?? []))].map((name) => {
    const members = services.filter(({ group }) => group === name);
    const [namespace = "", ...others] = new Set(members.map((one) => one.namespace));
    if (others.length > 0) throw new Error(`${name} lives in ${[namespace, ...others].join(" and ")}`);
    return { name, namespace };
  });

/** A group of a deployment by its name: for whoever runs that, and nothing else of it. */
export function groupOf(blueprint: DeploymentBlueprint, name: GroupName): Group {
  const services = blueprint.services.filter(({ group }) => group === name);
  const preparations = blueprint.preparations.filter(({ group }) => group === name);
  const placed = blueprint.groups.find((one) => one.name === name);
  const namespace = blueprint.namespaces.find((one) => one.name === placed?.namespace);
  if (namespace === undefined) {
    throw new Error(`${blueprint.stack} has no ${name}. Add it to the applications of its deployment.`);
  }
  const here = new Set([...services.flatMap(componentsOf), ...preparations.map((one) => one.name)]);
  const isHere = (end: Endpoint) => end.kind === "component" && here.has(end.name);
  return {
    namespace,
    connections: blueprint.connections.filter(({ from, to }) => isHere(from) || isHere(to)),
    secrets: secretsIn([...services, ...preparations], blueprint.secrets),
    preparations,
    services,
  };
}

function secretsIn(
  told: readonly (Service | PlacedPreparation)[],
  all: readonly Secret[],
): readonly Secret[] {
  const named = told
    .flatMap(({ files }) => files.flatMap(({ entries }) => Object.values(entries).flatMap(lateInContent)))
    .flatMap((late) => (late.late === "secret" ? [late] : []));
  const shapes = new Map(all.map(({ name, shape }) => [name, shape]));
  const found = new Set<string>();
  const open: SecretReference[] = named;
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (found.has(next.name)) continue;
    found.add(next.name);
    open.push(...madeFrom(shapes.get(next.name)).map(secret));
  }
  return all.filter(({ name }) => found.has(name));
}

/** Names of the secrets that one is computed from. */
function madeFrom(shape: Shape | undefined): readonly string[] {
  if (shape?.kind === "hmac") return [shape.key, shape.message];
  return shape !== undefined && "of" in shape ? [shape.of] : [];
}
