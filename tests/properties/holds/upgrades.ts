import { expect } from "vitest";
import type { DeploymentBlueprint } from "../../../src/blueprint/model.ts";
import { isError } from "../../../src/documents/problem.ts";
import { lint } from "../../../src/releases/lint.ts";
import { supportedReleases } from "../../../src/releases/supported.ts";
import type { Standing } from "../../../src/render/exchange.ts";
import { plan } from "../../../src/render/plan.ts";
import { releaseProblems } from "../../../src/upgrade/releaseChanges.ts";
import { mapFrom } from "../../releases/maps.ts";
import { type Case, composedFrom, releases } from "../generate/case.ts";
import { type Grown, property } from "../property.ts";

const legal = (from: string, to: string): boolean =>
  supportedReleases.get(to)?.upgradeFrom.some((edge) => edge.from === from) ?? false;

/** The releases that one may go to from here. */
const next = (from: string) => releases.filter((to) => legal(from, to));

/** Volumes that hold nothing but what is made again from other stores: an index that a newer engine cannot read. */
const rebuilt = ({ stores }: DeploymentBlueprint) =>
  stores.flatMap((store) => (store.driver === "meilisearch" ? [store.volume.name] : []));

/** A stack without what another release has no more: that is taken out of the map before, and is no upgrade. */
function preparedFor(release: string, one: Case): Case {
  const known = (name: string) => Object.hasOwn(supportedReleases.get(release)?.applications ?? {}, name);
  const { add, remove, own } = one.applications;
  const { ecommerce, ...sections } = one.sections;
  return {
    ...one,
    applications: {
      add: add.filter(known),
      remove: remove.filter(known),
      ...(own === undefined ? {} : { own: own.filter(known) }),
    },
    sections: known("ecommerce") ? one.sections : sections,
  };
}

async function aLegalUpgradeLosesNothing({ one, blueprint, render }: Grown) {
  const indexes = rebuilt(blueprint);
  for (const release of next(one.release)) {
    const prepared = preparedFor(release, one);
    const upgraded = { ...prepared, release };
    expect(composedFrom(upgraded).problems.filter(isError)).toEqual([]);
    const before = await render(prepared, "preview");
    const after = await render(upgraded, "preview");
    const lost = plan(before, after).filter(
      ({ verdict, holdsData, refused, name }) =>
        (refused !== undefined || (holdsData !== undefined && ["replace", "delete"].includes(verdict))) &&
        !indexes.some((index) => name.endsWith(`-${index}`)),
    );
    expect(lost.map(({ verdict, urn, reasons }) => ({ verdict, urn, reasons }))).toEqual([]);
  }
}

/** Whether lint has nothing against a map with one release in production and another already in the stage before. */
const isFree = (from: string, to: string) =>
  lint(
    mapFrom(`stages: [qa, production]\ndeployments: { a: { run: { qa: ${to}, production: ${from} } } }`),
  ).every(({ rule }) => !["stage-ahead", "stop-skipped", "release-skipped"].includes(rule));

/** Whether a map may follow another in which production ran another release. */
function mayFollow(from: string, to: string) {
  const running = (release: string): Standing => ({
    stack: "a.production",
    deployment: "a",
    stage: "production",
    release,
    keeps: true,
    homes: [],
  });
  const map = mapFrom(`deployments: { a: { run: { production: ${to} } } }`);
  return releaseProblems(running(from), running(to), map).length === 0;
}

function onlyLegalUpgradesPassInSilence({ one: { release } }: Grown) {
  for (const to of releases.filter((name) => name !== release)) {
    const expected = `${release} to ${to}: ${legal(release, to)}`;
    expect(`${release} to ${to}: ${isFree(release, to)}`).toBe(expected);
    expect(`${release} to ${to}: ${mayFollow(release, to)}`).toBe(expected);
  }
}

export const upgrades = [
  property(
    "An upgrade that is allowed deletes, replaces and is refused nothing that holds data.",
    aLegalUpgradeLosesNothing,
    true,
  ),
  property(
    "A map that skips a release or goes back, within itself or after the one before, gets a problem for it, and one that does not gets none.",
    onlyLegalUpgradesPassInSilence,
    true,
  ),
];
