import fc from "fast-check";
import { catalog } from "../../../src/catalog/catalog.ts";
import { isError, type Problem } from "../../../src/documents/problem.ts";
import { lint } from "../../../src/releases/lint.ts";
import { supportedReleases } from "../../../src/releases/supported.ts";
import { deploymentSettings } from "../../../src/settings/settings.ts";
import { type Applications, type Case, composedFrom, projectFor, releases, STAGES } from "./case.ts";
import { completed, PAYPAL } from "./completed.ts";
import { arbitraryOf } from "./fromSchema.ts";
import { hints } from "./hints.ts";
import { PLATFORMS } from "./platforms.ts";
import { type Plain, repaired } from "./repaired.ts";

/** Hosts that have to be below the domain, put there; and the one that may not. */
function withHostsBelow(sections: Plain): Plain {
  const edge = sections.edge as Plain;
  const moved = Object.entries(edge).map(([key, value]) => {
    const isHost = key !== "domain" && typeof value === "string" && value.includes(".");
    return [key, isHost ? `${value.split(".")[0]}.${edge.domain}` : value];
  });
  return { ...sections, edge: { ...Object.fromEntries(moved), notebooks: "notebooks.example.org" } };
}

/** A gateway stands in for another one of its own list, which chance hardly ever finds: here it is always the same. */
function withFailover(sections: Plain): Plain {
  const { gateways, ...shop } = (sections.ecommerce ?? {}) as Plain;
  if (!Array.isArray(gateways) || gateways.every(({ failover }) => failover === undefined)) return sections;
  const others = gateways
    .filter(({ kind }) => kind !== PAYPAL.kind)
    .map((one) => (one.failover === undefined ? one : { ...one, failover: PAYPAL.kind }));
  return { ...sections, ecommerce: { ...shop, gateways: [...others, PAYPAL] } };
}

/** What one has together or not at all. */
const SHOP = ["discovery", "ecommerce", "ecommerce-worker", "payment", "orders"];

/** Applications that a release has, beside its core: a shop wherever somebody says how learners pay in it. */
function optionalOf(release: string, sections: Plain): fc.Arbitrary<Applications> {
  const known = Object.keys(supportedReleases.get(release)?.applications ?? {});
  const some = fc.subarray(catalog.map(({ builtFrom }) => builtFrom).filter((name) => known.includes(name)));
  const shop = sections.ecommerce !== undefined && SHOP.every((name) => known.includes(name)) ? SHOP : [];
  return fc.record({ add: some, remove: some }).map(({ add, remove }) => ({
    add: [...shop, ...add.filter((name) => !shop.includes(name))],
    remove: remove.filter((name) => !shop.includes(name)),
  }));
}

/**
 * Toggles that the map itself accepts: what is core cannot be added again, and what is required not removed. What nobody publishes
 * has an image of one's own.
 */
function allowed({ applications, ...one }: Case): Applications {
  const isRight = (some: Applications) => {
    const { map } = projectFor({ ...one, applications: some });
    return map !== undefined && !lint(map).some(isError);
  };
  const isShop = (name: string) =>
    SHOP.every((part) => applications.add.includes(part)) && SHOP.includes(name);
  const bundles = [...Map.groupBy(applications.add, (name) => (isShop(name) ? "shop" : name)).values()];
  const taken: { readonly add: string[]; readonly own: string[] } = { add: [], own: [] };
  for (const bundle of bundles) {
    const has = (own: readonly string[]) =>
      isRight({ add: [...taken.add, ...bundle], remove: [], own: [...taken.own, ...own] });
    const needed = has([]) ? [] : bundle.filter((name) => !has(bundle.filter((other) => other !== name)));
    if (!has(needed)) continue;
    taken.add.push(...bundle);
    taken.own.push(...needed);
  }
  const { add, own } = taken;
  const remove = applications.remove.filter(
    (name) => !add.includes(name) && name !== "edx-platform" && isRight({ add: [], remove: [name] }),
  );
  return { add, remove, ...(own.length > 0 ? { own } : {}) };
}

function plainly(value: unknown): Plain {
  return JSON.parse(JSON.stringify(value));
}

const sections = arbitraryOf(deploymentSettings, hints).map(plainly).map(withHostsBelow).map(withFailover);

/** What somebody could write, of which much is refused. */
export const drafts: fc.Arbitrary<Case> = fc
  .record({
    release: fc.constantFrom(...releases),
    stage: fc.constantFrom(...STAGES),
    platform: fc.constantFrom(...Object.keys(PLATFORMS).map((name) => name as keyof typeof PLATFORMS)),
    sections,
  })
  .chain((one) =>
    fc.record({
      release: fc.constant(one.release),
      stage: fc.constant(one.stage),
      platform: fc.constant(one.platform),
      applications: optionalOf(one.release, one.sections),
      sections: fc.constant(one.sections),
    }),
  );

/** A stack without whatever is refused of a draft. */
export function corrected(draft: Case, hear?: (refused: Problem) => void): Case | undefined {
  const one = { ...draft, applications: allowed(draft) };
  const sections = repaired(one.sections, {
    problemsOf: (some) => composedFrom({ ...one, sections: some }).problems,
    completed: (some) => completed(some, one.applications),
    hear,
  });
  return sections && { ...one, sections };
}

/** Any stack that is right. */
export const stacks: fc.Arbitrary<Case> = drafts
  .map((draft) => corrected(draft))
  .filter((one) => one !== undefined);
