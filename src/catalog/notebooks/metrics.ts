import type { ChartedPods } from "../../vocabulary/charted.ts";
import { type Files, files, text } from "../../vocabulary/content.ts";
import { secret } from "../../vocabulary/late.ts";
import type { Context } from "../context.ts";
import { isMeasured } from "../monitoring/exporters/exporter.ts";
import { SECRETS } from "./settings.ts";

const TOKEN = "jupyterhub-metrics";
/** Name of the port of the hub's container, as the chart calls it. */
const PORT = "http";

/** The token of the service of the hub that may read its figures and nothing else: Prometheus reads it beside the hub. */
export const metricsFiles = (context: Context): readonly Files[] =>
  isMeasured(context)
    ? [files(TOKEN, "stable", { token: text(secret(SECRETS.metrics)) }, context.versionOf)]
    : [];

export const figuresOf = (context: Context): Pick<ChartedPods, "figures"> =>
  isMeasured(context)
    ? {
        figures: {
          producer: "jupyterhub",
          pages: [{ port: PORT, path: "/hub/metrics", token: { object: TOKEN, entry: "token" } }],
        },
      }
    : {};
