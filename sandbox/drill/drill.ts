import type { Cluster } from "../client.ts";
import { deploy } from "../deploy.ts";
import { provoke } from "../faults.ts";
import { type Load, setLoad } from "../load.ts";
import { type Machines, usualMachines } from "../machines.ts";
import type { KubeObject } from "../objects.ts";
import { type Sandbox, type StartOptions, startSandbox } from "../sandbox.ts";
import { becomesTrue } from "../waiting.ts";
import { compression, curveOf, presenceAt } from "./day.ts";
import { type Finding, findingsOf } from "./findings.ts";
import type { DrillOrder } from "./order.ts";
import { compressed, drillTempo } from "./tempo.ts";
import { type Sample, type Watched, watchDay } from "./watch.ts";

/** A day as it went. */
export interface Drilled extends Watched {
  readonly order: Omit<DrillOrder, "rendering" | "before" | "definitions">;
  readonly machines: Machines;
  readonly findings: readonly Finding[];
  /** Seconds: until everything stood, and all in all. */
  readonly took: { readonly deploy: number; readonly all: number };
}

export type DrillOptions = Pick<StartOptions, "name" | "environment"> & {
  readonly say?: (doing: string) => void;
};

/** Room beside what everything asks for at its most: a fleet on many machines never fits exactly. */
const SPARE = 1.25;
const PODS_PER_MACHINE = 110;

/** As many machines as the deployment needs at its most: they cost nothing here. */
export function machinesFor({ cpu, memory, pods }: DrillOrder["demand"]): Machines {
  const { cores, memory: gibibytes, zones } = usualMachines;
  const needed = Math.max(cpu / 1000 / cores, memory / 2 ** 30 / gibibytes, pods / PODS_PER_MACHINE);
  return { ...usualMachines, count: Math.max(zones * 2, Math.ceil((needed * SPARE) / zones) * zones) };
}

/** Starts a sandbox, deploys to it, lets a day pass, and takes everything down again. */
export async function drill(order: DrillOrder, options: DrillOptions): Promise<Drilled> {
  const { say = () => {} } = options;
  const start = Date.now();
  const machines = machinesFor(order.demand);
  say(`Starting ${machines.count} machines`);
  const sandbox = await startSandbox({ ...options, machines, tempo: drillTempo, minutes: 60 });
  try {
    await deployAll(sandbox, order, say);
    const deployed = (Date.now() - start) / 1000;
    const watched = await passDay(sandbox.cluster, order, say);
    const { rendering: _, before: __, definitions: ___, ...told } = order;
    return {
      ...watched,
      order: told,
      machines,
      findings: findingsOf(order, watched),
      took: { deploy: deployed, all: (Date.now() - start) / 1000 },
    };
  } finally {
    await sandbox.stop();
  }
}

async function deployAll(
  { cluster }: Sandbox,
  { before, rendering, definitions, seconds }: DrillOrder,
  say: (doing: string) => void,
): Promise<void> {
  const options = { say, patience: 300, ...(definitions ? { definitions } : {}) };
  for (const platform of before) await deploy(cluster, platform, options);
  await deploy(cluster, compressed(rendering, seconds), options);
}

async function passDay(cluster: Cluster, order: DrillOrder, say: (doing: string) => void): Promise<Watched> {
  say("Waiting until each has as many pods as at night");
  await stretchLongWork(cluster, order);
  const night = await loadsOf(cluster, order, () => presenceAt(0));
  await setLoad(cluster, night);
  await becomesTrue(() => isSettled(cluster, order), { seconds: 180, every: 500 });
  const since = Date.now();
  await setLoad(cluster, await loadsOf(cluster, order));
  const factor = Math.round(compression(order.seconds));
  say(`A day of ${order.learners.toLocaleString("en")} learners, ${factor} times as fast as a real one`);
  let hour = -1;
  return watchDay(cluster, order, since, (part, sample) => {
    const now = Math.floor(part * 8);
    if (now === hour) return;
    hour = now;
    say(`${String(Math.floor(4 + part * 24) % 24).padStart(2, "0")}:00 ${rowOf(sample)}`);
  });
}

const rowOf = ({ crews, pods }: Sample): string =>
  `${pods} pods: ${Object.entries(crews)
    .map(([name, { ready }]) => `${name} ${ready}`)
    .join(", ")}`;

/** A report goes on for a while after its pod was asked to end: nobody sees a pod end that ends at once. */
const LAST_TASK = 4;

async function stretchLongWork(cluster: Cluster, { steady }: DrillOrder): Promise<void> {
  for (const { name, namespace } of steady) {
    const pods = { "app.kubernetes.io/name": name };
    await provoke(cluster, { name: `long-${name}`, namespace, pods, stopsIn: `${LAST_TASK}s` });
  }
}

async function loadsOf(
  cluster: Cluster,
  { crews, seconds }: DrillOrder,
  fixed?: () => number,
): Promise<readonly Load[]> {
  return Promise.all(
    crews.map(async ({ name, namespace, peak }) => ({
      namespace,
      pods: await labelsOf(cluster, namespace, name),
      curve: fixed ? [{ second: 0, cores: fixed() * peak }] : curveOf(peak, seconds),
      whole: true,
    })),
  );
}

async function labelsOf(
  cluster: Cluster,
  namespace: string,
  name: string,
): Promise<Readonly<Record<string, string>>> {
  const deployment = await cluster.get({ apiVersion: "apps/v1", kind: "Deployment", namespace, name });
  return deployment?.spec?.selector?.matchLabels ?? {};
}

/** Every crew stands as its autoscaler wants it, and that is no more than the night needs. */
async function isSettled(cluster: Cluster, { crews }: DrillOrder): Promise<boolean> {
  const all = await Promise.all(
    crews.map(async ({ name, namespace, min }) => {
      const deployment = await cluster.get({ apiVersion: "apps/v1", kind: "Deployment", namespace, name });
      return isWhole(deployment, min);
    }),
  );
  return all.every((settled) => settled);
}

const isWhole = (deployment: KubeObject | undefined, min: number): boolean =>
  (deployment?.spec?.replicas ?? 0) >= min &&
  deployment?.status?.readyReplicas === deployment?.spec?.replicas;
