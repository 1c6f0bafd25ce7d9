import type * as z from "zod";
import type { PlatformBlueprint } from "../../blueprint/model.ts";
import { PLAIN } from "../../vocabulary/entry.ts";
import { ours } from "../../vocabulary/labels.ts";
import type { certificate } from "../custom/certManager.ts";
import type { envoyProxy } from "../custom/envoyGateway.ts";
import type { gateway as gatewayKind } from "../custom/gatewayApi.ts";
import { type CustomKind, customKinds } from "../custom/kinds.ts";
import type { bgpPeer } from "../custom/metalLb.ts";
import type { podMonitor } from "../custom/prometheus.ts";
import { metBy } from "../edge/listeners.ts";

/** A custom resource of the platform, and the chart that brings its kind. */
export interface PlatformResource {
  readonly kind: CustomKind;
  readonly name: string;
  /** Absent: it is for the whole cluster. */
  readonly namespace?: string;
  readonly spec: unknown;
  /** Charts and resources that have to be there before. */
  readonly after: readonly string[];
}

/** What the parts of a platform are told beside their charts: the class of gateways, addresses, an authority. */
export const customResources = (blueprint: PlatformBlueprint): readonly PlatformResource[] => [
  ...gatewayClass(blueprint),
  ...plainGateway(blueprint),
  ...gatewayMonitor(blueprint),
  ...addresses(blueprint),
  ...authority(blueprint),
];

const CONTROLLER = "gateway.envoyproxy.io/gatewayclass-controller";

/** Traefik makes its class itself. */
function gatewayClass({ gateway }: PlatformBlueprint): readonly PlatformResource[] {
  if (gateway?.controller !== "envoy") return [];
  const { name, namespace } = { name: gateway.class, namespace: gateway.namespace };
  return [
    { kind: customKinds.envoyProxy, name, namespace, spec: proxySpec(gateway), after: ["gateway"] },
    {
      kind: customKinds.gatewayClass,
      name,
      spec: {
        controllerName: CONTROLLER,
        parametersRef: { group: "gateway.envoyproxy.io", kind: "EnvoyProxy", name, namespace },
      },
      after: ["gateway", `EnvoyProxy ${name}`],
    },
  ];
}

/** Longer than any deployment waits for an answer. */
const LONGEST = 3600;

/**
 * Where everything arrives that is in the clear, of all deployments: Envoy knows the host of such a request only when it has met it, so that
 * their gateways could not each say how. Their routes lead to https from there, and whoever asks for another host finds nothing.
 */
function plainGateway({ gateway }: PlatformBlueprint): readonly PlatformResource[] {
  if (gateway?.controller !== "envoy") return [];
  const named = { name: PLAIN.gateway, namespace: gateway.namespace };
  const after = ["gateway", `GatewayClass ${gateway.class}`];
  const heard: z.input<typeof gatewayKind> = {
    gatewayClassName: gateway.class,
    listeners: [
      {
        name: PLAIN.listener,
        port: 80,
        protocol: "HTTP",
        allowedRoutes: { namespaces: { from: "Selector", selector: { matchLabels: ours } } },
      },
    ],
  };
  return [
    { kind: customKinds.gateway, ...named, spec: heard, after },
    {
      kind: customKinds.clientTrafficPolicy,
      ...named,
      spec: metBy([{ name: PLAIN.gateway }], gateway, LONGEST),
      after: [...after, `Gateway ${PLAIN.gateway}`],
    },
  ];
}

/** The proxies say how many requests of which route ended how, and when. Their controller makes them, so that no chart brings this. */
function gatewayMonitor({ gateway, offers }: PlatformBlueprint): readonly PlatformResource[] {
  if (gateway?.controller !== "envoy" || offers.monitoring === "off") return [];
  const spec: z.input<typeof podMonitor> = {
    selector: { matchLabels: { "gateway.envoyproxy.io/owning-gatewayclass": gateway.class } },
    podMetricsEndpoints: [{ port: "metrics", path: "/stats/prometheus", interval: "30s", relabelings: [] }],
  };
  return [
    {
      kind: customKinds.podMonitor,
      name: "gateway-proxies",
      namespace: gateway.namespace,
      spec,
      after: ["monitoring", "gateway"],
    },
  ];
}

/** All gateways of the class share these pods, and one address. */
const proxySpec = (gateway: NonNullable<PlatformBlueprint["gateway"]>): z.input<typeof envoyProxy> => ({
  mergeGateways: true,
  provider: {
    type: "Kubernetes",
    kubernetes: {
      envoyDeployment: {
        pod: {
          ...(gateway.pullSecret ? { imagePullSecrets: [{ name: gateway.pullSecret }] } : {}),
          topologySpreadConstraints: ["topology.kubernetes.io/zone", "kubernetes.io/hostname"].map(
            (topologyKey) => ({
              maxSkew: 1,
              topologyKey,
              whenUnsatisfiable: "ScheduleAnyway",
              labelSelector: { matchLabels: { "gateway.envoyproxy.io/owning-gatewayclass": gateway.class } },
            }),
          ),
        },
        container: { ...(gateway.image ? { image: gateway.image } : {}), resources: gateway.resources },
      },
      envoyHpa: {
        minReplicas: gateway.replicas.min,
        maxReplicas: gateway.replicas.max,
        metrics: [
          {
            type: "Resource",
            resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 70 } },
          },
        ],
      },
      envoyPDB: { maxUnavailable: 1 },
      envoyService: {
        type: gateway.service,
        ...(Object.keys(gateway.annotations).length > 0 ? { annotations: gateway.annotations } : {}),
        // Another policy would replace the address of every learner by that of a node.
        ...(gateway.service === "ClusterIP" ? {} : { externalTrafficPolicy: "Local" as const }),
      },
    },
  },
  // A load balancer goes on sending for a while to who is about to go, and slow answers take minutes.
  shutdown: { drainTimeout: "300s", minDrainDuration: "20s" },
});

/** Pool of MetalLB, and what announces it. */
const POOL = "arboretum";

function addresses({ addresses: said }: PlatformBlueprint): readonly PlatformResource[] {
  if (said === undefined) return [];
  const { namespace, pool, announce } = said;
  const chart = ["metallb"];
  const after = [...chart, `IPAddressPool ${POOL}`];
  const named = { name: POOL, namespace };
  return [
    {
      kind: customKinds.addressPool,
      ...named,
      spec: { addresses: [...pool], autoAssign: true },
      after: chart,
    },
    ...(announce.by === "l2"
      ? [
          {
            kind: customKinds.l2Advertisement,
            ...named,
            spec: {
              ipAddressPools: [POOL],
              ...(announce.interfaces.length > 0 ? { interfaces: [...announce.interfaces] } : {}),
            },
            after,
          },
        ]
      : [
          { kind: customKinds.bgpAdvertisement, ...named, spec: { ipAddressPools: [POOL] }, after },
          ...announce.routers.map(({ login, ...router }, index) => ({
            kind: customKinds.bgpPeer,
            name: `router-${index + 1}`,
            namespace,
            spec: {
              myASN: announce.own,
              peerASN: router.system,
              peerAddress: router.address,
              ...(router.port ? { peerPort: router.port } : {}),
              ...(login ? { passwordSecret: { name: login } } : {}),
            } satisfies z.input<typeof bgpPeer>,
            after: chart,
          })),
        ]),
  ];
}

const TEN_YEARS = "87600h";

/** An authority of its own: it signs itself once, and everything else with that. */
function authority({ authority: said }: PlatformBlueprint): readonly PlatformResource[] {
  if (said === undefined) return [];
  const { name, namespace, commonName } = said;
  const root = `${name}-root`;
  const spec: z.input<typeof certificate> = {
    secretName: name,
    commonName,
    isCA: true,
    duration: TEN_YEARS,
    issuerRef: { group: "cert-manager.io", kind: "ClusterIssuer", name: root },
    // Whoever trusts it would have to trust another one.
    privateKey: { algorithm: "ECDSA", size: 384, rotationPolicy: "Never" },
    renewBeforePercentage: 20,
    revisionHistoryLimit: 2,
  };
  return [
    { kind: customKinds.clusterIssuer, name: root, spec: { selfSigned: {} }, after: ["cert-manager"] },
    {
      kind: customKinds.certificate,
      name,
      namespace,
      spec,
      after: ["cert-manager", `ClusterIssuer ${root}`],
    },
    {
      kind: customKinds.clusterIssuer,
      name,
      spec: { ca: { secretName: name } },
      after: ["cert-manager", `Certificate ${name}`],
    },
  ];
}
