import type { Connection } from "../../../vocabulary/connection.ts";
import { METRICS } from "../../../vocabulary/monitoring.ts";
import type { Initial } from "../../../vocabulary/workload.ts";
import type { Context } from "../../context.ts";
import { STATS_PORT } from "../../uwsgi.ts";
import { isMeasured, measuring, small } from "./exporter.ts";

export const UWSGI_EXPORTER = "uwsgi-exporter";
const PORT = 9117;

/** Stands beside the processes in their pod: nobody else may ask them, because they tell of every request. */
export const uwsgiExporter = (context: Context): readonly Initial[] =>
  isMeasured(context)
    ? [
        {
          name: UWSGI_EXPORTER,
          image: context.mirrored("docker.io/timonwong/uwsgi-exporter:v1.3.0"),
          args: [`--stats.uri=tcp://127.0.0.1:${STATS_PORT}`],
          beside: true,
          port: { name: METRICS, number: PORT },
          mounts: [],
          resources: small("32Mi"),
        },
      ]
    : [];

/** Who asks it. */
export const uwsgiConnections = (name: string, context: Context): readonly Connection[] =>
  measuring(name, PORT, context);
