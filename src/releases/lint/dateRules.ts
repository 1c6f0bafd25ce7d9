import { isKnown } from "../release.ts";
import { groupsOf } from "./names.ts";
import type { Context, Finding, Rule } from "./rule.ts";

/** The next release after one that is no longer supported. */
function nextSupported({ map, today = "" }: Context, ordinal: number): string | undefined {
  const later = [...map.supported.values()].filter((release) => {
    const { until } = release.supported;
    return release.ordinal > ordinal && !release.rolling && (!isKnown(until) || until > today);
  });
  return later[0]?.name;
}

function pastSupport(context: Context): readonly Finding[] {
  const { scenes, today } = context;
  if (today === undefined) return [];
  return scenes.flatMap(({ deployment, stage, run, release }) => {
    const { until } = release.supported;
    if (!isKnown(until) || until > today) return [];
    const next = nextSupported(context, release.ordinal);
    return [
      {
        said: run,
        message: `${deployment} runs ${release.name} in ${stage.name}, and its support ended on ${until}.`,
        remedy: next ? `Nobody mends it any more. Upgrade to ${next}.` : "Nobody mends it any more.",
      },
    ];
  });
}

function expired({ map, today }: Context): readonly Finding[] {
  if (today === undefined) return [];
  const runs = [...map.deployments.values()].flatMap(({ run }) => [...run.values()]);
  const entries = [...groupsOf(map).flatMap(({ overrides }) => overrides), ...runs];
  return entries
    .filter(({ until }) => until !== undefined && until < today)
    .map((said) => ({
      said,
      message: `This was meant to be here until ${said.until}.`,
      remedy: "Take it away, or give it a new day and say why.",
    }));
}

export const dateRules: readonly Rule[] = [
  {
    id: "release-past-support",
    severity: "warning",
    why: "Holes that become known are mended in later releases only.",
    find: pastSupport,
  },
  {
    id: "until-past",
    severity: "warning",
    why: "What was meant for a while stays for ever.",
    find: expired,
  },
];
