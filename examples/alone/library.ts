import type * as pulumi from "@pulumi/pulumi";
import {
  component,
  DjangoService,
  edge,
  files,
  Namespace,
  NetworkPolicies,
  network,
  type Placement,
  Preparation,
  Secrets,
  secret,
  text,
  yaml,
} from "arboretum";
import { provided } from "arboretum/settings";

const VERSION = "4.2.0";
const DATABASE = { host: "postgres.example.edu", range: "10.20.0.7/32", port: 5432 };

const placement: Placement = {
  namespace: "library",
  deployment: "library",
  stage: "production",
  release: VERSION,
};

const settings = {
  "library.yml": yaml({
    ALLOWED_HOSTS: ["library.example.edu"],
    SECRET_KEY: secret("library/secret-key"),
    DATABASE: { HOST: DATABASE.host, PORT: DATABASE.port, PASSWORD: secret("library/database") },
  }),
  "banner.txt": text("Open from eight to ten.\n"),
};

const pod = {
  image: `registry.example.edu/library:${VERSION}`,
  environment: { LIBRARY_CFG: "/etc/library/library.yml" },
  user: { uid: 1000, gid: 1000 },
  resources: {
    cpu: { request: "250m", limit: "1" },
    memory: { request: "512Mi", limit: "768Mi" },
    scratch: { request: "64Mi", limit: "256Mi" },
  },
  mounts: [
    { from: "files", files: "library-settings", path: "/etc/library" },
    { from: "scratch", name: "tmp", path: "/tmp", size: "128Mi" },
  ],
  grace: 60,
} as const;

const versionOf = () => "1";

/** A Django application that has nothing to do with Open edX: its secrets, its migration, its processes, and who may talk to whom. */
export function library(config: pulumi.Config, opts: pulumi.ComponentResourceOptions): string {
  const { ready } = new Namespace(
    "library",
    {
      namespace: {
        name: placement.namespace,
        trust: "restricted",
        keep: true,
        quota: { cpu: "4", cpuLimit: "12", memory: "6Gi", memoryLimit: "8Gi", pods: 12 },
      },
      identity: placement,
      cluster: "campus",
    },
    opts,
  );
  const closed = new NetworkPolicies(
    "library-network",
    {
      placement,
      connections: [
        { from: edge, to: component("library"), port: 8000, why: "readers" },
        {
          from: component("library"),
          to: network("postgres", DATABASE.range),
          port: DATABASE.port,
          why: "books",
        },
        {
          from: component("library-migrations"),
          to: network("postgres", DATABASE.range),
          port: DATABASE.port,
          why: "migrations",
        },
      ],
      after: ready,
    },
    opts,
  );
  const secrets = new Secrets(
    "library-secrets",
    {
      secrets: [
        {
          name: "library/secret-key",
          shape: { kind: "password", length: 50 },
          source: "generated",
          loss: "lockout",
          generation: 1,
          keep: false,
        },
        {
          name: "library/database",
          shape: { kind: "password", length: 32 },
          source: provided("libraryDatabase"),
          loss: "lockout",
          generation: 1,
          keep: false,
        },
      ],
      configured: ({ path }) => config.requireSecret(path),
    },
    opts,
  );
  const common = {
    placement,
    reveal: secrets.reveal.bind(secrets),
    after: [...ready, ...closed.ready],
  };
  const migrated = new Preparation(
    "library-migrations",
    {
      ...common,
      preparation: {
        name: "library-migrations",
        needs: [],
        jobs: [
          {
            name: "library-migrate",
            pod: { ...pod, command: ["python", "manage.py", "migrate", "--noinput"] },
            longest: 1800,
            retries: 2,
          },
        ],
        files: [files("library-settings", "stable", settings, versionOf)],
      },
    },
    opts,
  );
  const { host, port } = new DjangoService(
    "library",
    {
      ...common,
      service: {
        name: "library",
        web: {
          name: "library",
          pod: {
            ...pod,
            port: { name: "http", number: 8000 },
            probes: {
              startup: { by: "tcp", seconds: 120 },
              readiness: { by: "http", path: "/health/", host: "library.example.edu" },
              liveness: { by: "tcp" },
            },
            drain: 10,
          },
          scaling: { by: "cpu", min: 2, max: 6, target: 70 },
          surge: 1,
          processes: 2,
        },
        files: [files("library-settings", "hashed", settings, versionOf)],
      },
      uses: migrated.ready,
    },
    opts,
  );
  return `${host}:${port}`;
}
