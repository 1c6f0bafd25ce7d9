import { partsInOrder } from "../catalog/platform/parts.ts";
import { error, type Problem, warning } from "../documents/problem.ts";
import type { LoadedPlatform } from "../settings/load.ts";
import { saidAt } from "../settings/saidAt.ts";
import { takesToken } from "../settings/sections/platformDns.ts";
import type { PlatformSettings } from "../settings/settings.ts";

/** What a platform stack says that does not go together. */
export function platformProblems(loaded: LoadedPlatform, settings: PlatformSettings): readonly Problem[] {
  const { stack } = loaded;
  const { offers, gateway, addresses, authority, dns } = settings;
  const refused = (rule: string, path: readonly string[], message: string, remedy: string): Problem =>
    error(rule, { ...saidAt(loaded, path), stack, message, remedy });
  const alone = partsInOrder.flatMap(({ name, needs = [] }) =>
    offers[name] === "off"
      ? []
      : needs
          .filter((needed) => offers[needed] === "off")
          .map((needed) =>
            refused(
              "part-missing",
              ["offers", name],
              `${name} is of no use without ${needed}, which is off.`,
              `Set arboretum:offers.${needed} to managed or existing, or arboretum:offers.${name} to off.`,
            ),
          ),
  );
  const kinds =
    offers.gatewayApi === "managed" && (offers.gateway !== "managed" || gateway.controller !== "envoy")
      ? [
          refused(
            "kinds-missing",
            ["offers", "gatewayApi"],
            "The kinds of the Gateway API come with the chart of Envoy Gateway, and this platform does not install it.",
            "Apply standard-install.yaml of the Gateway API 1.6.1 by hand and set arboretum:offers.gatewayApi to existing.",
          ),
        ]
      : [];
  return [
    ...alone,
    ...kinds,
    ...(offers.metalLb === "managed" && addresses === undefined
      ? [
          refused(
            "addresses-missing",
            ["offers", "metalLb"],
            "MetalLB has no addresses to give away.",
            "Say which: arboretum:addresses: { pool: [10.1.2.240/28], announce: { by: l2 } }.",
          ),
        ]
      : []),
    ...(offers.metalLb === "off" && addresses !== undefined
      ? [
          refused(
            "addresses-unused",
            ["addresses"],
            "Nobody gives these addresses away: MetalLB is off.",
            "Set arboretum:offers.metalLb to managed or existing, or leave the section out.",
          ),
        ]
      : []),
    ...(offers.certManager === "off" && authority !== undefined
      ? [
          refused(
            "authority-unused",
            ["authority"],
            "Nobody signs in its name: cert-manager is off.",
            "Set arboretum:offers.certManager to managed or existing, or leave the section out.",
          ),
        ]
      : []),
    ...unheard(loaded, settings),
    ...unread(loaded, settings),
    ...(areOneServer(settings)
      ? [
          refused(
            "shared-same-server",
            ["sharedStores", "sessions"],
            "A server that evicts what it has no room for logs learners out, and the cache is the same one.",
            "Name another server, which evicts nothing, or leave this out.",
          ),
        ]
      : []),
    ...(offers.externalDns === "managed" && takesToken(dns.provider) && dns.token === undefined
      ? [
          refused(
            "token-missing",
            ["dns", "provider"],
            `${dns.provider} lets nobody write records without a token.`,
            `pulumi config set --path --secret arboretum:dns.token --stack ${stack}`,
          ),
        ]
      : []),
  ];
}

const areOneServer = ({ sharedStores: { cache, sessions } }: PlatformSettings): boolean =>
  cache !== undefined && cache.host === sessions?.host && cache.port === sessions.port;

/** Without receivers everything is measured, and nobody hears of it. */
const unheard = (loaded: LoadedPlatform, settings: PlatformSettings): readonly Problem[] =>
  settings.offers.monitoring !== "managed" || settings.monitoring.alerts !== undefined
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
const unread = (
  loaded: LoadedPlatform,
  { offers, monitoring, dashboards }: PlatformSettings,
): readonly Problem[] =>
  offers.monitoring !== "managed" || monitoring.alerts === undefined || /^https?:/.test(dashboards.runbooks)
    ? []
    : [
        warning("runbooks-unread", {
          ...saidAt(loaded, ["dashboards", "runbooks"]),
          stack: loaded.stack,
          message: `Alerts lead to pages in ${dashboards.runbooks}, which nobody who is told of them can open.`,
          remedy:
            "Publish docs/runbooks of this project, and say where: arboretum:dashboards: { runbooks: https://wiki.example.edu/runbooks }.",
        }),
      ];
