import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Entry } from "../../vocabulary/entry.ts";
import { labelsOf } from "../../vocabulary/labels.ts";
import { type CustomKind, customKinds } from "../custom/kinds.ts";
import { registerCustom } from "../custom/resource.ts";
import { type Before, labels, type Placement, type Reveal } from "../placement.ts";
import { tokens } from "../tokens.ts";
import { certificateSpec, DNS_TOKEN, ISSUER, issuerSpec } from "./certificates.ts";
import { registerIssuerAccount } from "./issuerAccount.ts";
import { clearAt, clientPolicies, endsTls, gatewaySpecs, numbered } from "./listeners.ts";
import { answersOf, backendPolicySpec, redirectSpec, routeSpec } from "./routes.ts";

export interface GatewayArgs {
  /** Where the gateway and its certificates live. */
  readonly placement: Placement;
  /** Hosts, routes, certificates, limits: all that stands between the load balancer and the pods. */
  readonly entry: Entry;
  /** Looks up the secrets that it names. */
  readonly reveal: Reveal;
  /** What has to exist before: the namespaces. */
  readonly after?: Before;
  /** Services that the routes lead to. A route to nobody answers 500. Default: nothing. */
  readonly uses?: Before;
}

/** Lets learners in: listeners and certificates for every public host, and a route to what answers there. */
export class Gateway extends pulumi.ComponentResource {
  constructor(name: string, args: GatewayArgs, opts?: pulumi.ComponentResourceOptions) {
    super(tokens.gateway, name, {}, opts);
    const { entry, placement } = args;
    const home = placement.namespace;
    const add = this.registrar(name, args);
    const namespaces = [...new Set(entry.routes.map(({ namespace }) => namespace))];
    const alone = namespaces.every((namespace) => namespace === home);

    const gateways = Object.entries(gatewaySpecs(entry, labelsOf(placement), alone)).map(([object, spec]) =>
      add(customKinds.gateway, object, spec, home),
    );
    this.certify(name, args, add);
    const filters = namespaces.flatMap((namespace) =>
      Object.entries(answersOf(entry)).map(([filter, spec]) =>
        add(customKinds.httpRouteFilter, filter, spec, namespace),
      ),
    );
    if (endsTls(entry)) {
      for (const [index, spec] of redirectSpec(entry, home).entries()) {
        const object = numbered("to-https", index);
        add(customKinds.httpRoute, object, spec, home, gateways, unseen(spec.hostnames, entry));
      }
    }
    for (const [object, spec] of Object.entries(clientPolicies(entry))) {
      add(customKinds.clientTrafficPolicy, object, spec, home, gateways);
    }
    for (const route of entry.routes) {
      const routed = add(
        customKinds.httpRoute,
        route.name,
        routeSpec(route, entry, home),
        route.namespace,
        [...gateways, ...filters, ...(args.uses ?? [])],
        unseen([route.host], entry),
      );
      if (entry.controller === "envoy") {
        const spec = backendPolicySpec(route, entry);
        add(customKinds.backendTrafficPolicy, route.name, spec, route.namespace, [routed]);
      }
    }
    this.registerOutputs({});
  }

  /** Certificates that an issuer signs, or the one that somebody brings. */
  private certify(name: string, args: GatewayArgs, add: Registrar): void {
    const { entry, placement, reveal } = args;
    const { certification } = entry;
    const within = { parent: this, dependsOn: [...(args.after ?? [])] };
    const secret = (object: string, type: string, stringData: Record<string, pulumi.Output<string>>) =>
      new k8s.core.v1.Secret(
        `${name}-${object}`,
        {
          metadata: { name: object, namespace: placement.namespace, labels: labelsOf(placement) },
          type,
          stringData,
        },
        within,
      );

    if (certification.by === "given") {
      const pair = {
        "tls.crt": pulumi.secret(reveal(certification.certificate)),
        "tls.key": pulumi.secret(reveal(certification.key)),
      };
      for (const one of new Set(entry.hosts.map((host) => host.secret)))
        secret(one, "kubernetes.io/tls", pair);
    }
    if (certification.by !== "issuer") return;
    const { issuer } = certification;
    const before: pulumi.Resource[] = [];
    if (issuer.by === "acme") {
      if (issuer.challenge.by === "cloudflare") {
        before.push(secret(DNS_TOKEN, "Opaque", { token: pulumi.secret(reveal(issuer.challenge.token)) }));
      }
      if (issuer.challenge.by === "route53") before.push(...registerIssuerAccount(name, placement, within));
      const { namespace, pullSecret } = placement;
      const shownAt = clearAt(entry, namespace);
      before.push(
        add(customKinds.issuer, ISSUER, issuerSpec(issuer, shownAt, pullSecret), namespace, before),
      );
    }
    for (const host of entry.hosts) {
      add(customKinds.certificate, host.secret, certificateSpec(host, issuer), placement.namespace, before);
    }
  }

  private registrar(name: string, { placement, after = [] }: GatewayArgs): Registrar {
    return (kind, object, spec, namespace, before = [], annotations) =>
      registerCustom(
        // Answers of the gateway have one name in every namespace that it leads to.
        childOf(name, kind, kind.kind === "HTTPRouteFilter" ? inside(namespace, placement, object) : object),
        kind,
        {
          name: object,
          namespace,
          labels: labels(placement, object, "web"),
          ...(annotations ? { annotations } : {}),
        },
        spec,
        { parent: this, dependsOn: [...after, ...before] },
      );
  }
}

/** ExternalDNS of the cluster looks at every route. What somebody else writes the records of, or a CDN stands before, it is told to leave alone. */
function unseen(hostnames: readonly string[], { dns, cdn }: Entry): Annotations | undefined {
  const near = cdn?.sites.some(({ host }) => hostnames.includes(host)) ?? false;
  return dns.by !== "externalDns" || near
    ? { "external-dns.alpha.kubernetes.io/controller": "none" }
    : undefined;
}

type Annotations = Readonly<Record<string, string>>;

type Registrar = (
  kind: CustomKind,
  object: string,
  spec: unknown,
  namespace: string,
  before?: readonly pulumi.Resource[],
  annotations?: Annotations,
) => pulumi.Resource;

const inside = (namespace: string, home: Placement, object: string): string =>
  namespace === home.namespace ? object : `${namespace.slice(home.namespace.length + 1)}-${object}`;

/** A route and its policy share a name, and the engine wants one for each. */
const childOf = (name: string, { kind }: CustomKind, object: string): string =>
  `${name}-${object}-${kind.toLowerCase()}`;
