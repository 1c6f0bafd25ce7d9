import * as pulumi from "@pulumi/pulumi";
import type * as z from "zod";
import type { OperatedStore, Volume } from "../../vocabulary/store.ts";
import type { Resources } from "../../vocabulary/workload.ts";
import type { CustomKind } from "../custom/kinds.ts";
import { registerCustom } from "../custom/resource.ts";
import { type Before, keptMetadata, type Placement, podLabels, type Reveal, selector } from "../placement.ts";
import { registerFiles } from "../pods/files.ts";

/** What every store that an operator keeps needs to be placed. */
export interface OperatedArgs {
  /** Where its objects live. */
  readonly placement: Placement;
  /** The store: its version, its members, the disk of each. */
  readonly store: OperatedStore;
  /** Looks up passwords. */
  readonly reveal: Reveal;
  /** What has to exist before the first object: the namespace, its quota, its network policies. */
  readonly after?: Before;
}

/** What is particular of one kind of custom resource. */
interface Particular<Kind extends CustomKind> {
  readonly kind: Kind;
  readonly spec: z.input<Kind["spec"]>;
  /** What its status says when everybody may come: `{.status.state}=ready`. */
  readonly ready: string;
  /** Where its claims stand: written once, because what is made from them cannot change. */
  readonly claims: readonly string[];
}

/** A store of several members, whatever keeps them. */
export abstract class Operated extends pulumi.ComponentResource {
  /** Name under which pods of the namespace find it. */
  readonly host: string;
  /** Port on which it answers there. */
  readonly port: number;
  /** Whoever uses it depends on these. */
  readonly ready: Before;

  protected constructor(
    token: string,
    name: string,
    args: OperatedArgs & { readonly particular: Particular<CustomKind> },
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super(token, name, {}, opts);
    const { placement, store, reveal, particular } = args;
    const first = { parent: this, dependsOn: [...(args.after ?? [])] };
    const owner = { placement, component: store.name, kind: "store", reveal } as const;
    const login = registerFiles(name, store.credentials, owner, first);
    const { keep } = store.volume;
    this.ready = [
      registerCustom(
        name,
        particular.kind,
        {
          ...keptMetadata(placement, store.name, "store", keep),
          annotations: { "pulumi.com/waitFor": `jsonpath=${particular.ready}` },
        },
        particular.spec,
        {
          parent: this,
          dependsOn: [...first.dependsOn, login],
          protect: keep,
          retainOnDelete: keep,
          ignoreChanges: [...particular.claims],
          // The members start one after the other.
          customTimeouts: { create: "45m", update: "60m" },
        },
      ),
    ];
    this.host = store.host;
    this.port = store.port;
    this.registerOutputs({ host: this.host, port: this.port });
  }
}

/** The claim of each member. */
export const claimOf = ({ size, storageClass }: Volume) => ({
  accessModes: ["ReadWriteOnce" as const],
  ...(storageClass ? { storageClassName: storageClass } : {}),
  resources: { requests: { storage: size } },
});

export const amounts = ({ cpu, memory }: Resources) => ({
  requests: { cpu: cpu.request, memory: memory.request },
  limits: { ...(cpu.limit ? { cpu: cpu.limit } : {}), memory: memory.limit },
});

/** Two members on one machine are lost together, and with them the majority. */
export const apart = (component: string) => ({
  podAntiAffinity: {
    requiredDuringSchedulingIgnoredDuringExecution: [
      { topologyKey: "kubernetes.io/hostname", labelSelector: { matchLabels: selector(component) } },
    ],
  },
});

/** And in one zone where there are several. */
export const spread = (component: string) => [
  {
    maxSkew: 1 as const,
    topologyKey: "topology.kubernetes.io/zone",
    whenUnsatisfiable: "ScheduleAnyway" as const,
    labelSelector: { matchLabels: selector(component) },
  },
];

export const securedAs = (user: number) => ({
  runAsNonRoot: true as const,
  runAsUser: user,
  runAsGroup: user,
  fsGroup: user,
  seccompProfile: { type: "RuntimeDefault" as const },
});

export const urgency = ({ priorities }: Placement) =>
  priorities ? { priorityClassName: priorities.store } : {};

export const pulls = ({ pullSecret }: Placement) =>
  pullSecret ? { imagePullSecrets: [{ name: pullSecret }] } : {};

/** Labels of pods that an operator makes, by which our policies know them. */
export const memberLabels = (placement: Placement, component: string) =>
  podLabels(placement, component, "store");

/** Arguments of a server as lines of its configuration: `--max-connections=300`. */
export const mycnf = (given: readonly string[]): string =>
  ["[mysqld]", ...given.map((argument) => argument.replace(/^--/, "")), ""].join("\n");
