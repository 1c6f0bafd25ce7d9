import { component, edge } from "../../vocabulary/connection.ts";
import { json, text } from "../../vocabulary/content.ts";
import { secret } from "../../vocabulary/late.ts";
import { wayTo } from "../addresses.ts";
import type { Application } from "../application.ts";
import { certificateFiles, knownIn } from "../certificates.ts";
import { APART, BROKER_DATABASE, SHOP, WORKER } from "../commerce/shop.ts";
import { publicPort } from "../context.ts";
import { brokerServer } from "../django/broker.ts";
import { oauthSecretsOf } from "../django/signOn.ts";
import { issuerOf } from "../django/tokens.ts";
import { WEB_PORT } from "../openedxImage.ts";
import { shopWorkerSettings } from "../python/python.ts";
import { resourcesOf, scaled, sizeOf } from "../scale.ts";

const FOLDER = "/run/configuration";
const CONFIGURATION = "ecommerce-worker-configuration";

/**
 * The shop sends to the first three. Its workers were started on two others elsewhere, so that what the shop put aside was never
 * done; whoever comes from there may have tasks on those.
 */
const QUEUES = [
  "ecommerce.fulfillment",
  "ecommerce.email_marketing",
  "ecommerce.default",
  "fulfillment",
  "email_marketing",
];

/** Enrols learners for what they have paid, where that is not done while they wait. */
export const ecommerceWorker: Application = {
  name: WORKER,
  builtFrom: WORKER,
  group: SHOP,
  apart: APART,
  needs: [SHOP],
  connections: (context) => [
    ...wayTo(context.stores.broker, component(WORKER), "orders"),
    { from: component(WORKER), to: component(SHOP), port: WEB_PORT, why: "has orders fulfilled" },
    { from: component(WORKER), to: edge, port: publicPort(context), why: "tokens of the LMS" },
  ],
  files: (context) => ({
    [CONFIGURATION]: {
      "arboretum_worker.py": text(shopWorkerSettings),
      ...certificateFiles(context.stores),
      "worker.json": json({
        ARBORETUM_BROKER: brokerServer(knownIn(FOLDER, context), BROKER_DATABASE),
        ECOMMERCE_API_ROOT: `http://${SHOP}:${WEB_PORT}/api/v2/`,
        MAX_FULFILLMENT_RETRIES: 11,
        BACKEND_SERVICE_EDX_OAUTH2_PROVIDER_URL: issuerOf(context),
        BACKEND_SERVICE_EDX_OAUTH2_KEY: SHOP,
        BACKEND_SERVICE_EDX_OAUTH2_SECRET: secret(oauthSecretsOf(SHOP).service),
      }),
    },
  }),
  workers: (context) => {
    const size = sizeOf("ecommerceWorker", context.settings.scale);
    return [
      {
        name: WORKER,
        ...scaled(size),
        processes: size.processes,
        evictable: true,
        pod: {
          image: context.image,
          command: [
            "celery",
            "--app=ecommerce_worker.celery_app:app",
            "worker",
            "--loglevel=info",
            "--max-tasks-per-child=100",
            `--concurrency=${size.processes}`,
            `--queues=${QUEUES.join(",")}`,
          ],
          environment: {
            WORKER_CONFIGURATION_MODULE: "arboretum_worker",
            PYTHONPATH: FOLDER,
            PYTHONDONTWRITEBYTECODE: "1",
          },
          user: { uid: 1000, gid: 1000 },
          resources: resourcesOf(size),
          mounts: [
            { from: "files", files: CONFIGURATION, path: FOLDER },
            { from: "scratch", name: "tmp", path: "/tmp", size: "512Mi" },
          ],
          // An order that is cut off is put back by nobody until the broker thinks it is lost.
          grace: 300,
        },
      },
    ];
  },
};
