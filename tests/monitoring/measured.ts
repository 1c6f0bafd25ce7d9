import { compose } from "../../src/blueprint/compose.ts";
import type { DeploymentBlueprint } from "../../src/blueprint/model.ts";
import { RECORDED } from "../../src/catalog/monitoring/alerts/objectives.ts";
import { RECORDED_OF_RELEASES } from "../../src/catalog/monitoring/releases.ts";
import { type Alert, isAlert, type Monitoring } from "../../src/vocabulary/monitoring.ts";
import { academyWith } from "../catalog/academyWith.ts";
import { composedWith, deploymentOf, PLATFORM, projectOf, stackFile } from "../house.ts";
import type { Measured } from "./promql.ts";

/** A cluster that has all that can be measured. */
export const PLATFORM_THAT_MEASURES = `${PLATFORM}  arboretum:offers: { gatewayApi: managed, gateway: managed, certManager: managed, keda: managed, snapshots: managed, velero: managed, monitoring: managed }\n`;

export const SERVICES = ["notes", "discovery", "credentials", "xqueue"];

const SECRET = '{ secure: "v1:abc" }';

/** A deployment that is measured, with everything that has figures. */
export const measured = (
  lines: readonly string[] = [],
  add: readonly string[] = SERVICES,
  platform = PLATFORM_THAT_MEASURES,
): DeploymentBlueprint =>
  deploymentOf(
    composedWith(
      platform,
      "qa",
      lines.some((line) => line.startsWith("monitoring:")) ? lines : ["monitoring: {}", ...lines],
      add,
    ),
  );

/** A shop of the last release that has one. */
const withShop = (): DeploymentBlueprint =>
  deploymentOf(
    compose(
      academyWith({
        release: "sumac",
        add: ["discovery", "ecommerce", "ecommerce-worker"],
        overrides: [],
        lines: [
          "monitoring: {}",
          `ecommerce: { gateways: [{ kind: paypal, clientId: academy, clientSecret: ${SECRET} }] }`,
        ],
        platform: PLATFORM_THAT_MEASURES,
      }),
      "qa",
    ),
  );

/** Stacks that between them have everything that somebody could have to hear of. */
export const stacks: Readonly<Record<string, DeploymentBlueprint>> = {
  everything: measured(),
  "backups elsewhere": measured([
    `objectStorage: { driver: external, endpoint: "https://s3.example.edu", egress: [internet], account: { accessKey: academy, secretKey: ${SECRET} }, keep: { submissions: 5y, grades: 5y, tracking: forever } }`,
    `backups: { binaryLogs: { image: "docker.io/percona/percona-server:8.4.10-10.1" }, offsite: { endpoint: "https://s3.elsewhere.example", bucket: copies, account: { accessKey: academy, secretKey: ${SECRET} } }, clusterState: {}, drill: { pushgateway: pushgateway.monitoring.svc } }`,
  ]),
  RabbitMQ: measured(["stores: { broker: { driver: rabbitmq } }"]),
  "a release whose end is known": deploymentOf(
    compose(
      projectOf(
        { "Pulumi.platform.yaml": PLATFORM_THAT_MEASURES, "Pulumi.qa.yaml": stackFile("monitoring: {}") },
        "ulmo",
      ),
      "qa",
    ),
  ),
  "a shop": withShop(),
  notebooks: measured(
    ["edge: { domain: learn.example.edu, notebooks: notebooks.example.org }"],
    ["jupyterhub"],
  ),
  closed: measured(["maintenance: { message: Back at noon. }"]),
  "no gateway that counts": measured([], [], `${PLATFORM}  arboretum:offers: { monitoring: existing }\n`),
};

export function monitoringOf({ monitoring, stack }: DeploymentBlueprint): Monitoring {
  if (monitoring === undefined) throw new Error(`${stack} is not measured`);
  return monitoring;
}

export const alertsOf = (monitoring: Monitoring): readonly Alert[] =>
  monitoring.groups.flatMap(({ rules }) => rules.filter(isAlert));

/** What rules of a stack may ask for. */
export const askable = ({ producers }: Monitoring): Measured => ({
  producers,
  recorded: { ...RECORDED, ...RECORDED_OF_RELEASES },
});
