/** Whether a chart lies where a login leads. */
export function isAt(
  { chart, repository = chart }: { readonly chart: string; readonly repository?: string },
  registry: string,
): boolean {
  return URL.canParse(repository) && new URL(repository).host === hostOf(registry);
}

const hostOf = (registry: string): string => registry.split("/")[0] ?? registry;

/** A first part with a dot, a port, or of this machine is a registry. Without one, an image is of Docker Hub. */
const NAMED = /^(?:localhost|[^/]*[.:][^/]*)\//;

/**
 * The same image from a mirror, where there is one: all that changes is whose registry it is. What lies on the host of the mirror
 * already stays, and what lies where a login leads.
 */
export function mirrored(image: string, registry: string | undefined, login?: string): string {
  if (registry === undefined) return image;
  const whole = NAMED.test(image) ? image : `docker.io/${image}`;
  const kept = [registry, ...(login ? [login] : [])].map(hostOf);
  return kept.includes(hostOf(whole)) ? image : `${registry}${whole.slice(whole.indexOf("/"))}`;
}

/** Where a chart comes from: a mirror has all of them in one folder. */
export const mirroredChart = (
  { chart, repository }: { readonly chart: string; readonly repository?: string },
  registry: string | undefined,
): { readonly chart: string; readonly repository?: string } => {
  if (registry !== undefined)
    return { chart: `oci://${registry}/charts/${chart.slice(chart.lastIndexOf("/") + 1)}` };
  return { chart, ...(repository ? { repository } : {}) };
};
