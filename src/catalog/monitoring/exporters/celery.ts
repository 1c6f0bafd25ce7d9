import { json, text } from "../../../vocabulary/content.ts";
import { QUEUES } from "../../celeryTable.ts";
import { certificateFiles, knownIn } from "../../certificates.ts";
import type { Context } from "../../context.ts";
import { brokerServer } from "../../django/broker.ts";
import { allGroups } from "../../edxapp/workers.ts";
import { celeryExporterStart } from "../../python/python.ts";
import { CREDENTIALS, type Exporter, isMeasured, small, toStore } from "./exporter.ts";

const NAME = "celery-exporter";

/** Queues that somebody works on. One that nobody has sent anything to yet counts as empty. */
const queuesOf = (context: Context): readonly string[] => {
  const served = new Set(allGroups(context).flatMap(({ queues }) => queues.map(({ name }) => name)));
  return QUEUES.map(({ name }) => name).filter((name) => served.has(name));
};

/** It hears what workers say of their tasks, and counts what waits. Its address holds the password, so a script of ours makes it. */
export const celeryExporter: Exporter = {
  name: NAME,
  producer: "celery",
  present: isMeasured,
  image: "ghcr.io/danihodovic/celery-exporter:0.12.2",
  port: 9808,
  resources: small("256Mi"),
  run: (context) => ({
    command: [
      "python",
      `${CREDENTIALS}/start.py`,
      `--queues=${queuesOf(context).join(",")}`,
      "--retry-interval=5",
      "--generic-hostname-task-sent-metric",
      // Names of pods are labels, and pods come and go: without it no series would ever end.
      `--purge-offline-worker-metrics=${2 * 3600}`,
    ],
    environment: { PYTHONDONTWRITEBYTECODE: "1", HOME: "/tmp" },
    mounts: [{ from: "files", files: NAME, path: CREDENTIALS }],
  }),
  files: (context) => ({
    [NAME]: {
      "start.py": text(celeryExporterStart),
      "broker.json": json(brokerServer(knownIn(CREDENTIALS, context), 0)),
      ...certificateFiles(context.stores),
    },
  }),
  asks: (context) => toStore(NAME, "broker", context),
  pages: () => [{ path: "/metrics" }],
};
