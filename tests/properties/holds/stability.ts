import { expect } from "vitest";
import { MINIO_BUCKETS } from "../../../src/catalog/storage/minio.ts";
import type { Rendering, Resource } from "../../../src/render/rendering.ts";
import { COMPONENT } from "../../../src/vocabulary/labels.ts";
import { type Case, composedFrom } from "../generate/case.ts";
import type { Plain } from "../generate/repaired.ts";
import { type Grown, property } from "../property.ts";

const kindOf = ({ type }: Resource) => type.slice(type.lastIndexOf(":") + 1);

/** Of what kind an object is that no type of the SDK stands for. */
const objectKind = ({ inputs }: Resource): string => String(inputs.kind ?? "");

const componentOf = ({ inputs }: Resource): string => {
  const { metadata } = inputs as { metadata?: { labels?: Record<string, string> } };
  return metadata?.labels?.[COMPONENT] ?? "";
};

/** What is different between two renderings: resources that came, went, or have other inputs. Components only group. */
function differing(before: Rendering, after: Rendering): readonly Resource[] {
  const olds = new Map(before.resources.map((one) => [one.urn, one]));
  const news = new Map(after.resources.map((one) => [one.urn, one]));
  const text = (one: Resource | undefined) => JSON.stringify(one?.inputs);
  const changed = after.resources.filter((one) => text(olds.get(one.urn)) !== text(one));
  const gone = before.resources.filter(({ urn }) => !news.has(urn));
  return [...changed, ...gone].filter(({ custom }) => custom);
}

const names = (resources: readonly Resource[]) => resources.map((one) => `${kindOf(one)} ${one.name}`);

const withSection = (one: Case, name: string, section: unknown): Case => {
  const { [name]: _, ...others } = one.sections;
  return { ...one, sections: section === undefined ? others : { ...others, [name]: section } };
};

/** Renders with another section, and says what is different that need not be. */
async function elsewhere(
  { one, rendering, render }: Grown,
  name: string,
  section: unknown,
  belongs: (resource: Resource) => boolean,
): Promise<readonly string[]> {
  const other = await render(withSection(one, name, section));
  return names(differing(rendering, other).filter((resource) => !belongs(resource)));
}

async function anOpeningTouchesPoliciesAlone(grown: Grown) {
  const egress = grown.one.sections.egress === undefined ? [OPENING] : undefined;
  expect(await elsewhere(grown, "egress", egress, (one) => kindOf(one) === "NetworkPolicy")).toEqual([]);
}

const OPENING = { to: "campus", network: "192.0.2.0/24", ports: [443], from: ["lms"] };

async function keepingTouchesOptionsAndMarksAlone(grown: Grown) {
  const { one } = grown;
  const keep = Object.values((one.sections.keep ?? {}) as Plain).includes(false)
    ? undefined
    : { data: false, namespaces: false, secrets: false };
  // What is kept has to be saved, or somebody says why not.
  const otherwise = [keep, { ...keep, withoutBackups: "It is a trial." }]
    .map((section) => withSection(one, "keep", section))
    .find((some) => composedFrom(some).blueprint !== undefined);
  if (otherwise === undefined) return;
  const other = await grown.render(otherwise);
  const changed = differing(grown.rendering, other);
  // A mark that guards an object is a label of it, and so objects that hold data change, and no pod does. What is kept is locked in
  // its bucket, though: the Job of the buckets says so to the server, and an object of its own to Amazon.
  const running = changed.filter(
    (resource) =>
      /^(?:Deployment|Job|CronJob)$/.test(kindOf(resource)) && !resource.name.includes(MINIO_BUCKETS),
  );
  expect(names(running)).toEqual([]);
  const count = ({ resources }: Rendering) =>
    resources.filter((resource) => kindOf(resource) !== "BucketObjectLockConfiguration").length;
  expect(count(other)).toBe(count(grown.rendering));
}

async function mailIsToldToApplicationsAlone(grown: Grown) {
  const mail =
    grown.one.sections.mail === undefined
      ? { host: "smtp.example.edu", port: 587, from: "a@example.edu" }
      : undefined;
  const stores = new Set(grown.blueprint.stores.map(({ name }) => name));
  const isStore = (one: Resource) => kindOf(one) !== "NetworkPolicy" && stores.has(componentOf(one));
  const otherwise = withSection(grown.one, "mail", mail);
  // Whoever confirms addresses by mail needs a server, and is refused without one.
  if (composedFrom(otherwise).blueprint === undefined) return;
  const other = await grown.render(otherwise);
  const changed = differing(grown.rendering, other);
  expect(names(changed.filter(isStore))).toEqual([]);
  expect(changed.length).toBeGreaterThan(0);
  // A mail server is no reason to make any secret anew.
  expect(names(changed.filter(({ type }) => /^(?:random|tls):/.test(type)))).toEqual([]);
}

/** The rules know that a site is closed, so that alerts about its hosts are kept quiet. */
const OF_ROUTES = /^(?:HTTPRoute|HTTPRouteFilter|PrometheusRule)$/;

async function aClosedSiteTouchesRoutesAndAlertsAlone(grown: Grown) {
  // Somebody else routes, and closes, where the cluster has no gateway.
  if (grown.blueprint.entry === undefined) return;
  const maintenance = grown.one.sections.maintenance === undefined ? { message: "Back soon." } : undefined;
  const touched = await elsewhere(grown, "maintenance", maintenance, (one) =>
    OF_ROUTES.test(objectKind(one)),
  );
  expect(touched).toEqual([]);
}

/** An application that comes or goes: what is not its own is touched only where it lists what there is. */
async function anApplicationTouchesNoOther(grown: Grown) {
  const { one, blueprint, rendering, render } = grown;
  const [added] = one.applications.add;
  if (added === undefined) return;
  const without = {
    ...one,
    applications: { ...one.applications, add: one.applications.add.filter((name) => name !== added) },
  };
  // A setting may speak of it, and is refused without it.
  if (composedFrom(without).blueprint === undefined) return;
  const before = await render(without);
  const old = new Set(before.resources.map(({ urn }) => urn));
  const gone = before.resources.filter(({ urn }) => !rendering.resources.some((now) => now.urn === urn));
  // Content that changed has a new name; everything else stays what it was.
  const hashed = ({ name }: Resource) => /-[0-9a-f]{10}$/.test(name);
  expect(names(gone.filter((resource) => resource.custom && !hashed(resource)))).toEqual([]);
  const stateful = differing(before, rendering).filter(
    (resource) =>
      old.has(resource.urn) && /^(?:StatefulSet|PersistentVolumeClaim|Namespace)$/.test(kindOf(resource)),
  );
  expect(names(stateful)).toEqual([]);
  expect(blueprint.services.length).toBeGreaterThan(0);
}

export const stability = [
  property(
    "An opening to the outside changes network policies and nothing else.",
    anOpeningTouchesPoliciesAlone,
    true,
  ),
  property(
    "What is kept on removal changes nothing that runs, and adds and removes nothing.",
    keepingTouchesOptionsAndMarksAlone,
    true,
  ),
  property(
    "A site that is closed or opened changes its routes and the rules of alerts, and nothing else.",
    aClosedSiteTouchesRoutesAndAlertsAlone,
    true,
  ),
  property("A mail server changes no store and no secret.", mailIsToldToApplicationsAlone, true),
  property(
    "An application that comes takes no object of others along, and touches nothing that holds data.",
    anApplicationTouchesNoOther,
    true,
  ),
];
