import type { DeploymentBlueprint, Service } from "../../src/blueprint/model.ts";
import type { Charted, ChartedPods } from "../../src/vocabulary/charted.ts";
import { secret } from "../../src/vocabulary/late.ts";
import type { MinioStore, MysqlStore, OperatedStore, Store } from "../../src/vocabulary/store.ts";
import type {
  Initial,
  Job,
  Pod,
  Process,
  Resources,
  Schedule,
  Web,
  Worker,
} from "../../src/vocabulary/workload.ts";

/** Parts of a blueprint whose figures a reader can add up in their head. What a case is not about is the least there can be. */
export const resources = (cpu: string, memory: string, limit = memory, cpuLimit?: string): Resources => ({
  cpu: { request: cpu, ...(cpuLimit === undefined ? {} : { limit: cpuLimit }) },
  memory: { request: memory, limit },
  scratch: { request: "1Gi", limit: "1Gi" },
});

const LITTLE = resources("100m", "128Mi", "256Mi", "200m");

export const pod = (more: Partial<Pod> = {}): Pod => ({
  image: "example/image:1",
  environment: {},
  user: { uid: 1000, gid: 1000 },
  resources: LITTLE,
  mounts: [],
  grace: 30,
  ...more,
});

export const initial = (name: string, asked: Resources, more: Partial<Initial> = {}): Initial => ({
  name,
  image: "example/initial:1",
  mounts: [],
  resources: asked,
  ...more,
});

const one: Pick<Process, "scaling" | "surge" | "processes"> = {
  scaling: { by: "fixed", replicas: 1 },
  surge: 0,
  processes: 1,
};

export const webOf = (name: string, more: Partial<Process> = {}): Web => ({
  name,
  ...one,
  ...more,
  pod: {
    ...(more.pod ?? pod()),
    port: { name: "http", number: 8000 },
    probes: { startup: { by: "tcp", seconds: 60 }, readiness: { by: "tcp" }, liveness: { by: "tcp" } },
  },
});

export const workerOf = (name: string, more: Partial<Worker> = {}): Worker => ({
  name,
  pod: pod(),
  evictable: true,
  ...one,
  ...more,
});

export const scheduleOf = (name: string, its: Pod = pod()): Schedule => ({
  name,
  cron: "0 3 * * *",
  pod: its,
  longest: 600,
  retries: 0,
});

export const jobOf = (name: string, its: Pod = pod()): Job => ({ name, pod: its, longest: 600, retries: 0 });

export const chartPods = (cpu: string, memory: string, more: Partial<ChartedPods> = {}): ChartedPods => ({
  most: 1,
  images: [],
  resources: { cpu: { request: cpu, limit: cpu }, memory: { request: memory, limit: memory } },
  ...more,
});

export const chartOf = (
  pods: readonly ChartedPods[],
  atLeast: Partial<Charted["atLeast"]> = {},
): Charted => ({
  name: "hub",
  chart: "hub",
  version: "1.0.0",
  values: {},
  pods,
  files: [],
  atLeast: { cpu: "1m", cpuLimit: "1m", memory: "1Ki", memoryLimit: "1Ki", ...atLeast },
});

export const serviceOf = (name: string, more: Partial<Service> = {}): Service => ({
  name,
  kind: "django",
  namespace: "academy-qa",
  workers: [],
  schedules: [],
  needs: [],
  databases: [],
  files: [],
  ...more,
});

const files = { name: "f", naming: "hashed", kind: "config", object: "f", hash: "0", entries: {} } as const;
const volume = { name: "data", size: "1Gi", keep: false };
const instance = { image: "example/store:1", port: 1, arguments: [], resources: LITTLE, volume };

export const mysql = (more: Partial<MysqlStore> = {}): MysqlStore => ({
  ...instance,
  name: "mysql",
  kind: "mysql",
  driver: "single",
  credentials: files,
  maxConnections: 100,
  ...more,
});

export const minio = (more: Partial<MinioStore> = {}): MinioStore => ({
  ...instance,
  name: "minio",
  kind: "minio",
  driver: "single",
  credentials: files,
  origins: [],
  ...more,
});

export const operated = (more: Partial<OperatedStore> = {}): OperatedStore => ({
  ...instance,
  name: "mysql",
  kind: "mysql",
  driver: "percona",
  host: "mysql",
  version: "8.0",
  members: 3,
  credentials: files,
  ...more,
});

/** Stores that somebody else runs. */
export const elsewhere: readonly Store[] = [
  { kind: "mongodb", driver: "external", name: "mongodb", host: "mongo.example.edu", port: 27_017 },
  { kind: "meilisearch", driver: "shared", name: "search", host: "search.many.svc", port: 7700 },
  {
    kind: "mysql",
    driver: "rds",
    name: "mysql",
    host: "mysql",
    port: 3306,
    place: { region: "eu-central-1", vpc: "vpc-1", subnets: [], clients: [], tags: {} },
    identifier: "academy",
    version: "8.0",
    family: "mysql8.0",
    parameters: {},
    password: secret("mysql"),
    user: "root",
    certificate: "rsa",
    class: "small",
    storage: 20,
    standby: false,
    pastDays: 1,
    majorUpgrade: false,
    keep: true,
    maxConnections: 300,
  },
];

/** A deployment of these services and stores, and of nothing else. */
export const deploymentWith = (
  services: readonly Service[],
  stores: readonly Store[] = [],
): DeploymentBlueprint => ({
  kind: "deployment",
  stack: "qa",
  identity: { deployment: "academy", stage: "qa", release: "verawood" },
  cluster: { identifier: "learning" },
  home: "academy-qa",
  groups: [],
  namespaces: [
    {
      name: "academy-qa",
      trust: "restricted",
      keep: false,
      quota: { cpu: "1", memory: "1Gi", memoryLimit: "1Gi", pods: 1 },
    },
  ],
  mayFloat: [],
  nodes: {},
  secrets: [],
  stores,
  buckets: [],
  storageAccounts: [],
  preparations: [],
  services,
  connections: [],
  hosts: [],
  provenance: {},
});
