import * as z from "zod";

const labelSelector = z.strictObject({ matchLabels: z.record(z.string(), z.string()) });

const reference = z.strictObject({ group: z.string(), kind: z.string(), name: z.string() });

/** `GatewayClass` of the Gateway API, as far as we say anything in it. */
export const gatewayClass = z.strictObject({
  controllerName: z.string(),
  parametersRef: reference.extend({ namespace: z.string() }),
});

const listener = z.strictObject({
  name: z.string(),
  hostname: z.string().optional(),
  port: z.int(),
  protocol: z.enum(["HTTP", "HTTPS"]),
  tls: z
    .strictObject({
      mode: z.literal("Terminate"),
      certificateRefs: z.array(z.strictObject({ name: z.string() })).length(1),
    })
    .optional(),
  allowedRoutes: z.strictObject({
    namespaces: z.strictObject({ from: z.enum(["Same", "Selector"]), selector: labelSelector.optional() }),
  }),
});

/** `Gateway` of the Gateway API. */
export const gateway = z.strictObject({
  gatewayClassName: z.string(),
  listeners: z.array(listener).min(1).max(64),
});

const header = z.strictObject({ name: z.string(), value: z.string() });

const match = z.strictObject({
  path: z.strictObject({ type: z.enum(["PathPrefix", "Exact"]), value: z.string() }),
  method: z.enum(["POST", "PUT", "PATCH"]).optional(),
  headers: z
    .array(header.extend({ type: z.literal("RegularExpression"), value: z.string().max(4096) }))
    .max(16)
    .optional(),
});

const filter = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("ResponseHeaderModifier"),
    responseHeaderModifier: z.strictObject({ set: z.array(header).max(16) }),
  }),
  z.strictObject({
    type: z.literal("RequestRedirect"),
    requestRedirect: z.strictObject({ scheme: z.literal("https"), statusCode: z.literal(301) }),
  }),
  z.strictObject({ type: z.literal("ExtensionRef"), extensionRef: reference }),
]);

const rule = z.strictObject({
  matches: z.array(match).min(1).max(64),
  filters: z.array(filter).max(16).optional(),
  backendRefs: z.array(z.strictObject({ name: z.string(), port: z.int() })).optional(),
  timeouts: z.strictObject({ request: z.string() }).optional(),
});

/** `HTTPRoute` of the Gateway API. */
export const httpRoute = z.strictObject({
  parentRefs: z
    .array(z.strictObject({ name: z.string(), namespace: z.string(), sectionName: z.string() }))
    .min(1)
    .max(32),
  hostnames: z.array(z.string()).min(1).max(16).optional(),
  rules: z.array(rule).min(1).max(16),
});
