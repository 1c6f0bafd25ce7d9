import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Charted, ChartedPods } from "../../vocabulary/charted.ts";
import { isLate, type Tree } from "../../vocabulary/late.ts";
import { type Before, metadata, type Placement, type Reveal, selector } from "../placement.ts";
import { registerFiles } from "../pods/files.ts";
import { withHosts } from "../pods/lateHosts.ts";
import { registerVolume } from "../pods/volume.ts";
import { releaseArgs } from "../release.ts";
import type { ServiceArgs } from "../service/workloads.ts";
import { tokens } from "../tokens.ts";

/** What the component registers: the application `jupyterhub` of a blueprint. */
export type JupyterHubArgs = ServiceArgs;

/**
 * A hub for computational notebooks, by the chart of Zero to JupyterHub: logins by LTI, a server and a disk for each learner.
 * Its namespace is closed before: the chart brings no network policies of its own here.
 */
export class JupyterHub extends pulumi.ComponentResource {
  /** Whoever depends on the hub waits for these. */
  readonly ready: Before;

  constructor(name: string, args: JupyterHubArgs, opts?: pulumi.ComponentResourceOptions) {
    super(tokens.jupyterHub, name, {}, opts);
    const { placement, service, reveal } = args;
    const { chart } = service;
    if (chart === undefined) throw new Error(`${service.name} says no chart, and a hub is run by one`);
    const first = { parent: this, dependsOn: [...(args.after ?? [])] };
    const owner = { placement, component: service.name, kind: "web", reveal } as const;
    const before = [
      ...chart.files.map((files) => registerFiles(name, files, owner, first)),
      ...(service.volumes ?? []).map((volume) => registerVolume(name, volume, owner, first)),
    ];
    const release = new k8s.helm.v3.Release(name, hubRelease(placement, chart, reveal), {
      parent: this,
      dependsOn: [...before, ...(args.after ?? []), ...(args.uses ?? [])],
    });
    const fronts = answering(chart).map(
      ([component, port]) =>
        new k8s.core.v1.Service(`${name}-${component}`, frontArgs(placement, component, port), first),
    );
    this.ready = [release, ...fronts];
    this.registerOutputs({});
  }
}

const hubRelease = (
  placement: Placement,
  { pods: _, files: __, atLeast: ___, login, ...chart }: Charted,
  reveal: Reveal,
): k8s.helm.v3.ReleaseArgs =>
  releaseArgs({
    ...chart,
    ...(login ? { login: { user: login.user, password: reveal(login.password) } } : {}),
    namespace: placement.namespace,
    values: revealed(chart.values, reveal, placement) as Record<string, unknown>,
  });

/** The values with their secrets. Each stays secret by itself, so that a plan shows the rest. */
function revealed(tree: Tree, reveal: Reveal, placement: Placement): unknown {
  if (isLate(tree)) return pulumi.secret(reveal(tree));
  if (typeof tree === "string") return withHosts(tree, placement);
  if (Array.isArray(tree)) return tree.map((child: Tree) => revealed(child, reveal, placement));
  if (typeof tree !== "object" || tree === null) return tree;
  return Object.fromEntries(
    Object.entries(tree).map(([key, child]) => [key, revealed(child as Tree, reveal, placement)]),
  );
}

type Port = NonNullable<ChartedPods["port"]>;

/** What routes lead to, with its port. */
const answering = ({ pods }: Charted): readonly (readonly [string, Port])[] =>
  pods.flatMap(({ component, port }) => (component && port ? [[component, port] as const] : []));

/** A Service under a name of ours: those of the chart are called as it likes. */
export const frontArgs = (placement: Placement, component: string, port: Port): k8s.core.v1.ServiceArgs => ({
  metadata: {
    ...metadata(placement, component, "web"),
    annotations: { "pulumi.com/skipAwait": "true" },
  },
  spec: {
    selector: selector(component),
    ports: [{ name: port.name, port: port.number, targetPort: port.name }],
  },
});
