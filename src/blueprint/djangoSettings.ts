import { isRabbit } from "../catalog/addresses.ts";
import { addressOf, type Context } from "../catalog/context.ts";
import { longestHold } from "../catalog/django/broker.ts";
import { VARIANTS, type Variant } from "../catalog/edxapp/variant.ts";
import type { ConfiguredApplication } from "../catalog/userSettings.ts";
import { didYouMean } from "../documents/nearest.ts";
import { error, type Problem, warning } from "../documents/problem.ts";
import { serviceNames, settingsNames, uncertainNames } from "../releases/settingsNames.ts";
import type { SettledDeployment } from "../settings/load.ts";
import { type Said, saidAt } from "../settings/saidAt.ts";
import { isLate } from "../vocabulary/late.ts";
import type { Draft } from "./draft.ts";

/** What is wrong with a value, and what to do instead. */
interface Objection {
  readonly message: string;
  readonly remedy: string;
}

/** Something that has to stay true whatever people say by Django's own names. */
interface Invariant {
  readonly names: readonly string[];
  /** Default: of both. */
  readonly of?: Variant;
  readonly objection: (value: unknown, context: Context, variant: Variant) => Objection | undefined;
}

/** A cookie of `.example.edu` or `example.edu` gets to that host and to all below it. */
const covers = (domain: unknown, host: string): boolean => {
  const bare = String(domain).replace(/^\./, "");
  return host === bare || host.endsWith(`.${bare}`);
};

/** Hosts whose pages have to see a cookie of the application. */
const hostsWithCookies = ({ settings: { edge } }: Context, variant: Variant): readonly string[] =>
  variant === "lms" ? [edge.domain, edge.apps] : [edge.studio];

const inList = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);

const isAllowed = (host: string) => (pattern: string) =>
  pattern === "*" || pattern === host || (pattern.startsWith(".") && covers(pattern, host));

const SECURE = ["SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE"];

const INVARIANTS: readonly Invariant[] = [
  {
    names: ["SESSION_COOKIE_DOMAIN", "SHARED_COOKIE_DOMAIN"],
    objection: (domain, context, variant) => {
      const lost = hostsWithCookies(context, variant).filter((host) => !covers(domain, host));
      if (lost.length === 0) return undefined;
      return {
        message: `Cookies of ${domain} do not get to ${lost.join(" and ")}, and nobody could log in there.`,
        remedy: "Leave it out: it follows from arboretum:edge.",
      };
    },
  },
  {
    names: ["ALLOWED_HOSTS"],
    objection: (value, { settings: { edge } }, variant) => {
      const wanted = [edge[VARIANTS[variant].host], variant];
      const missing = wanted.filter((host) => !inList(value).some(isAllowed(host)));
      if (missing.length === 0) return undefined;
      return refusesHosts(missing);
    },
  },
  {
    names: ["SESSION_ENGINE"],
    objection: (engine) =>
      /\.(?:cache|cached_db|db)$/.test(String(engine))
        ? undefined
        : {
            message: `Sessions by ${engine} are in one pod alone, or in every request.`,
            remedy: "Leave it out: sessions live on a server of their own, which never evicts them.",
          },
  },
  {
    names: ["SESSION_CACHE_ALIAS"],
    objection: (alias) =>
      alias === "sessions"
        ? undefined
        : {
            message: `The cache "${alias}" evicts what it has no room for, and learners would be logged out by it.`,
            remedy: "Leave it out: sessions live on a server of their own, which never evicts them.",
          },
  },
  {
    names: ["CELERY_BROKER_TRANSPORT_OPTIONS"],
    objection: (value, context) => {
      const said = (value as { visibility_timeout?: unknown } | null)?.visibility_timeout;
      const least = longestHold(context);
      if (isRabbit(context.settings.stores)) return undefined;
      if (said === undefined || isLate(said) || Number(said) >= least) return undefined;
      return {
        message: `Redis hands a task out again after ${said} seconds, and the longest task with its delay takes ${least}: it would run twice.`,
        remedy: "Leave visibility_timeout out. It follows from arboretum:stores.broker.longestDelay.",
      };
    },
  },
  {
    names: SECURE,
    objection: (value, { settings: { edge } }) =>
      value === true && !edge.https
        ? {
            message:
              "Browsers send such a cookie over https alone, and this deployment has none: nobody could log in.",
            remedy: "Leave it out: it follows from arboretum:edge.https.",
          }
        : undefined,
  },
  {
    names: ["SESSION_COOKIE_SAMESITE", "DCS_SESSION_COOKIE_SAMESITE"],
    objection: (value, { settings: { edge } }) =>
      value === "None" && !edge.https
        ? {
            message: "Without https browsers drop a cookie that says None, and nobody could log in.",
            remedy: "Leave it out: it follows from arboretum:edge.https.",
          }
        : undefined,
  },
  {
    names: ["CORS_ORIGIN_WHITELIST", "CSRF_TRUSTED_ORIGINS", "CSRF_TRUSTED_ORIGINS_WITH_SCHEME"],
    objection: (value, context) => {
      const apps = addressOf(context, "apps");
      return inList(value).includes(apps)
        ? undefined
        : {
            message: `The micro-frontends at ${apps} could not call it any more.`,
            remedy: `Add ${apps} to the list.`,
          };
    },
  },
];

/** What people say by Django's own names and would not want if they knew. */
export const djangoProblems = ({ context, loaded }: Draft): readonly Problem[] =>
  (Object.keys(context.settings.django) as ConfiguredApplication[]).flatMap((application) =>
    Object.entries(context.settings.django[application]).flatMap(([name, value]) => {
      const said = placeOfSetting(loaded, application, name);
      return application === "lms" || application === "cms"
        ? [...broken(name, value, application, context, said), ...unknown(name, application, context, said)]
        : ofService(application, name, value, context, said);
    }),
  );

type Service = Exclude<ConfiguredApplication, Variant>;

/** A service is asked by its name, by the kubelet and by others in the cluster. */
function ofService(
  service: Service,
  name: string,
  value: unknown,
  context: Context,
  said: Said,
): readonly Problem[] {
  if (name === "ALLOWED_HOSTS" && !isLate(value)) {
    const missing = [service, context.hostOf(service)].filter((host) => !inList(value).some(isAllowed(host)));
    if (missing.length > 0) return [error("setting-breaks", { ...said, ...refusesHosts(missing) })];
  }
  const { release } = context;
  const known = serviceNames(service, release);
  return known === undefined || known.has(name)
    ? []
    : [warning("setting-unknown", { ...said, ...unlisted(name, `${service} of ${release.name}`, known) })];
}

const refusesHosts = (missing: readonly string[]): Objection => ({
  message: `Django would refuse every request for ${missing.join(" and ")}: from browsers, or from other services and probes.`,
  remedy: `Add ${missing.join(" and ")} to the list.`,
});

const unlisted = (name: string, whose: string, known: ReadonlySet<string>): Objection => ({
  message: `No list of what ${whose} reads has ${name}.${didYouMean(name, [...known])}`,
  remedy: "If it belongs to a plugin of yours, leave it as it is.",
});

/** Where somebody says a setting by its Django name, or where it could be said. */
export const placeOfSetting = (
  loaded: SettledDeployment,
  application: ConfiguredApplication,
  name: string,
): Said => saidAt(loaded, ["django", application, name]);

const broken = (
  name: string,
  value: unknown,
  variant: Variant,
  context: Context,
  said: Said,
): readonly Problem[] =>
  INVARIANTS.filter(({ names, of = variant }) => names.includes(name) && of === variant).flatMap(
    ({ objection }) => {
      // Nobody knows what an encrypted value says before it is too late.
      const found = isLate(value) ? undefined : objection(value, context, variant);
      return found ? [error("setting-breaks", { ...said, ...found })] : [];
    },
  );

/** A name that no list has is most often misspelt, or left from another release; it may belong to a plugin. */
function unknown(name: string, variant: Variant, { release }: Context, said: Said): readonly Problem[] {
  const gone = release.removedSettings[name];
  const renamed = release.renamedSettings[name];
  const told = (message: string, remedy: string) => [
    warning("setting-unknown", { ...said, message, remedy }),
  ];
  if (renamed) return told(`${release.name} reads this by another name.`, `Write ${renamed}.`);
  if (gone) return told(`${release.name} no longer reads this.`, gone);
  const known = settingsNames(variant, release);
  if (!known || known.settings.has(name) || known.features.has(name)) return [];
  if (uncertainNames(variant, release).has(name)) return [];
  const { message, remedy } = unlisted(name, `${VARIANTS[variant].said} of ${release.name}`, known.settings);
  return told(message, remedy);
}
