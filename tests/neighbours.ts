import { PLATFORM, projectOf, stackFile } from "./house.ts";

const ADMINISTRATOR = "administrator: { user: root, password: { secure: v1:abc } }";

/** Servers of many deployments, whatever of them can be. */
export const SHARED = `  arboretum:sharedStores:
    mysql: { host: db.example.edu, egress: [10.1.2.0/24], ${ADMINISTRATOR} }
    mongodb: { host: content.example.edu, egress: [10.2.0.0/16], ${ADMINISTRATOR} }
    cache: { host: cache.example.edu, egress: [10.1.3.0/24], ${ADMINISTRATOR} }
    sessions: { host: sessions.example.edu, egress: [10.1.5.0/24], ${ADMINISTRATOR} }
    broker: { host: mq.example.edu, egress: [10.1.4.0/24], ${ADMINISTRATOR} }
    search: { host: search.example.edu, port: 443, egress: [10.1.7.0/24], administrator: { password: { secure: v1:abc } } }
    objectStorage: { endpoint: "https://files.example.edu", egress: [10.1.6.0/24], tiers: [ARCHIVE], ${ADMINISTRATOR} }
`;

/** Where servers stand that Amazon runs. */
export const AWS =
  "aws: { region: eu-central-1, vpc: vpc-0a1b2c3d, subnets: { subnet-0a1b2c3d: 10.20.1.0/24, subnet-0a1b2c3e: 10.20.2.0/24 }, clients: [sg-0a1b2c3d, 10.30.0.0/16] }";

/** A platform that has them. */
export const SHARES = `${PLATFORM}${SHARED}`;

/** A deployment that takes part in all of them. */
export const TAKES_PART = [
  "stores: { mysql: { driver: shared }, mongodb: { driver: shared }, cache: { driver: shared }, sessions: { driver: shared }, broker: { driver: shared }, search: { driver: shared, key: { secure: v1:def } } }",
  "objectStorage: { driver: shared, archive: ARCHIVE, keep: { submissions: 5y, grades: 400d, tracking: forever } }",
  "backups: { sameServer: the server has a second site }",
];

const MAP = `
stages: [ci, qa]
default: academy
deployments:
  academy: { run: { qa: verawood } }
  campus: { run: { qa: verawood } }
`;

/** Two deployments, side by side on servers that both use. */
export const neighbours = projectOf(
  {
    "Pulumi.platform.yaml": SHARES,
    "Pulumi.qa.yaml": stackFile(...TAKES_PART),
    "Pulumi.campus.qa.yaml": stackFile(...TAKES_PART, "edge: { domain: learn.campus.example.org }"),
  },
  "verawood",
  MAP,
);
