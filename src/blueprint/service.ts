import type { Application } from "../catalog/application.ts";
import type { Configuration } from "../catalog/configuration.ts";
import type { ApplicationContext } from "../catalog/context.ts";
import { type Files, files } from "../vocabulary/content.ts";
import type { Pod, Process } from "../vocabulary/workload.ts";
import type { PlacedPreparation, Service } from "./model.ts";
import { placed } from "./namespaces.ts";

/** An application of the catalogue as a service of a deployment, and its parts of chains of Jobs. */
export function serviceOf(
  application: Application,
  context: ApplicationContext,
  configuration: Configuration,
): { readonly service: Service; readonly preparations: readonly PlacedPreparation[] } {
  const { name, kind = "django", mysql = [], needs, apart } = application;
  const group = application.group ? { group: application.group } : {};
  const web = application.web?.(context);
  const workers = application.workers?.(context) ?? [];
  const schedules = application.schedules?.(context) ?? [];
  const chart = application.chart?.(context);
  const contents = Object.entries(application.files?.(context, configuration) ?? {});
  const login = ({ scaling }: Process) => (scaling.by === "queue" ? [scaling.broker.login.files] : []);
  const mountedBy = (pods: readonly Pod[], naming: Files["naming"], { owner, others = [] }: Mounting = {}) =>
    contents
      .filter(([name]) => others.includes(name) || pods.some((pod) => mounts(pod, name)))
      .map(([name, entries]) => files(name, naming, entries, context.versionOf, owner));
  const namespace = placed(context)(apart);
  const running = [...(web ? [web] : []), ...workers];
  const processes = [...running, ...schedules].map(({ pod }) => pod);
  return {
    service: {
      name,
      kind,
      ...group,
      namespace,
      ...(web ? { web } : {}),
      ...(chart ? { chart } : {}),
      workers,
      schedules,
      needs,
      databases: mysql.map((database) => database.name),
      files: mountedBy(processes, "hashed", { others: running.flatMap(login) }),
      volumes: application.volumes?.(context) ?? [],
    },
    preparations: (application.prepare?.(context) ?? []).map(({ chain, needs, jobs }) => ({
      name: chain,
      ...group,
      namespace,
      needs,
      jobs,
      files: mountedBy(
        jobs.map(({ pod }) => pod),
        "stable",
        { owner: chain },
      ),
    })),
  };
}

/** Chains of Jobs mount objects of their own; some files no pod mounts, and an autoscaler reads them. */
interface Mounting {
  readonly owner?: string;
  readonly others?: readonly string[];
}

const mounts = ({ mounts, secretEnvironment = {}, initial = [] }: Pod, name: string): boolean =>
  [...mounts, ...initial.flatMap((one) => one.mounts)].some(
    (mount) => mount.from === "files" && mount.files === name,
  ) || Object.values(secretEnvironment).some(({ files }) => files === name);

/** Applications that change the same databases have named one chain: their Jobs stand in it one after the other. */
export function joined(preparations: readonly PlacedPreparation[]): readonly PlacedPreparation[] {
  const chains = new Map<string, PlacedPreparation>();
  for (const next of preparations) {
    const chain = chains.get(next.name);
    chains.set(next.name, chain ? join(chain, next) : next);
  }
  return [...chains.values()];
}

const join = (chain: PlacedPreparation, next: PlacedPreparation): PlacedPreparation => ({
  ...chain,
  needs: [...new Set([...chain.needs, ...next.needs])],
  jobs: [...chain.jobs, ...next.jobs],
  files: [...new Map([...chain.files, ...next.files].map((one) => [one.name, one])).values()],
});
