import { isWithin } from "../documents/propertyPath.ts";
import { formerUrns } from "./aliases.ts";
import type { Change, ChangedPath } from "./change.ts";
import { consequences, refuseRenames, replacement } from "./consequences.ts";
import { differences } from "./difference.ts";
import { componentOf, providerOf } from "./identity.ts";
import { matchAcross } from "./match.ts";
import type { Rendering, Resource } from "./rendering.ts";
import { forces, heldData, immutablePaths, isIgnored, type ProviderInputs } from "./replacement.ts";
import { shrinkingOf } from "./shrinking.ts";
import { providerUrn } from "./urn.ts";

export type { Change, ChangedPath, Verdict } from "./change.ts";

/** What leads from one rendering to another. Both are previews, so that what is computed does not differ by chance. */
export function plan(before: Rendering, after: Rendering): readonly Change[] {
  if (before.stack !== after.stack || before.project !== after.project) return planAcross(before, after);
  const olds = new Map(managed(before).map((resource) => [resource.urn, resource]));
  const news = managed(after);
  const former = formerUrns(news, (urn) => olds.has(urn));
  const pairs = news.map(
    (resource): Pair => ({ now: resource, old: olds.get(former.get(resource.urn) ?? resource.urn) }),
  );
  const found = new Set(pairs.map(({ old }) => old?.urn));
  const gone = [...olds.values()].filter(({ urn }) => !found.has(urn));
  const changes = [...pairs.map((pair) => changeOf(pair, before, after)), ...gone.map(goneChange)];
  return refuseRenames(consequences(changes, before, after), [...news, ...gone]);
}

interface Pair {
  readonly now: Resource;
  readonly old: Resource | undefined;
}

const managed = ({ resources }: Rendering): readonly Resource[] => resources.filter(({ read }) => !read);

function base(resource: Resource) {
  const { urn, type, name, custom } = resource;
  const component = componentOf(resource);
  const whose = component === undefined ? {} : { component };
  return { urn, type, name, custom, ...whose, paths: [], reasons: [], deletedFirst: false };
}

function goneChange(resource: Resource): Change {
  const { protect, retainOnDelete } = resource.options;
  if (retainOnDelete && resource.custom) return { ...base(resource), verdict: "keep" };
  const held = heldData(resource);
  return {
    ...base(resource),
    verdict: "delete",
    ...(held === undefined ? {} : { holdsData: held }),
    ...(protect ? { refused: "It is protected, and the engine deletes nothing that is." } : {}),
  };
}

function changeOf({ now, old }: Pair, before: Rendering, after: Rendering): Change {
  if (old === undefined) return { ...base(now), verdict: "create" };
  const paths = changedPaths(now, old, providerOf(now, after));
  const reasons = [
    ...paths.filter((path) => path.replaces).map(({ path }) => `${path} cannot change in place.`),
    ...providerReasons(now, old, before, after),
  ];
  const formerUrn = old.urn === now.urn ? {} : { formerUrn: old.urn };
  const whole = { ...base(now), ...formerUrn, paths, reasons };
  if (reasons.length > 0) return { ...whole, ...replacement(now, old) };
  const refused = shrinkingOf(now, paths);
  return {
    ...whole,
    verdict: paths.length === 0 ? "same" : "update",
    ...(refused === undefined ? {} : { refused }),
  };
}

function changedPaths(now: Resource, old: Resource, provider: ProviderInputs): readonly ChangedPath[] {
  if (!now.custom) return [];
  const immutable = immutablePaths(now, provider);
  const secret = [...now.secretPaths, ...old.secretPaths];
  return differences(old.inputs, now.inputs)
    .filter(({ path }) => !isIgnored(path, now.options))
    .map((difference) => ({
      ...difference,
      secret: secret.some((hidden) => isWithin(difference.path, hidden)),
      replaces: forces(difference, now, immutable),
    }))
    .map((path) => (path.secret ? withoutValues(path) : path));
}

const withoutValues = ({ path, secret, replaces: fatal }: ChangedPath): ChangedPath => ({
  path,
  secret,
  replaces: fatal,
});

/**
 * A resource moves with its provider: when that is replaced, or when the one that serves it now could not have come of the former one
 * in place (step_generator.go, `providerChanged`).
 */
function providerReasons(
  now: Resource,
  old: Resource,
  before: Rendering,
  after: Rendering,
): readonly string[] {
  const [former, current] = [providerUrn(old.provider), providerUrn(now.provider)];
  const was = before.resources.find(({ urn }) => urn === former);
  const is = after.resources.find(({ urn }) => urn === current);
  if (was === undefined || is === undefined) return [];
  if (!changedPaths(is, was, undefined).some((path) => path.replaces)) return [];
  return [former === current ? "Its provider is replaced." : "Its provider is another one."];
}

/** What is different between two stacks. Nothing is replaced here: they are two sets of objects. */
function planAcross(before: Rendering, after: Rendering): readonly Change[] {
  const pairs = matchAcross(managed(before), managed(after));
  const found = new Set(pairs.map(({ old }) => old?.urn));
  const gone = managed(before).filter(({ urn }) => !found.has(urn));
  return [
    ...pairs.map(({ now, old }): Change => {
      if (old === undefined) return { ...base(now), verdict: "create" };
      const paths = changedPaths(now, old, undefined).map((path) => ({ ...path, replaces: false }));
      return { ...base(now), formerUrn: old.urn, verdict: paths.length === 0 ? "same" : "update", paths };
    }),
    ...gone.map((resource): Change => ({ ...base(resource), verdict: "delete" })),
  ];
}
