import {
  byName,
  byNameForAll,
  type ChartOf,
  frozen,
  type Home,
  oneAway,
  type Part,
  process,
} from "../part.ts";

/**
 * Ports on which the pods of a gateway listen. Envoy Gateway adds 10000 to a port that only root may open (`internal/gatewayapi/translator.go`),
 * Traefik's chart has its own (`ports` in its values).
 */
export const POD_PORTS = {
  envoy: { http: 10_080, https: 10_443 },
  traefik: { http: 8000, https: 8443 },
} as const;

export const EDGE: Home = {
  name: "arboretum-edge",
  trust: "restricted",
  role: "edge",
  opens: [
    {
      from: "everybody",
      ports: Object.values(POD_PORTS).flatMap(({ http, https }) => [http, https]),
      why: "what learners ask for",
    },
    { from: "namespace", why: "gateways fetch their configuration" },
    { from: "monitoring", ports: [19001, 9100], why: "metrics" },
  ],
  asks: ["apiServer", "pods"],
};

const envoy: ChartOf = {
  name: "gateway",
  chart: "oci://docker.io/envoyproxy/gateway-helm",
  version: "v1.9.0",
  images: ["docker.io/envoyproxy/gateway:v1.9.0", "docker.io/envoyproxy/envoy:distroless-v1.39.0"],
  brings: ["gateway.networking.k8s.io", "gateway.envoyproxy.io"],
  frozen: ({ offers }) => offers.gatewayApi === "managed",
  processes: ({ settings }) => ({
    controller: process(2, "100m", "256Mi", "1Gi"),
    certgen: process(1, "10m", "64Mi", "256Mi"),
    proxy: process(settings.gateway.replicas.max, "200m", "512Mi", "1Gi"),
    // Beside each proxy, and nobody may size it: its limit is the one that its namespace presumes.
    shutdown: process(settings.gateway.replicas.max, "10m", "32Mi", "1Gi"),
  }),
  pulledBy: byNameForAll,
  values: ({ registry, settings: { images, offers } }, resources) => ({
    ...(images.registry ? { global: { imageRegistry: registry("docker.io") } } : {}),
    crds: { enabled: offers.gatewayApi === "managed" },
    deployment: { replicas: 2, envoyGateway: { resources: resources("controller") } },
    podDisruptionBudget: { minAvailable: 1 },
    certgen: { job: { resources: resources("certgen") } },
    // It would be asked at every start of a pod in its namespace, for zones that no route of ours prefers.
    topologyInjector: { enabled: false },
  }),
};

/** Seconds that slow answers have before a pod that goes is gone. */
const DRAINED = 300;

/** By itself Traefik cuts off whoever sends a file for longer than a minute, and goes before load balancers have noticed. */
const PATIENT = {
  respondingTimeouts: { readTimeout: "900s" },
  lifeCycle: { requestAcceptGraceTimeout: "20s", graceTimeOut: `${DRAINED}s` },
};

const traefik: ChartOf = {
  name: "gateway",
  chart: "traefik",
  repository: "https://traefik.github.io/charts",
  version: "41.3.0",
  images: ["docker.io/traefik:v3.7.11"],
  brings: ["traefik.io"],
  frozen,
  processes: ({ settings }) => ({ proxy: process(settings.gateway.replicas.max, "200m", "128Mi", "512Mi") }),
  pulledBy: (secret) => ({ deployment: byName(secret) }),
  values: ({ registry, has, settings: { gateway } }, resources) => ({
    image: { registry: registry("docker.io") },
    deployment: { replicas: gateway.replicas.min, terminationGracePeriodSeconds: DRAINED + 30 },
    ports: { web: { transport: PATIENT }, websecure: { transport: PATIENT } },
    resources: resources("proxy"),
    podDisruptionBudget: oneAway,
    topologySpreadConstraints: [
      {
        maxSkew: 1,
        topologyKey: "kubernetes.io/hostname",
        whenUnsatisfiable: "ScheduleAnyway",
        labelSelector: { matchLabels: { "app.kubernetes.io/name": "traefik" } },
      },
    ],
    // Each deployment has a gateway of its own, and nothing but the Gateway API says what is routed where.
    gateway: { enabled: false },
    gatewayClass: { enabled: true, name: gateway.class },
    ingressClass: { enabled: false },
    ingressRoute: { dashboard: { enabled: false } },
    providers: {
      kubernetesGateway: { enabled: true },
      kubernetesCRD: { enabled: false },
      kubernetesIngress: { enabled: false },
    },
    service: { type: gateway.service, annotations: gateway.annotations },
    global: { checkNewVersion: false, sendAnonymousUsage: false },
    metrics: {
      prometheus: {
        service: { enabled: has("monitoring") },
        serviceMonitor: { enabled: has("monitoring") },
      },
    },
  }),
};

/** What lets learners in. */
export const gateway: Part = {
  name: "gateway",
  what: "gateway",
  home: EDGE,
  charts: ({ settings }) => [settings.gateway.controller === "envoy" ? envoy : traefik],
  after: ["metalLb", "monitoring"],
  needs: ["gatewayApi"],
};
