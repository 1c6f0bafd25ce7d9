import * as z from "zod";

const relabeling = z.strictObject({
  sourceLabels: z.array(z.string()).optional(),
  targetLabel: z.string(),
  replacement: z.string().optional(),
});

/** `PodMonitor` of the operator of Prometheus, as far as we say anything in it. */
export const podMonitor = z.strictObject({
  selector: z.strictObject({ matchLabels: z.record(z.string(), z.string()) }),
  podMetricsEndpoints: z
    .array(
      z.strictObject({
        port: z.string(),
        path: z.string(),
        interval: z.string(),
        params: z.record(z.string(), z.array(z.string())).optional(),
        authorization: z
          .strictObject({
            type: z.literal("Bearer"),
            credentials: z.strictObject({ name: z.string(), key: z.string() }),
          })
          .optional(),
        relabelings: z.array(relabeling),
      }),
    )
    .min(1),
});

/** `Probe`: what a prober is to ask. */
export const probe = z.strictObject({
  interval: z.string(),
  module: z.string(),
  prober: z.strictObject({ url: z.string(), path: z.string() }),
  targets: z.strictObject({
    staticConfig: z.strictObject({
      static: z.array(z.string()).min(1),
      labels: z.record(z.string(), z.string()),
    }),
  }),
});

const labels = z.record(z.string(), z.string());

/** `PrometheusRule`: figures that are worked out ahead, and alerts. */
export const prometheusRule = z.strictObject({
  groups: z
    .array(
      z.strictObject({
        name: z.string(),
        rules: z
          .array(
            z.union([
              z.strictObject({ record: z.string(), expr: z.string(), labels: labels.optional() }),
              z.strictObject({
                alert: z.string(),
                expr: z.string(),
                for: z.string().optional(),
                keep_firing_for: z.string().optional(),
                labels,
                annotations: labels,
              }),
            ]),
          )
          .min(1),
      }),
    )
    .min(1),
});
