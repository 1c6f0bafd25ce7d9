import * as z from "zod";

const secretKey = z.strictObject({ name: z.string(), key: z.string() });

const solver = z.union([
  z.strictObject({
    http01: z.strictObject({
      gatewayHTTPRoute: z.strictObject({
        parentRefs: z
          .array(
            z.strictObject({ group: z.string(), kind: z.string(), name: z.string(), namespace: z.string() }),
          )
          .min(1),
        serviceType: z.literal("ClusterIP"),
        podTemplate: z.strictObject({
          metadata: z.strictObject({ labels: z.record(z.string(), z.string()) }),
          spec: z
            .strictObject({ imagePullSecrets: z.array(z.strictObject({ name: z.string() })) })
            .optional(),
        }),
      }),
    }),
  }),
  z.strictObject({
    dns01: z.union([
      z.strictObject({
        route53: z.strictObject({
          region: z.string(),
          hostedZoneID: z.string().optional(),
          role: z.string(),
          auth: z.strictObject({
            kubernetes: z.strictObject({
              serviceAccountRef: z.strictObject({ name: z.string() }),
            }),
          }),
        }),
      }),
      z.strictObject({ cloudflare: z.strictObject({ apiTokenSecretRef: secretKey }) }),
    ]),
  }),
]);

/** `Issuer` and `ClusterIssuer` of cert-manager, as far as we say anything in them. */
export const issuer = z.union([
  z.strictObject({
    acme: z.strictObject({
      server: z.string(),
      email: z.string(),
      privateKeySecretRef: z.strictObject({ name: z.string() }),
      solvers: z.array(solver).min(1),
    }),
  }),
  z.strictObject({ selfSigned: z.strictObject({}) }),
  z.strictObject({ ca: z.strictObject({ secretName: z.string() }) }),
]);

/** `Certificate` of cert-manager. */
export const certificate = z.strictObject({
  secretName: z.string(),
  dnsNames: z.array(z.string()).min(1).optional(),
  commonName: z.string().max(64).optional(),
  isCA: z.literal(true).optional(),
  duration: z.string().optional(),
  issuerRef: z.strictObject({
    group: z.literal("cert-manager.io"),
    kind: z.enum(["Issuer", "ClusterIssuer"]),
    name: z.string(),
  }),
  privateKey: z.strictObject({
    algorithm: z.literal("ECDSA"),
    size: z.union([z.literal(256), z.literal(384)]),
    rotationPolicy: z.enum(["Always", "Never"]),
  }),
  renewBeforePercentage: z.int().min(1).max(99),
  revisionHistoryLimit: z.int(),
});
