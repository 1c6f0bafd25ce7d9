import * as z from "zod";

const target = <Kind extends "Gateway" | "HTTPRoute">(kind: Kind) =>
  z.strictObject({
    group: z.literal("gateway.networking.k8s.io"),
    kind: z.literal(kind),
    name: z.string(),
    sectionName: z.string().optional(),
  });

/** `ClientTrafficPolicy` of Envoy Gateway, as far as we say anything in it: how clients are met. */
export const clientTrafficPolicy = z.strictObject({
  targetRefs: z.array(target("Gateway")).min(1).max(16),
  clientIPDetection: z
    .strictObject({ xForwardedFor: z.strictObject({ numTrustedHops: z.int().min(1) }) })
    .optional(),
  proxyProtocol: z.strictObject({ optional: z.literal(true) }).optional(),
  tls: z.strictObject({ minVersion: z.enum(["1.2", "1.3"]) }).optional(),
  path: z.strictObject({ escapedSlashesAction: z.literal("KeepUnchanged") }),
  headers: z.strictObject({ withUnderscoresAction: z.literal("DropHeader") }),
  timeout: z.strictObject({
    http: z.strictObject({
      requestHeadersReceivedTimeout: z.string(),
      requestReceivedTimeout: z.string(),
      idleTimeout: z.string(),
    }),
  }),
});

const selector = z.strictObject({
  path: z.strictObject({ type: z.literal("RegularExpression"), value: z.string() }),
  methods: z.array(z.strictObject({ value: z.literal("POST") })),
  sourceCIDR: z.strictObject({ type: z.literal("Distinct"), value: z.string() }),
  headers: z
    .array(
      z.strictObject({
        type: z.literal("RegularExpression"),
        name: z.string(),
        value: z.string().max(1024),
        invert: z.literal(true),
      }),
    )
    .optional(),
});

const limit = z.strictObject({
  clientSelectors: z.array(selector).length(1),
  limit: z.strictObject({ requests: z.int().min(1), unit: z.literal("Minute") }),
});

/** Envoy Gateway takes what is absent for off, without a word. */
const nothing = z.strictObject({});

/** `BackendTrafficPolicy` of Envoy Gateway: how requests are passed on. */
export const backendTrafficPolicy = z.strictObject({
  targetRefs: z.array(target("HTTPRoute")).length(1),
  timeout: z.strictObject({
    http: z.strictObject({ requestTimeout: z.string(), connectionIdleTimeout: z.string() }),
  }),
  retry: z.strictObject({
    numRetries: z.int().min(1),
    retryOn: z.strictObject({
      triggers: z.array(z.enum(["connect-failure", "refused-stream", "reset-before-request"])),
    }),
  }),
  compressor: z
    .array(
      z.discriminatedUnion("type", [
        z.strictObject({ type: z.literal("Brotli"), brotli: nothing, minContentLength: z.string() }),
        z.strictObject({ type: z.literal("Gzip"), gzip: nothing, minContentLength: z.string() }),
      ]),
    )
    .optional(),
  circuitBreaker: z
    .strictObject({ maxConnections: z.int(), maxPendingRequests: z.int(), maxParallelRequests: z.int() })
    .optional(),
  loadBalancer: z
    .strictObject({
      type: z.literal("ConsistentHash"),
      consistentHash: z.strictObject({
        type: z.literal("Cookie"),
        cookie: z.strictObject({ name: z.string() }),
      }),
    })
    .optional(),
  rateLimit: z
    .strictObject({
      type: z.literal("Local"),
      local: z.strictObject({ rules: z.array(limit).min(1).max(16) }),
    })
    .optional(),
});

/** `HTTPRouteFilter` of Envoy Gateway: an answer of the gateway's own. */
export const httpRouteFilter = z.strictObject({
  directResponse: z.strictObject({
    statusCode: z.int(),
    contentType: z.string(),
    body: z.strictObject({ type: z.literal("Inline"), inline: z.string().max(4096) }),
    header: z
      .strictObject({ set: z.array(z.strictObject({ name: z.string(), value: z.string() })) })
      .optional(),
  }),
});

const resources = z.strictObject({
  requests: z.record(z.string(), z.string()),
  limits: z.record(z.string(), z.string()),
});

/** `EnvoyProxy` of Envoy Gateway: the pods that requests go through. */
export const envoyProxy = z.strictObject({
  mergeGateways: z.literal(true),
  provider: z.strictObject({
    type: z.literal("Kubernetes"),
    kubernetes: z.strictObject({
      envoyDeployment: z.strictObject({
        pod: z.strictObject({
          imagePullSecrets: z.array(z.strictObject({ name: z.string() })).optional(),
          topologySpreadConstraints: z.array(
            z.strictObject({
              maxSkew: z.int(),
              topologyKey: z.string(),
              whenUnsatisfiable: z.enum(["ScheduleAnyway", "DoNotSchedule"]),
              labelSelector: z.strictObject({ matchLabels: z.record(z.string(), z.string()) }),
            }),
          ),
        }),
        container: z.strictObject({ image: z.string().optional(), resources }),
      }),
      envoyHpa: z.strictObject({
        minReplicas: z.int(),
        maxReplicas: z.int(),
        metrics: z.array(
          z.strictObject({
            type: z.literal("Resource"),
            resource: z.strictObject({
              name: z.literal("cpu"),
              target: z.strictObject({ type: z.literal("Utilization"), averageUtilization: z.int() }),
            }),
          }),
        ),
      }),
      envoyPDB: z.strictObject({ maxUnavailable: z.int() }),
      envoyService: z.strictObject({
        type: z.enum(["LoadBalancer", "NodePort", "ClusterIP"]),
        annotations: z.record(z.string(), z.string()).optional(),
        externalTrafficPolicy: z.literal("Local").optional(),
      }),
    }),
  }),
  shutdown: z.strictObject({ drainTimeout: z.string(), minDrainDuration: z.string() }),
});
