import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { type Composition, compose } from "../../src/blueprint/compose.ts";
import { openProject } from "../../src/blueprint/project.ts";
import { renderer } from "../../src/cli/rendered.ts";
import { explain } from "../../src/documents/explain.ts";
import { isError } from "../../src/documents/problem.ts";
import { type Manifest, manifests } from "../../src/render/manifests.ts";
import type { Rendering } from "../../src/render/rendering.ts";
import type { ScannedObject } from "./finding.ts";

/** A stack as it is shipped, with everything that it would apply. */
export interface ShippedStack {
  /** Project and stack: `arboretum/qa`. */
  readonly id: string;
  readonly composition: Composition;
  readonly rendering: Rendering;
  readonly objects: readonly ScannedObject[];
  /** Charts, whose objects only Helm knows: no scanner sees them. */
  readonly charts: readonly string[];
}

/** The project of this repository, and every example that has stacks of its own. */
const projectsIn = (home: string): readonly { readonly name: string; readonly root: string }[] => [
  { name: "arboretum", root: home },
  ...readdirSync(join(home, "examples"))
    .map((name) => ({ name, root: join(home, "examples", name) }))
    .filter(({ root }) => existsSync(join(root, "release-map.yaml"))),
];

/** Every stack of every project in this repository, rendered. */
export async function shippedStacks(home: string): Promise<readonly ShippedStack[]> {
  const all: ShippedStack[] = [];
  for (const { name, root } of projectsIn(home)) {
    const project = openProject(root);
    const render = await renderer(name, root, "resolved");
    for (const stack of project.stacks) {
      const { composition, rendering, problems } = await render(compose(project, stack));
      if (rendering === undefined || problems.some(isError))
        throw new Error(explain(problems.filter(isError)));
      all.push({
        id: `${name}/${stack}`,
        composition,
        rendering,
        ...contentOf(`${name}/${stack}`, rendering),
      });
    }
  }
  return all;
}

function contentOf(stack: string, rendering: Rendering): Pick<ShippedStack, "objects" | "charts"> {
  const all = manifests(rendering);
  const least = leastReplicas(all);
  const objects = all.flatMap((manifest) => {
    if (manifest.is === "release") return [];
    const { kind, metadata } = manifest.object as {
      readonly kind: string;
      readonly metadata: { readonly name: string; readonly namespace?: string };
    };
    const { name, namespace = "" } = metadata;
    const fewest = least.get(`${kind} ${namespace}/${name}`);
    return {
      stack,
      kind,
      namespace,
      name,
      manifest: manifest.object,
      ...(fewest === undefined ? {} : { least: fewest }),
    };
  });
  const charts = all.flatMap((manifest) =>
    manifest.is === "release" ? [`${manifest.name} ${manifest.version}`] : [],
  );
  return { objects, charts };
}

interface Autoscaler {
  readonly metadata: { readonly namespace: string };
  readonly spec: {
    readonly scaleTargetRef: { readonly kind: string; readonly name: string };
    readonly minReplicas?: number;
  };
}

/** What autoscalers scale, and how few replicas they leave of it. */
function leastReplicas(all: readonly Manifest[]): ReadonlyMap<string, number> {
  const scalers = all.flatMap((manifest) =>
    manifest.is === "object" && manifest.object.kind === "HorizontalPodAutoscaler"
      ? [manifest.object as unknown as Autoscaler]
      : [],
  );
  return new Map(
    scalers.map(({ metadata, spec: { scaleTargetRef: target, minReplicas = 1 } }) => [
      `${target.kind} ${metadata.namespace}/${target.name}`,
      minReplicas,
    ]),
  );
}
