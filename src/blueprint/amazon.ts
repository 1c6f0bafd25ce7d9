import type { Context } from "../catalog/context.ts";
import { gibibytes, lineOf, RDS_LINES } from "../catalog/stores/rds.ts";
import { CERTIFICATE, rdsAuthority } from "../catalog/stores/rdsAuthority.ts";
import { error, type Problem } from "../documents/problem.ts";
import type { SettledDeployment } from "../settings/load.ts";
import { saidAt } from "../settings/saidAt.ts";
import type { Draft } from "./draft.ts";

/** What stands against the servers that Amazon is to run. */
export const amazonProblems = ({ context, loaded }: Draft): readonly Problem[] => [
  ...nowhere(loaded),
  ...unknownAuthority(loaded),
  ...wrongVersion(context, loaded),
  ...smallerThanItBegins(loaded),
];

const MANAGED: readonly string[] = ["rds", "elasticache"];

const at = (loaded: SettledDeployment, ...path: readonly string[]) => saidAt(loaded, path);

/** A server stands somewhere, and nobody may guess where. */
function nowhere(loaded: SettledDeployment): readonly Problem[] {
  const { stores, aws } = loaded.settings;
  if (aws !== undefined) return [];
  const [first] = Object.entries(stores).filter(([, { driver }]) => MANAGED.includes(driver));
  if (first === undefined) return [];
  const [store, { driver }] = first;
  return [
    error("aws-unsaid", {
      ...at(loaded, "stores", store, "driver"),
      message: `Amazon is to run a server (${driver}), and nobody has said where.`,
      remedy:
        "Write arboretum:aws: { region: eu-central-1, vpc: <vpc-…>, subnets: { <subnet-…>: 10.20.1.0/24, <subnet-…>: 10.20.2.0/24 }, clients: [<sg-… of the nodes>] }.",
    }),
  ];
}

/** A certificate that nobody can judge is none. */
function unknownAuthority(loaded: SettledDeployment): readonly Problem[] {
  const { aws, stores } = loaded.settings;
  const { mysql } = stores;
  if (mysql.driver !== "rds" || aws === undefined || mysql.authority || rdsAuthority(aws.region)) return [];
  return [
    error("rds-authority-unknown", {
      ...at(loaded, "stores", "mysql", "authority"),
      message: `Nobody here knows the authority that signs certificates of RDS in ${aws.region}.`,
      remedy: `Fetch https://truststore.pki.rds.amazonaws.com/${aws.region}/${aws.region}-bundle.pem, and paste that of ${CERTIFICATE.called} as authority.`,
    }),
  ];
}

function smallerThanItBegins(loaded: SettledDeployment): readonly Problem[] {
  const { mysql } = loaded.settings.stores;
  if (mysql.driver !== "rds" || mysql.mostStorage === undefined) return [];
  if (gibibytes(mysql.mostStorage) > gibibytes(mysql.storage)) return [];
  return [
    error("rds-storage", {
      ...at(loaded, "stores", "mysql", "mostStorage"),
      message: `The disk begins with ${mysql.storage}, and grows to no more than ${mysql.mostStorage}.`,
      remedy: "Write more than storage, or leave this out.",
    }),
  ];
}

/** The release says which line of MySQL it runs on, and Amazon has not all of them. */
function wrongVersion({ release }: Context, loaded: SettledDeployment): readonly Problem[] {
  const { mysql } = loaded.settings.stores;
  const { mysql: published } = release.stores;
  if (mysql.driver !== "rds" || published === undefined) return [];
  const line = lineOf(published.version);
  if (!(RDS_LINES as readonly string[]).includes(line)) {
    return [
      error("rds-line", {
        ...at(loaded, "stores", "mysql", "driver"),
        message: `${release.name} runs on MySQL ${line}, and Amazon has ${RDS_LINES.join(" and ")}.`,
        remedy: "Choose another driver, or move to a release that runs on one of these.",
      }),
    ];
  }
  if (mysql.version === undefined || lineOf(mysql.version) === line) return [];
  return [
    error("store-version", {
      ...at(loaded, "stores", "mysql", "version"),
      message: `${release.name} runs on MySQL ${line}, and ${mysql.version} is of another line.`,
      remedy: `Leave this out, or write a version that begins with ${line}.`,
    }),
  ];
}
