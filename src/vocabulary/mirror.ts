import { hostOfRegistry } from "../settings/shapes.ts";

/** A chart by its name in a repository, or by its whole address in a registry. */
interface ChartName {
  readonly chart: string;
  readonly repository?: string;
}

/** Whether a chart lies where a login leads. */
function isAt({ chart, repository = chart }: ChartName, registry: string): boolean {
  return URL.canParse(repository) && new URL(repository).host === hostOfRegistry(registry);
}

/** A first part with a dot, a port, or of this machine is a registry. Without one, an image is of Docker Hub. */
const NAMED = /^(?:localhost|[^/]*[.:][^/]*)\//;

/**
 * The same image from a mirror, where there is one: all that changes is whose registry it is. What lies on the host of the mirror
 * already stays, and what lies where a login leads.
 */
export function mirrored(image: string, registry: string | undefined, login?: string): string {
  if (registry === undefined) return image;
  const whole = NAMED.test(image) ? image : `docker.io/${image}`;
  const kept = [registry, ...(login ? [login] : [])].map(hostOfRegistry);
  return kept.includes(hostOfRegistry(whole)) ? image : `${registry}${whole.slice(whole.indexOf("/"))}`;
}

/** Where a chart comes from: a mirror has all of them in one folder. */
export const mirroredChart = ({ chart, repository }: ChartName, registry: string | undefined): ChartName => {
  if (registry !== undefined)
    return { chart: `oci://${registry}/charts/${chart.slice(chart.lastIndexOf("/") + 1)}` };
  return { chart, ...(repository ? { repository } : {}) };
};

/** The same with the login that leads there, where there is one: whoever logs in to a mirror for images does so for charts. */
export function fetchedChart<Password>(
  chart: ChartName,
  {
    registry,
    login,
  }: {
    readonly registry?: string | undefined;
    readonly login?:
      | { readonly registry: string; readonly user: string; readonly password: Password }
      | undefined;
  },
): ChartName & { readonly login?: { readonly user: string; readonly password: Password } } {
  const there = mirroredChart(chart, registry);
  return login && isAt(there, login.registry)
    ? { ...there, login: { user: login.user, password: login.password } }
    : there;
}
