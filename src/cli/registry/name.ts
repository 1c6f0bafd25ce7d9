/** An image as its registry knows it. */
export interface RegistryName {
  /** Where it is asked for. */
  readonly host: string;
  readonly repository: string;
  /** Its tag, or its digest where it has one. */
  readonly reference: string;
}

/** Docker Hub answers elsewhere than its images are named after. */
const DOCKER_HUB = { name: "docker.io", host: "registry-1.docker.io" } as const;

export const isDockerHub = (host: string): boolean => host === DOCKER_HUB.host || host === DOCKER_HUB.name;

/** Images are written with their registry; those of Docker Hub without a publisher are the library's. */
export function registryNameOf(image: string): RegistryName {
  const [named = "", digest] = image.split("@");
  const slash = named.indexOf("/");
  const isNamed = slash > 0 && /[.:]|^localhost$/.test(named.slice(0, slash));
  const host = isNamed ? named.slice(0, slash) : DOCKER_HUB.name;
  const path = isNamed ? named.slice(slash + 1) : named;
  const colon = path.lastIndexOf(":");
  const repository = colon < 0 ? path : path.slice(0, colon);
  const tag = colon < 0 ? "latest" : path.slice(colon + 1);
  if (!isDockerHub(host)) return { host, repository, reference: digest ?? tag };
  return {
    host: DOCKER_HUB.host,
    repository: repository.includes("/") ? repository : `library/${repository}`,
    reference: digest ?? tag,
  };
}

/** What stays on this machine needs no certificate, and has none. */
export function originOf(host: string): string {
  const name = host.replace(/:\d+$/, "");
  return `${["localhost", "127.0.0.1", "[::1]"].includes(name) ? "http" : "https"}://${host}`;
}
