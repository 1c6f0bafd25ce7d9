import { component, edge } from "../../vocabulary/connection.ts";
import type { Application } from "../application.ts";
import { APART, SHOP } from "../commerce/shop.ts";
import { publicPort } from "../context.ts";
import { resourcesOf } from "../scale.ts";

const NAME = "ecommerce-scan";

/** Scans the shop from where its visitors are, by a program of one's own, and reaches nothing else. */
export const ecommerceScan: Application = {
  name: NAME,
  builtFrom: SHOP,
  group: SHOP,
  present: ({ settings }) => settings.ecommerce?.scan !== undefined,
  apart: APART,
  needs: [],
  connections: (context) => [
    { from: component(NAME), to: edge, port: publicPort(context), why: "scans the public pages of the shop" },
  ],
  schedules: ({ settings: { ecommerce, edge: hosts } }) =>
    ecommerce?.scan
      ? [
          {
            name: NAME,
            cron: ecommerce.scan.cron,
            longest: 6 * 3600,
            // A scan that fails has found something, or is to be looked at: a second run would only hide that.
            retries: 0,
            pod: {
              image: ecommerce.scan.image,
              command: ecommerce.scan.command.map((word) => word.replaceAll("{host}", hosts.ecommerce)),
              environment: { HOME: "/tmp" },
              user: { uid: 1000, gid: 1000 },
              resources: resourcesOf({ cpu: "250m", memory: "512Mi" }),
              mounts: [{ from: "scratch", name: "tmp", path: "/tmp", size: "1Gi" }],
              grace: 60,
            },
          },
        ]
      : [],
};
