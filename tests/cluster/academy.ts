import { setTimeout as sleep } from "node:timers/promises";
import type { Cluster } from "../../sandbox/client.ts";
import { type Deployed, deploy } from "../../sandbox/deploy.ts";
import { type KubeObject, type Reference, templateOf } from "../../sandbox/objects.ts";
import { compose } from "../../src/blueprint/compose.ts";
import { parseImageLock } from "../../src/releases/lock.ts";
import type { Rendering } from "../../src/render/rendering.ts";
import { PLATFORM, projectOf, rendered, stackFile } from "../house.ts";
import { foreignDefinitions } from "./ground.ts";

/** The stack that things are done to: production as a small institution has it, on a platform with its guards. */
export const STACK = "production";
export const NAMESPACE = "academy-production";

const SECTIONS = [
  "scale: { profile: medium }",
  "keep: { data: true, namespaces: true, secrets: true, withoutBackups: nothing of it lasts }",
  "stores: { mysql: { maxConnections: 2000 } }",
];

/** What one version of the academy differs in from the next. */
export interface Version {
  readonly release?: string;
  /** An image of the platform of one's own. */
  readonly image?: string;
  /** Applications beyond the core. */
  readonly add?: readonly string[];
  /** The cluster that it is meant for. */
  readonly cluster?: string;
  /** What the platform says that the cluster offers. */
  readonly offers?: string;
}

/** Of a release that nobody publishes, an institution has images of its own. */
const LOCK = `
images:
  academy:
    production:
${["edx-platform", "mfe", "notes", "discovery", "xqueue"].map(lockedImage).join("\n")}`;

function lockedImage(application: string): string {
  const digest = `sha256:${"0".repeat(64)}`;
  return `      ${application}: { image: "registry.example.edu/${application}:master", digest: "${digest}", release: master }`;
}

const mapOf = ({ release = "verawood", image, add = [] }: Version): string => `
stages: [ci, qa, production]
default: academy
deployments:
  academy:
    run: { ci: ${release}, qa: ${release}, production: ${release} }
    applications: { add: [${add.join(", ")}] }
${image ? `    overrides: [{ application: edx-platform, image: "${image}", why: "a patch" }]` : ""}
`;

/** The academy in one version, or the platform that it stands on. */
export function academy(version: Version = {}, stack = STACK): Promise<Rendering> {
  const { release = "verawood", cluster = "learning", offers } = version;
  const files = {
    "Pulumi.platform.yaml": `${PLATFORM.replace("learning", cluster)}${offers ? `  arboretum:offers: ${offers}\n` : ""}`,
    [`Pulumi.${STACK}.yaml`]: stackFile(...SECTIONS, `cluster: { identifier: ${cluster} }`),
  };
  const project = projectOf(files, release, mapOf(version));
  const lock = release === "master" ? { lock: parseImageLock(LOCK).lock ?? project.lock } : {};
  return rendered(compose({ ...project, ...lock }, stack));
}

/** An image that a patch of the platform would have. */
export const patched = (patch: string): string => `registry.example.edu/openedx:${patch}`;

/** A busy machine takes its time to deploy. */
const PATIENCE = 300;

export const deployAcademy = async (
  cluster: Cluster,
  version: Version = {},
  patience = PATIENCE,
): Promise<Deployed> =>
  deploy(cluster, await academy(version), { definitions: foreignDefinitions(), patience });

export const deployPlatform = async (cluster: Cluster): Promise<Deployed> =>
  deploy(cluster, await academy({}, "platform"));

/** Something of the academy by its kind and name. */
export const ours = (apiVersion: string, kind: string, name: string): Reference => ({
  apiVersion,
  kind,
  namespace: NAMESPACE,
  name,
});

export const deployment = (name: string): Reference => ours("apps/v1", "Deployment", name);

export async function live(cluster: Cluster, reference: Reference): Promise<KubeObject> {
  const object = await cluster.get(reference);
  if (object === undefined) throw new Error(`${reference.kind} ${reference.name} is gone`);
  return object;
}

/** The image of the first container of a workload. */
export const imageOf = (object: KubeObject): string => templateOf(object)?.spec?.containers?.[0]?.image ?? "";

/** The Deployments that answer requests: behind each there is a Service of its name. */
export async function webs(cluster: Cluster): Promise<readonly string[]> {
  const inAcademy = { namespace: NAMESPACE };
  const [deployments, services] = await Promise.all([
    cluster.list("apps/v1", "Deployment", inAcademy),
    cluster.list("v1", "Service", inAcademy),
  ]);
  const served = new Set(services.map(({ metadata }) => metadata.name));
  return deployments.map(({ metadata }) => metadata.name).filter((name) => served.has(name));
}

/** The least number of available pods that each Deployment had while something was done, and what that came to. */
export async function leastDuring<Result>(
  cluster: Cluster,
  work: () => Promise<Result>,
): Promise<{ readonly least: Readonly<Record<string, number>>; readonly result: Result }> {
  const least: Record<string, number> = {};
  let over = false;
  const watching = (async () => {
    while (!over) {
      for (const { metadata, status } of await cluster.list("apps/v1", "Deployment", {
        namespace: NAMESPACE,
      })) {
        const available = status?.availableReplicas ?? 0;
        least[metadata.name] = Math.min(least[metadata.name] ?? available, available);
      }
      await sleep(50);
    }
  })();
  try {
    return { result: await work(), least };
  } finally {
    over = true;
    await watching;
  }
}
