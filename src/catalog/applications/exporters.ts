import type { Application } from "../application.ts";
import type { Context } from "../context.ts";
import { exporterWorker, isMeasured, measuring } from "../monitoring/exporters/exporter.ts";
import { exporters as all } from "../monitoring/exporters/exporters.ts";

const present = (context: Context) => all.filter((one) => one.present(context));

/** What says to Prometheus how stores, queues and public hosts are. */
export const exporters: Application = {
  name: "exporters",
  builtFrom: "edx-platform",
  present: isMeasured,
  connections: (context) =>
    present(context).flatMap((one) => [...measuring(one.name, one.port, context), ...one.asks(context)]),
  files: (context) => Object.assign({}, ...present(context).map((one) => one.files(context))),
  needs: ["mysql-databases", "mongodb-databases"],
  workers: (context) => present(context).map((one) => exporterWorker(one, context)),
};
