import type { Context } from "../catalog/context.ts";
import { EDGE, POD_PORTS } from "../catalog/platform/parts/gateway.ts";
import { error, type Problem } from "../documents/problem.ts";
import { saidAt } from "../settings/saidAt.ts";
import type { Certificates } from "../settings/sections/certificates.ts";
import type { PlatformGateway } from "../settings/sections/gateway.ts";
import type { Settings } from "../settings/settings.ts";
import { secondsOf } from "../settings/shapes.ts";
import { component, edge, type Wish } from "../vocabulary/connection.ts";
import {
  type CdnSite,
  type Certification,
  type Entry,
  PLAIN,
  type PublicHost,
  type Route,
  SOLVER,
} from "../vocabulary/entry.ts";
import type { Host } from "../vocabulary/host.ts";
import { bytesOf } from "../vocabulary/quantity.ts";
import type { Store } from "../vocabulary/store.ts";
import { beyondTraefik } from "./beyondTraefik.ts";
import type { Draft } from "./draft.ts";
import type { Service } from "./model.ts";
import { type Want, wantProblems } from "./offers.ts";
import { type Project, platformSettingsOf } from "./project.ts";
import { waits } from "./standby.ts";

/** What answers behind the hosts. */
interface Behind {
  readonly hosts: readonly Host[];
  readonly services: readonly Service[];
  readonly stores: readonly Store[];
  readonly home: string;
}

/** The way in, where the cluster has a gateway. */
export function entryOf(project: Project, context: Context, behind: Behind): Entry | undefined {
  const { settings, offers } = context;
  if (offers.gateway === "off") return undefined;
  const { traffic } = settings;
  const gateway = gatewayOf(project, settings);
  const hosts = publicHosts(behind.hosts);
  return {
    controller: gateway.controller,
    class: gateway.class,
    ports: PORTS[gateway.controller],
    hosts,
    routes: behind.hosts.map((host) => routeOf(host, hosts, settings, behind)),
    certification: certificationOf(project, context),
    dns: settings.dns ?? { by: offers.externalDns === "off" ? "list" : "externalDns" },
    ...cdnOf(settings),
    ...plainOf(context, gateway),
    proxies: traffic.proxies ?? gateway.proxies,
    proxyProtocol: traffic.proxyProtocol ?? gateway.proxyProtocol,
    exempt: traffic.limits.exempt,
    ...closedBy(settings),
  };
}

/** Pods of cert-manager in which it answers an authority that asks for a file. */
const answersByFile = (entry: Entry | undefined): boolean =>
  entry?.certification.by === "issuer" &&
  entry.certification.issuer.by === "acme" &&
  entry.certification.issuer.challenge.by === "http";

export const guestsOf = (entry: Entry): readonly string[] => (answersByFile(entry) ? [SOLVER.name] : []);

export const entryConnections = (entry: Entry | undefined): readonly Wish[] =>
  answersByFile(entry)
    ? [
        {
          from: edge,
          to: component(SOLVER.name),
          port: SOLVER.port,
          why: "shows an authority whose host it is",
        },
      ]
    : [];

/** A standby is closed until it takes over: whoever writes to it writes to what is overwritten. */
function closedBy(settings: Settings): Pick<Entry, "maintenance"> {
  const { maintenance } = settings;
  if (!maintenance?.closed && !waits(settings)) return {};
  const {
    message = "This is a standby. It answers when it has taken over.",
    retry = "30m",
    open = [],
  } = maintenance ?? {};
  return { maintenance: { message, retry: secondsOf(retry), open } };
}

function cdnOf({ cdn, edge }: Settings): Pick<Entry, "cdn"> {
  if (cdn === undefined) return {};
  const { certificate, origin, prices } = cdn;
  const sites: readonly CdnSite[] = [
    { name: "apps", host: edge.apps, queries: true },
    ...(cdn.static ? [{ name: "static", host: edge.static, queries: false } as const] : []),
  ];
  return { cdn: { sites, certificate, origin, prices } };
}

/** Traefik opens its own ports, and a listener has to name one of them; Envoy Gateway opens what listeners name. */
const PORTS = { envoy: { http: 80, https: 443 }, traefik: POD_PORTS.traefik } as const;

type Met = Pick<PlatformGateway, "controller" | "class" | "proxies" | "proxyProtocol" | "loadBalancer">;

export const gatewayOf = (project: Project, settings: Settings): Met =>
  platformSettingsOf(project, settings)?.gateway ?? {
    controller: "envoy",
    class: "arboretum",
    proxies: 0,
    proxyProtocol: false,
    loadBalancer: [],
  };

/** Requests in the clear say their host when they have been met already, so Envoy meets those of all deployments in one way. */
function plainOf({ offers }: Context, { controller }: Met): Pick<Entry, "plain"> {
  return offers.gateway === "managed" && controller === "envoy"
    ? { plain: { gateway: PLAIN.gateway, namespace: EDGE.name } }
    : {};
}

/** Each host once: some paths of one may be somebody else's. */
const publicHosts = (hosts: readonly Host[]): readonly PublicHost[] =>
  [...new Map(hosts.map(({ name, host }) => [host, name])).entries()].map(([host, name]) => ({
    name,
    host,
    secret: `${name}-certificate`,
  }));

function routeOf(host: Host, hosts: readonly PublicHost[], settings: Settings, behind: Behind): Route {
  const { name, component, paths, stickTo, upload, lasting = false } = host;
  const { traffic } = settings;
  const limit = upload ?? traffic.uploads.others;
  return {
    name: paths ? `${name}-${component}` : name,
    host: host.host,
    listener: hosts.find((one) => one.host === host.host)?.name ?? name,
    ...(paths ? { prefixes: prefixesOf(paths) } : {}),
    component,
    ...addressOf(component, behind),
    ...(stickTo ? { stickTo } : {}),
    ...(limit === "any" ? {} : { upload: bytesOf(limit) }),
    lasting,
    slowest: secondsOf(traffic.slowest),
    headers: headersOf(host, settings, behind.hosts),
    limits: component === "lms" && !paths ? limitsOf(settings) : [],
  };
}

/** `/a` and `/a/*` are one beginning. */
const prefixesOf = (paths: readonly string[]): readonly string[] => [
  ...new Set(paths.map((path) => path.replace(/\/?\*?$/, "") || "/")),
];

function addressOf(component: string, { services, stores, home }: Behind): Pick<Route, "namespace" | "port"> {
  const service = services.find(({ web }) => web?.name === component);
  if (service?.web) return { namespace: service.namespace, port: service.web.pod.port.number };
  for (const { namespace, chart } of services) {
    const port = chart?.pods.find((pods) => pods.component === component)?.port;
    if (port) return { namespace, port: port.number };
  }
  const store = stores.find(({ name }) => name === component);
  if (store) return { namespace: home, port: store.port };
  throw new Error(`a host leads to "${component}", and nothing of this name answers`);
}

/** Answers of pages that courses bring along are shown in those of others: only whose is said, never whether. */
function headersOf(
  { pages }: Host,
  { edge, traffic }: Settings,
  hosts: readonly Host[],
): Readonly<Record<string, string>> {
  const frames = [
    ...new Set(hosts.filter((host) => host.pages !== false).map(({ host }) => host)),
    ...traffic.framedBy,
  ];
  const scheme = edge.https ? "https" : "http";
  const hsts = `max-age=${secondsOf(traffic.hsts.age)}${traffic.hsts.subdomains ? "; includeSubDomains" : ""}`;
  return {
    ...(edge.https ? { "Strict-Transport-Security": hsts } : {}),
    "X-Content-Type-Options": "nosniff",
    ...(pages !== false
      ? {
          "Referrer-Policy": "strict-origin-when-cross-origin",
          "Content-Security-Policy": [
            `frame-ancestors 'self' ${frames.map((host) => `${scheme}://${host}`).join(" ")}`,
            "base-uri 'self'",
            ...(edge.https ? ["upgrade-insecure-requests"] : []),
          ].join("; "),
        }
      : {}),
  };
}

/** Where people and programs log in, ask for an account or a new password: openedx/core/djangoapps/user_authn of the platform. */
const ACCOUNT = "(user_api|api/user)/v[12]/account";
/** Envoy looks at a path with all that follows it. */
const QUERY = "([?].*)?";

const limitsOf = ({ traffic: { limits } }: Settings): Route["limits"] => [
  { path: `^/(${ACCOUNT}/login_session/?|login_ajax)${QUERY}$`, perMinute: limits.login },
  {
    path: `^/(${ACCOUNT}/(registration|password_reset)/?|create_account|password_reset/?|account/password)${QUERY}$`,
    perMinute: limits.registration,
  },
];

/** The directories of Let's Encrypt: https://letsencrypt.org/docs/acme-protocol-updates and /docs/staging-environment. */
const ACME = {
  production: "https://acme-v02.api.letsencrypt.org/directory",
  staging: "https://acme-staging-v02.api.letsencrypt.org/directory",
} as const;

function certificationOf({ map }: Project, { settings, stage }: Context): Certification {
  const { edge, certificates, site } = settings;
  if (!edge.https) return { by: "elsewhere" };
  const said: Certificates = certificates ?? { issuer: "letsEncrypt", challenge: { by: "http" } };
  switch (said.issuer) {
    case "elsewhere":
      return { by: "elsewhere" };
    case "given":
      return { by: "given", certificate: said.certificate, key: said.key };
    case "own":
      return { by: "issuer", issuer: { by: "authority", name: said.authority } };
    case "letsEncrypt": {
      const { contact = site.contact, staging = map?.stages.get(stage)?.level === 0, challenge } = said;
      const server = ACME[staging ? "staging" : "production"];
      return { by: "issuer", issuer: { by: "acme", server, contact, challenge } };
    }
  }
}

/** What is asked of the gateway, its controller and the issuers that the cluster does not have. */
export function entryProblems(draft: Draft): readonly Problem[] {
  const { entry, loaded } = draft;
  const { settings } = loaded;
  if (entry === undefined) return wantProblems(draft, ofNoGateway(settings));
  return [
    ...(entry.controller === "traefik" ? beyondTraefik(loaded) : []),
    ...wantProblems(draft, besideTheGateway(settings)),
    ...apexProblems(draft, entry),
    ...metOtherwise(draft, entry),
  ];
}

const ofNoGateway = (settings: Settings): readonly Want[] =>
  (["certificates", "maintenance", "dns", "cdn"] as const)
    .filter((section) => settings[section] !== undefined)
    .map((section) => ({
      part: "gateway",
      who: `${section} is what a gateway does`,
      otherwise: "leave the section out, and route the hosts yourself",
      path: [section],
    }));

function besideTheGateway({ edge, certificates, dns }: Settings): readonly Want[] {
  const issued = edge.https && !["given", "elsewhere"].includes(certificates?.issuer ?? "");
  return [...(issued ? [ISSUERS] : []), ...(dns?.by === "externalDns" ? [RECORDS] : [])];
}

const ISSUERS: Want = {
  part: "certManager",
  who: "The hosts need certificates",
  otherwise: "bring one: arboretum:certificates: { issuer: given }",
  path: ["certificates"],
};

const RECORDS: Want = {
  part: "externalDns",
  who: "The hosts are to get into the DNS by themselves",
  otherwise: "write arboretum:dns: { by: list }",
  path: ["dns", "by"],
};

/** A name of two words is a zone of its own, and has to have addresses there: a CNAME beside its other records is none. */
function apexProblems({ loaded }: Draft, { dns, cdn, hosts }: Entry): readonly Problem[] {
  if (dns.by !== "route53" || dns.targetZone !== undefined) return [];
  return hosts
    .filter(({ host }) => host.split(".").length === 2 && !cdn?.sites.some((site) => site.host === host))
    .map(({ host }) =>
      error("apex-cname", {
        ...saidAt(loaded, ["dns", "target"]),
        message: `${host} is a zone of its own, where Route 53 takes no CNAME: it cannot lead to ${dns.target} by its name.`,
        remedy: `Write dns.targetZone, the zone that Amazon has the load balancer in: aws elbv2 describe-load-balancers says CanonicalHostedZoneId. Or take a host below it: learn.${host}.`,
      }),
    );
}

/** What a deployment says of the load balancer before it, and all deployments of the platform share. */
function metOtherwise({ project, loaded }: Draft, { plain }: Entry): readonly Problem[] {
  if (plain === undefined) return [];
  const { traffic, certificates, edge, cluster } = loaded.settings;
  const inTheClear = !edge.https || certificates?.issuer === "elsewhere";
  const shared = gatewayOf(project, loaded.settings);
  return (
    (["proxies", "proxyProtocol"] as const)
      .filter((key) => traffic[key] !== undefined && traffic[key] !== shared[key])
      // Of TLS the host is known before anything else is, so that each deployment may count proxies by itself.
      .filter((key) => key === "proxyProtocol" || inTheClear)
      .map((key) =>
        error("met-otherwise", {
          ...saidAt(loaded, ["traffic", key]),
          message: `All deployments on ${cluster.platform} share one port, and its file says ${key}: ${shared[key]}.`,
          remedy: `Say it there, for all of them: arboretum:gateway: { ${key}: ${traffic[key]} } in Pulumi.${cluster.platform}.yaml. Or leave it out.`,
        }),
      )
  );
}
