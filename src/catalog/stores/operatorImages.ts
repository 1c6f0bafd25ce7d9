import type { Beside } from "../../vocabulary/store.ts";
import type { Resources } from "../../vocabulary/workload.ts";

/**
 * What the operators of databases start in the pods of a deployment, at the versions of the charts in `platform/parts/databases.ts`. All of it
 * is named in what we register: an operator that chooses by itself chooses from the internet, and no list of images knows it.
 */

const ORACLE = "container-registry.oracle.com/mysql";
const MONGODB = "quay.io/mongodb";

const resources = (cpu: string, memory: string, most: string): Resources => ({
  cpu: { request: cpu },
  memory: { request: memory, limit: most },
  scratch: { request: "64Mi", limit: "256Mi" },
});
/** Whatever copies a file, and ends. */
const copies = resources("10m", "32Mi", "128Mi");

/** An `InnoDBCluster` is told one address for all of its images; their names below it are its operator's. */
export const innodb = {
  server: (version: string): string => `${ORACLE}/community-server:${version}`,
  router: (version: string): string => `${ORACLE}/community-router:${version}`,
  beside: [
    {
      name: "sidecar",
      image: `${ORACLE}/community-operator:9.1.0-2.2.2`,
      resources: resources("50m", "128Mi", "1Gi"),
    },
  ],
} as const satisfies Images;

/** Its operator puts names and versions together by itself, so that no digest can stand behind them. */
export const namedByOperator = (image: string): boolean => image.startsWith(`${ORACLE}/`);

/** Its operator copies itself into each pod, as what the server is started with. */
export const percona = {
  beside: [
    {
      name: "percona-init",
      image: "docker.io/percona/percona-server-mysql-operator:1.1.0",
      initial: true,
      resources: copies,
    },
  ],
} as const satisfies Pick<Images, "beside">;

export const mongodb = {
  /** In its own registry alone the operator adds the last word: from a mirror it would ask for an image that nobody has. */
  server: (version: string): string => `${MONGODB}/mongodb-community-server:${version}-ubi8`,
  beside: [
    {
      name: "mongodb-agent",
      image: `${MONGODB}/mongodb-agent:108.0.26.9062-1`,
      resources: resources("50m", "256Mi", "512Mi"),
    },
    {
      name: "mongod-posthook",
      image: `${MONGODB}/mongodb-kubernetes-operator-version-upgrade-post-start-hook:1.0.10`,
      initial: true,
      resources: copies,
    },
    {
      name: "mongodb-agent-readinessprobe",
      image: `${MONGODB}/mongodb-kubernetes-readinessprobe:1.0.24`,
      initial: true,
      resources: copies,
    },
  ],
} as const satisfies Images;

interface Images {
  readonly server: (version: string) => string;
  readonly router?: (version: string) => string;
  readonly beside: readonly Beside[];
}
