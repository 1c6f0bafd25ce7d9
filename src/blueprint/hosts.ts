import { placeText } from "../documents/explain.ts";
import { error, type Problem, warning } from "../documents/problem.ts";
import { saidAt } from "../settings/saidAt.ts";
import type { Composition } from "./compose.ts";

interface Use {
  readonly name: string;
  readonly host: string;
  readonly composition: Composition;
}

/** Two stacks that answer under one name take each other's requests. Blames the later one, once for each setting. */
export function duplicateHosts(compositions: readonly Composition[]): readonly Problem[] {
  const problems = [...Map.groupBy(usesOf(compositions), ({ host }) => host).values()].flatMap((uses) => {
    const [first, ...others] = uses;
    if (first === undefined) return [];
    return others.map((use) => duplicate(first, use));
  });
  return onePerSetting(problems);
}

/** Hosts that follow from one domain are all taken with it. */
function onePerSetting(problems: readonly Problem[]): readonly Problem[] {
  const bySetting = Map.groupBy(problems, ({ place }) => [place?.file, place?.line, place?.column].join(":"));
  return [...bySetting.values()].flatMap(([first]) => first ?? []);
}

const usesOf = (compositions: readonly Composition[]): readonly Use[] =>
  compositions.flatMap((composition) => {
    const { blueprint } = composition;
    // A standby that waits answers nobody, and has the hosts of whom it waits for.
    if (blueprint?.kind !== "deployment" || blueprint.standby?.active === false) return [];
    // Who has some paths of a host shares it with whom it belongs to.
    return blueprint.hosts
      .filter(({ paths }) => paths === undefined)
      .map(({ name, host }) => ({ name, host: host.toLowerCase(), composition }));
  });

function duplicate(first: Use, { name, host, composition: { stack, loaded } }: Use): Problem {
  const owner = first.composition.stack;
  const { place } = said(first.composition.loaded, settingOf(first.name));
  const whose =
    owner === stack
      ? `${first.name} of this stack`
      : `${first.name} of the stack "${owner}" (${placeText(place)})`;
  return error("host-duplicate", {
    ...said(loaded, settingOf(name)),
    stack,
    message: `${name} has the host ${host}, and so has ${whose}.`,
    remedy: "Give each its own. Hosts that nobody says are derived from edge.domain.",
  });
}

const DOMAIN = ["edge", "domain"];

const settingOf = (name: string): readonly string[] => (name === "lms" ? DOMAIN : ["edge", name]);

/** Browsers send the cookies of a domain to every host below it: there tokens of one stack pass for broken ones of the other. */
export function sharedCookieDomains(compositions: readonly Composition[]): readonly Problem[] {
  const uses = usesOf(compositions).filter(({ name }) => name === "lms");
  return uses.flatMap((use, index) =>
    uses.slice(0, index).flatMap((other) => {
      if (isBelow(use.host, other.host)) return sharedCookies(other, use, use);
      return isBelow(other.host, use.host) ? sharedCookies(use, other, use) : [];
    }),
  );
}

const isBelow = (host: string, domain: string) => host.endsWith(`.${domain}`);

/** Blames one of two stacks, as a host that two have does: the later. The other is named with its place. */
function sharedCookies(above: Use, below: Use, { composition: { stack, loaded } }: Use): Problem {
  const whose = ({ host, composition }: Use) => {
    const { place } = said(composition.loaded, DOMAIN);
    return `${host} (${composition.stack}${composition.stack === stack ? "" : `, ${placeText(place)}`})`;
  };
  return warning("cookie-domain-shared", {
    ...said(loaded, DOMAIN),
    stack,
    message: `${whose(below)} is below ${whose(above)}, so browsers send it the cookies of both.`,
    remedy: "Let the domain of no stack be below that of another: learn.example.edu beside qa.example.edu.",
  });
}

/** The setting that a host is from. One that nobody says follows from the domain. */
const said = (loaded: Composition["loaded"], wanted: readonly string[]) =>
  saidAt(loaded, loaded.sourceOf(wanted).line === undefined ? ["edge", "domain"] : wanted);
