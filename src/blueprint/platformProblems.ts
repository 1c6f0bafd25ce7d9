import { partsInOrder } from "../catalog/platform/parts.ts";
import { error, type Problem, warning } from "../documents/problem.ts";
import type { SettledPlatform } from "../settings/load.ts";
import { saidAt } from "../settings/saidAt.ts";
import { takesToken } from "../settings/sections/platformDns.ts";
import type { PlatformSettings } from "../settings/settings.ts";

type Judge = (loaded: SettledPlatform) => readonly Problem[];

/** What a platform stack says that does not go together. */
export const platformProblems: Judge = (loaded) => judges.flatMap((judge) => judge(loaded));

/** Two settings that are right by themselves, and not together. */
interface Contradiction {
  readonly rule: string;
  /** Where it is told. */
  readonly path: readonly string[];
  readonly wrong: (settings: PlatformSettings) => boolean;
  readonly message: string;
  readonly remedy: string;
}

const contradiction =
  ({ rule, path, wrong, message, remedy }: Contradiction): Judge =>
  (loaded) =>
    wrong(loaded.settings)
      ? [error(rule, { ...saidAt(loaded, path), stack: loaded.stack, message, remedy })]
      : [];

const useless: Judge = (loaded) => {
  const { stack, settings } = loaded;
  const isOff = (part: keyof PlatformSettings["offers"]) => settings.offers[part] === "off";
  return partsInOrder
    .filter(({ name }) => !isOff(name))
    .flatMap(({ name, needs = [] }) =>
      needs.filter(isOff).map((needed) =>
        error("part-missing", {
          ...saidAt(loaded, ["offers", name]),
          stack,
          message: `${name} is of no use without ${needed}, which is off.`,
          remedy: `Set arboretum:offers.${needed} to managed or existing, or arboretum:offers.${name} to off.`,
        }),
      ),
    );
};

const areOneServer = ({ sharedStores: { cache, sessions } }: PlatformSettings): boolean =>
  cache !== undefined && cache.host === sessions?.host && cache.port === sessions.port;

/** Without receivers everything is measured, and nobody hears of it. */
const unheard: Judge = (loaded) =>
  loaded.settings.offers.monitoring !== "managed" || loaded.settings.monitoring.alerts !== undefined
    ? []
    : [
        warning("alerts-unheard", {
          ...saidAt(loaded, ["offers", "monitoring"]),
          path: "arboretum:monitoring.alerts",
          stack: loaded.stack,
          message: "Nobody is told of alerts.",
          remedy:
            "Say who: arboretum:monitoring: { alerts: { receivers: { team: { by: mail, to: [ops@example.edu] } }, mail: { host, from }, page: [team], ticket: [team] } }.",
        }),
      ];

/** Whoever is woken at night has the address that stands in the alert, and no copy of this project. */
const unread: Judge = (loaded) => {
  const { offers, monitoring, dashboards } = loaded.settings;
  const isTold = offers.monitoring === "managed" && monitoring.alerts !== undefined;
  if (!isTold || /^https?:/.test(dashboards.runbooks)) return [];
  return [
    warning("runbooks-unread", {
      ...saidAt(loaded, ["dashboards", "runbooks"]),
      stack: loaded.stack,
      message: `Alerts lead to pages in ${dashboards.runbooks}, which nobody who is told of them can open.`,
      remedy:
        "Publish docs/runbooks of this project, and say where: arboretum:dashboards: { runbooks: https://wiki.example.edu/runbooks }.",
    }),
  ];
};

const tokenless: Judge = (loaded) => {
  const { stack, settings } = loaded;
  const { provider, token } = settings.dns;
  if (settings.offers.externalDns !== "managed" || !takesToken(provider) || token !== undefined) return [];
  return [
    error("token-missing", {
      ...saidAt(loaded, ["dns", "provider"]),
      stack,
      message: `${provider} lets nobody write records without a token.`,
      remedy: `pulumi config set --path --secret arboretum:dns.token --stack ${stack}`,
    }),
  ];
};

const judges: readonly Judge[] = [
  useless,
  contradiction({
    rule: "kinds-missing",
    path: ["offers", "gatewayApi"],
    wrong: ({ offers, gateway }) =>
      offers.gatewayApi === "managed" && (offers.gateway !== "managed" || gateway.controller !== "envoy"),
    message:
      "The kinds of the Gateway API come with the chart of Envoy Gateway, and this platform does not install it.",
    remedy:
      "Apply standard-install.yaml of the Gateway API 1.6.1 by hand and set arboretum:offers.gatewayApi to existing.",
  }),
  contradiction({
    rule: "addresses-missing",
    path: ["offers", "metalLb"],
    wrong: ({ offers, addresses }) => offers.metalLb === "managed" && addresses === undefined,
    message: "MetalLB has no addresses to give away.",
    remedy: "Say which: arboretum:addresses: { pool: [10.1.2.240/28], announce: { by: l2 } }.",
  }),
  contradiction({
    rule: "addresses-unused",
    path: ["addresses"],
    wrong: ({ offers, addresses }) => offers.metalLb === "off" && addresses !== undefined,
    message: "Nobody gives these addresses away: MetalLB is off.",
    remedy: "Set arboretum:offers.metalLb to managed or existing, or leave the section out.",
  }),
  contradiction({
    rule: "authority-unused",
    path: ["authority"],
    wrong: ({ offers, authority }) => offers.certManager === "off" && authority !== undefined,
    message: "Nobody signs in its name: cert-manager is off.",
    remedy: "Set arboretum:offers.certManager to managed or existing, or leave the section out.",
  }),
  unheard,
  unread,
  contradiction({
    rule: "shared-same-server",
    path: ["sharedStores", "sessions"],
    wrong: areOneServer,
    message: "A server that evicts what it has no room for logs learners out, and the cache is the same one.",
    remedy: "Name another server, which evicts nothing, or leave this out.",
  }),
  tokenless,
];
