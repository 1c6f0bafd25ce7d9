import { type Connection, component } from "../../../vocabulary/connection.ts";
import { METRICS, type Page } from "../../../vocabulary/monitoring.ts";
import type { Pod, Resources, Worker } from "../../../vocabulary/workload.ts";
import { type AnyStore, isExternal, wayTo } from "../../addresses.ts";
import type { FilesByObject } from "../../application.ts";
import type { Context } from "../../context.ts";
import type { ProducerName } from "../metrics/table.ts";

/** A program that asks something how it is, and says so to Prometheus. */
export interface Exporter {
  /** Its component. */
  readonly name: string;
  readonly producer: ProducerName;
  readonly present: (context: Context) => boolean;
  readonly image: string;
  readonly port: number;
  readonly resources: Resources;
  /** Default: what the image does by itself. */
  readonly run: (context: Context) => Pick<Pod, "command" | "args" | "mounts"> & Partial<Pod>;
  readonly files: (context: Context) => FilesByObject;
  /** What it asks. */
  readonly asks: (context: Context) => readonly Connection[];
  /** Where its figures are. Absent: it is asked about others, and not for its own. */
  readonly pages?: (context: Context) => readonly Omit<Page, "port">[];
}

/** Nobody's user: these programs write nothing. */
const NOBODY = { uid: 65534, gid: 65534 };

export const small = (memory = "64Mi"): Resources => ({
  cpu: { request: "20m" },
  memory: { request: memory, limit: memory === "64Mi" ? "128Mi" : memory },
  scratch: { request: "16Mi", limit: "64Mi" },
});

/** Where an exporter finds what it logs in with. */
export const CREDENTIALS = "/run/credentials";

/** Whether a deployment is measured: it says so, and its cluster has something to measure with. */
export const isMeasured = ({ settings, offers }: Pick<Context, "settings" | "offers">): boolean =>
  settings.monitoring !== undefined && offers.monitoring !== "off";

/** Who asks a pod of a deployment that is measured how it is. */
export const measuring = (name: string, port: number, context: Context): readonly Connection[] =>
  isMeasured(context)
    ? [{ from: { kind: "role", role: "monitoring" }, to: component(name), port, why: "metrics" }]
    : [];

/** The way from an exporter to the store that it asks. */
export const toStore = (exporter: string, store: AnyStore, { stores }: Context): readonly Connection[] =>
  wayTo(stores[store], component(exporter), "how it is");

/** Whether it runs in the deployment itself: of a server of somebody else's, that one knows. */
export const isHere = (store: AnyStore, { settings }: Context): boolean =>
  !isExternal(settings.stores[store]) && settings.stores[store].driver !== "shared";

/** An exporter in a pod of its own. With two, everything would be counted twice. */
export function exporterWorker(exporter: Exporter, context: Context): Worker {
  const { name, image, port, resources } = exporter;
  return {
    name,
    scaling: { by: "fixed", replicas: 1 },
    surge: 1,
    processes: 1,
    evictable: true,
    pod: {
      image: context.mirrored(image),
      environment: {},
      user: NOBODY,
      port: { name: METRICS, number: port },
      probes: {
        startup: { by: "tcp", seconds: 120 },
        readiness: { by: "http", path: "/" },
        liveness: { by: "tcp" },
      },
      resources,
      grace: 10,
      ...exporter.run(context),
    },
  };
}
