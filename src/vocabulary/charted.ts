import type { Files } from "./content.ts";
import type { Late, Tree } from "./late.ts";
import type { Page } from "./monitoring.ts";
import type { Port, Share } from "./workload.ts";

/** Pods that a chart makes, all alike, under the label of a component of ours. */
export interface ChartedPods {
  /** Absent: they reach nobody, and nobody reaches them. */
  readonly component?: string;
  /** How many there are at most. */
  readonly most: number;
  /** The images that they may run. */
  readonly images: readonly string[];
  readonly resources: { readonly cpu: Share; readonly memory: Share };
  /** Where they answer through a Service of ours, called like the component. */
  readonly port?: Port;
  /** Where they say how they are, and as which row of the table of metrics. Absent: nowhere, or nobody asks. */
  readonly figures?: { readonly producer: string; readonly pages: readonly Page[] };
}

/** What a chart runs of an application, where upstream's own chart is how it is run. */
export interface Charted {
  /** Name of its release. */
  readonly name: string;
  readonly chart: string;
  /** Absent for a chart in a registry. */
  readonly repository?: string;
  readonly version: string;
  /** Who may fetch it. Absent: everybody. */
  readonly login?: { readonly user: string; readonly password: Late };
  readonly values: { readonly [key: string]: Tree };
  readonly pods: readonly ChartedPods[];
  /** What its values name. */
  readonly files: readonly Files[];
  /** What the quota of its namespace is at least. */
  readonly atLeast: {
    readonly cpu: string;
    readonly cpuLimit: string;
    readonly memory: string;
    readonly memoryLimit: string;
  };
}
