import type { Application } from "../catalog/application.ts";
import type { Configuration } from "../catalog/configuration.ts";
import type { ApplicationContext } from "../catalog/context.ts";
import { type Files, files } from "../vocabulary/content.ts";
import type { Pod, Preparation } from "../vocabulary/workload.ts";
import type { DjangoService } from "./model.ts";

/** An application of the catalogue as a service of a deployment, and its part of a chain of Jobs. */
export function serviceOf(
  application: Application,
  context: ApplicationContext,
  configuration: Configuration,
): { readonly service: DjangoService; readonly preparation: Preparation } {
  const web = application.web(context);
  const { chain, needs, jobs } = application.prepare(context);
  const contents = Object.entries(application.files(context, configuration));
  const mountedBy = (pods: readonly Pod[], naming: Files["naming"]) =>
    contents
      .filter(([name]) => pods.some((pod) => mounts(pod, name)))
      .map(([name, entries]) => files(name, naming, entries, context.versionOf));
  const jobPods = jobs.map(({ pod }) => pod);
  return {
    service: {
      name: application.name,
      web,
      needs: application.needs,
      databases: application.mysql.map(({ name }) => name),
      files: mountedBy([web.pod], "hashed"),
    },
    preparation: { name: chain, needs, jobs, files: mountedBy(jobPods, "stable") },
  };
}

const mounts = (pod: Pod, name: string): boolean =>
  pod.mounts.some((mount) => mount.from === "files" && mount.files === name);

/** Applications that change the same databases have named one chain: their Jobs stand in it one after the other. */
export function joined(preparations: readonly Preparation[]): readonly Preparation[] {
  const chains = new Map<string, Preparation>();
  for (const next of preparations) {
    const chain = chains.get(next.name);
    chains.set(next.name, chain ? join(chain, next) : next);
  }
  return [...chains.values()];
}

const join = (chain: Preparation, next: Preparation): Preparation => ({
  name: chain.name,
  needs: [...new Set([...chain.needs, ...next.needs])],
  jobs: [...chain.jobs, ...next.jobs],
  files: [...chain.files, ...next.files],
});
