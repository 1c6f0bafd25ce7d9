import * as z from "zod";
import { accounts } from "./sections/accounts.ts";
import { addresses } from "./sections/addresses.ts";
import { authority } from "./sections/authority.ts";
import { aws } from "./sections/aws.ts";
import { backups } from "./sections/backups.ts";
import { cdn } from "./sections/cdn.ts";
import { certificates, dns } from "./sections/certificates.ts";
import { change } from "./sections/change.ts";
import { cluster, platformCluster } from "./sections/cluster.ts";
import { codejail } from "./sections/codejail.ts";
import { credentials } from "./sections/credentials.ts";
import { dashboards } from "./sections/dashboards.ts";
import { django } from "./sections/django.ts";
import { ecommerce } from "./sections/ecommerce.ts";
import { edge } from "./sections/edge.ts";
import { egress } from "./sections/egress.ts";
import { events } from "./sections/events.ts";
import { gateway } from "./sections/gateway.ts";
import { identity } from "./sections/identity.ts";
import { images } from "./sections/images.ts";
import { keep } from "./sections/keep.ts";
import { limits } from "./sections/limits.ts";
import { logging } from "./sections/logging.ts";
import { logs } from "./sections/logs.ts";
import { mail } from "./sections/mail.ts";
import { measured } from "./sections/measured.ts";
import { monitoring } from "./sections/monitoring.ts";
import { nodes } from "./sections/nodes.ts";
import { notebooks } from "./sections/notebooks.ts";
import { objectStorage } from "./sections/objectStorage.ts";
import { offers } from "./sections/offers.ts";
import { platformDns } from "./sections/platformDns.ts";
import { platformImages } from "./sections/platformImages.ts";
import { retirement } from "./sections/retirement.ts";
import { scale } from "./sections/scale.ts";
import { secrets } from "./sections/secrets.ts";
import { sharedStores } from "./sections/sharedStores.ts";
import { site } from "./sections/site.ts";
import { standby } from "./sections/standby.ts";
import { stores } from "./sections/stores.ts";
import { studio } from "./sections/studio.ts";
import { maintenance, traffic } from "./sections/traffic.ts";
import { watcher } from "./sections/watcher.ts";
import type { Settled } from "./shapes.ts";

/**
 * A section that nobody wrote is an empty block: its defaults apply, and each value that it requires is missing
 * by its own name.
 */
const block = <Section extends z.ZodType>(section: Section) => section.prefault({} as z.input<Section>);

/** What the stack of a deployment may say, section by section. */
export const deploymentSettings = z.strictObject({
  site: block(site),
  cluster: block(cluster),
  images: block(images),
  secrets: block(secrets),
  edge: block(edge),
  traffic: block(traffic),
  maintenance: maintenance.optional(),
  certificates: certificates.optional(),
  dns: dns.optional(),
  cdn: cdn.optional(),
  egress: egress.default([]),
  scale: block(scale),
  limits: block(limits),
  nodes: block(nodes),
  stores: block(stores),
  aws: aws.optional(),
  objectStorage: block(objectStorage),
  mail: mail.optional(),
  events: block(events),
  logging: block(logging),
  studio: block(studio),
  accounts: block(accounts),
  identity: identity.optional(),
  retirement: retirement.optional(),
  keep: block(keep),
  standby: standby.optional(),
  backups: backups.optional(),
  monitoring: measured,
  change: block(change),
  codejail: block(codejail),
  watcher: block(watcher),
  credentials: block(credentials),
  ecommerce: ecommerce.optional(),
  notebooks: notebooks.optional(),
  django: block(django),
});
export type Settings = Settled<typeof deploymentSettings>;
/** The same before it is checked: whatever has a default may be left out. */
export type SettingsInput = z.input<typeof deploymentSettings>;

/** What the stack of a cluster's shared parts may say. */
export const platformSettings = z.strictObject({
  cluster: block(platformCluster),
  images: block(platformImages),
  offers: block(offers),
  sharedStores: block(sharedStores),
  gateway: block(gateway),
  addresses: addresses.optional(),
  authority: authority.optional(),
  dns: block(platformDns),
  monitoring: block(monitoring),
  logs: block(logs),
  dashboards: block(dashboards),
});
export type PlatformSettings = Settled<typeof platformSettings>;
/** The same before it is checked. */
export type PlatformSettingsInput = z.input<typeof platformSettings>;
