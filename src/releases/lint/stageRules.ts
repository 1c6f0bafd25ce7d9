import { isKnown, type SupportedRelease } from "../release.ts";
import { between, skipped } from "../upgradePath.ts";
import { type Context, type Finding, levelsOf, listed, type Rule, type StageRun } from "./rule.ts";

interface Step {
  readonly deployment: string;
  /** The newest of the level before. */
  readonly before: StageRun;
  readonly here: StageRun;
}

const newest = (runs: readonly StageRun[]) =>
  runs.reduce<StageRun | undefined>(
    (best, run) => (best && best.release.ordinal >= run.release.ordinal ? best : run),
    undefined,
  );

/** Each stage with the one that a change comes from. */
const steps = ({ map }: Context): readonly Step[] =>
  [...map.deployments.values()].flatMap((deployment) => {
    const levels = levelsOf(map, deployment);
    return levels.slice(1).flatMap((level, index) => {
      const before = newest(levels[index] ?? []);
      return before ? level.map((here) => ({ deployment: deployment.name, before, here })) : [];
    });
  });

function missedStops({ map }: Context, { deployment, before, here }: Step): readonly Finding[] {
  const from = here.release;
  const to = before.release;
  if (from.ordinal >= to.ordinal) return [];
  return [...between(map.supported, from, to), to].flatMap(({ requiredStops }) =>
    requiredStops
      .filter(({ oneOf }) => !oneOf.includes(from.name) && !oneOf.includes(to.name))
      .map(({ oneOf, why }) => ({
        said: before.run,
        message: `${deployment} goes from ${from.name} (${here.stage.name}) to ${to.name} (${before.stage.name}) without ${listed(oneOf)} in between. ${why}`,
        remedy: `Run ${oneOf.length === 1 ? oneOf[0] : `one of ${listed(oneOf)}`} in every stage first.`,
      })),
  );
}

function skippedReleases(context: Context, step: Step): readonly Finding[] {
  const { deployment, before, here } = step;
  if (missedStops(context, step).length > 0) return [];
  const names = skipped(context.map.supported, here.release, before.release).map(({ name }) => name);
  if (names.length === 0) return [];
  return [
    {
      said: before.run,
      message: `${deployment} skips ${listed(names)}: ${here.stage.name} runs ${here.release.name}, ${before.stage.name} already ${before.release.name}.`,
      remedy: `Every step of what is skipped has to be done on the way. Run ${names[0]} first, and see \`arboretum upgrade ${deployment} --to ${before.release.name}\`.`,
    },
  ];
}

function ahead({ deployment, before, here }: Step): readonly Finding[] {
  if (here.run.hotfix || here.release.ordinal <= before.release.ordinal) return [];
  const [stage, earlier] = [here.stage.name, before.stage.name];
  return [
    {
      said: here.run,
      message: `${deployment} runs ${here.release.name} in ${stage} while ${earlier} still runs ${before.release.name}: ${stage} may not be ahead.`,
      remedy: `Move ${earlier} first, or write { release: ${here.release.name}, hotfix: true, why: … }.`,
    },
  ];
}

const patched = ({ map }: Context) =>
  [...map.releases].flatMap(([name, level]) => {
    const release = map.supported.get(name);
    return release && level.patch !== undefined ? [{ release, level, patch: level.patch }] : [];
  });

const isOfRelease = ({ tags, line }: SupportedRelease, patch: string) =>
  patch === line || (tags.prefix !== "" && patch.startsWith(tags.prefix));

/** The number at the end of a tag: 4 of `release/ulmo.4`. */
const numberOf = ({ tags }: SupportedRelease, tag: string) => Number(tag.slice(tags.prefix.length));

const vulnerable = (release: SupportedRelease, tag: string): boolean =>
  release.minimumPatch !== undefined &&
  tag.startsWith(release.tags.prefix) &&
  numberOf(release, tag) < numberOf(release, release.minimumPatch.tag);

function vulnerablePatches({ scenes }: Context): readonly Finding[] {
  return scenes.flatMap(({ drafts, release, map, run }) =>
    drafts
      .filter(
        ({ application, ref }) =>
          application === "edx-platform" && ref.kind === "tag" && vulnerable(release, ref.name),
      )
      .map(({ ref, effective }) => ({
        said: effective.ref ?? map.releases.get(release.name) ?? run,
        message: `${ref.name} has a known hole. ${release.minimumPatch?.why}`,
        remedy: `Take ${release.minimumPatch?.tag} or a later one.`,
      })),
  );
}

export const stageRules: readonly Rule[] = [
  {
    id: "release-not-deployable",
    severity: "error",
    why: "It is known only so that one can upgrade from it.",
    find: ({ map, scenes }) =>
      scenes
        .filter(({ release }) => release.use === "upgradeSource")
        .map(({ run, release, deployment, stage }) => ({
          said: run,
          message: `${deployment} runs ${release.name} in ${stage.name}. Arboretum only upgrades from ${release.name}, it does not deploy it.`,
          remedy: `One of: ${listed([...map.supported.values()].filter(({ use }) => use === "deployable").map(({ name }) => name))}`,
        })),
  },
  {
    id: "stage-ahead",
    severity: "error",
    why: "What reaches a later stage first, nobody has tested.",
    find: (context) => steps(context).flatMap(ahead),
  },
  {
    id: "stop-skipped",
    severity: "error",
    why: "Something can only be done by the code of the release that is skipped.",
    find: (context) => steps(context).flatMap((step) => missedStops(context, step)),
  },
  {
    id: "release-skipped",
    severity: "warning",
    why: "Nobody tests an upgrade over several releases.",
    find: (context) => steps(context).flatMap((step) => skippedReleases(context, step)),
  },
  {
    id: "patch-wrong",
    severity: "error",
    why: "The tag of another release is another release.",
    find: (context) =>
      patched(context)
        .filter(({ release, patch }) => !isOfRelease(release, patch))
        .map(({ release, level, patch }) => ({
          said: level,
          message: `"${patch}" is no tag of ${release.name}.`,
          remedy: isKnown(release.tags.latest)
            ? `Write one like ${release.tags.latest}, or ${release.line} to follow the branch.`
            : "A rolling release has no patch level. Write cut: weekly.",
        })),
  },
  {
    id: "patch-new",
    severity: "warning",
    why: "It may be a slip of the pen.",
    find: (context) =>
      patched(context)
        .filter(({ release, patch }) => isOfRelease(release, patch) && patch !== release.line)
        .filter(({ release, patch }) => !release.tags.points.some(({ tag }) => tag === patch))
        .map(({ release, level, patch }) => ({
          said: level,
          message: `Arboretum does not know ${patch} yet.`,
          remedy: `It knows ${listed(release.tags.points.map(({ tag }) => tag))}.`,
        })),
  },
  {
    id: "patch-vulnerable",
    severity: "error",
    why: "A hole in it is public.",
    find: vulnerablePatches,
  },
  {
    id: "cut-not-rolling",
    severity: "error",
    why: "Only a release whose code changes under the same name is cut.",
    find: ({ map }) =>
      [...map.releases]
        .filter(([name, { cut }]) => cut !== undefined && map.supported.get(name)?.rolling === false)
        .map(([name, said]) => ({
          said,
          message: `${name} does not roll, so it is not cut ${said.cut}.`,
          remedy: "Write patch, with one of its tags.",
        })),
  },
];
