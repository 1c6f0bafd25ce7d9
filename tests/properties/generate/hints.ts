import fc from "fast-check";
import { networkOf } from "../../../src/settings/network.ts";
import { composed, deploymentOf } from "../../house.ts";
import { FIRST, releases } from "./case.ts";
import type { Hints } from "./fromSchema.ts";

/** Of the smallest deployment of each release, and so of every one. */
const smallest = releases.map((release) => deploymentOf(composed("ci", [], release)));

const names = (all: readonly string[]) => [...new Set(all)].sort();
const secrets = names(smallest.flatMap((one) => one.secrets.map(({ name }) => name)));
const components = names(
  smallest.flatMap(({ connections }) =>
    connections.flatMap(({ from }) =>
      from.kind === "component" && from.namespace === undefined ? [from.name] : [],
    ),
  ),
);

const word = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/);
const domain = fc.tuple(word, word).map(([name, zone]) => `${name}.${zone}.example.edu`);

const CERTIFICATE = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";

/** What cannot be made by chance of a store outside: certificates, and networks. */
const outside: Hints = Object.fromEntries(
  ["mysql", "mongodb", "cache", "sessions", "broker", "events", "search", "elasticsearch"].flatMap(
    (store) => [
      [`stores.${store}.authority`, fc.constant(CERTIFICATE)],
      [`stores.${store}.egress[]`, fc.constantFrom("internet", "10.1.2.0/24", "2001:db8::/32")],
    ],
  ),
);

const kmsKey = (region: string) => `arn:aws:kms:${region}:123456789012:key/1234abcd`;

const network = fc
  .tuple(fc.ipV4(), fc.integer({ min: 8, max: 32 }))
  .map(([address, bits]) => networkOf(`${address}/${bits}`)?.text);

/**
 * What no schema can say, because it depends on the rest of the stack: by the path that `npm run test:stacks` names when no stack ever
 * says a setting. Everything else follows from the schemas.
 */
export const hints: Hints = {
  "credentials.blockcerts.profile": fc.constant("https://credentials.example.edu/issuer.json"),
  ...outside,
  // Each is of the line of some releases.
  "stores.mysql.version": fc.constantFrom("8.0.44", "8.4.7"),
  // More than lies between any two backups.
  "backups.binaryLogs.content": fc.constantFrom("90d", "120d"),
  "backups.pointInTime.content": fc.constantFrom("90d", "120d"),
  // A group of servers has four to sixteen.
  // Keys are of a region, and copies are in another one. Other servers than those of Amazon call theirs as they like.
  "objectStorage.region": fc.constant("eu-central-1"),
  "objectStorage.kmsKey": fc.constant(kmsKey("eu-central-1")),
  "objectStorage.replication.region": fc.constant("eu-west-1"),
  "objectStorage.replication.kmsKey": fc.constant(kmsKey("eu-west-1")),
  "objectStorage.servers": fc.constantFrom(1, 4, 8),
  "objectStorage.memory": fc.constantFrom("1Gi", "2Gi"),
  "limits.smallest.memory": fc.constantFrom("16Mi", "32Mi"),
  "standby.of": fc.constant(FIRST),
  "notebooks.default": fc.constant("python"),
  "cluster.platform": fc.constantFrom("platform", "platform", "none"),
  // The one that the platform stack looks after.
  "cluster.identifier": fc.constant("learning"),
  "edge.domain": domain,
  "egress[].network": fc.oneof(
    fc.constantFrom("internet", "2001:db8::/32", "fd00:1::/64", "::1/128"),
    network,
  ),
  "traffic.limits.exempt[]": network,
  "maintenance.open[]": network,
  "egress[].from[]": fc.constantFrom(...components),
  "secrets.rotation.<name>": fc.constantFrom(...secrets),
  "secrets.rotation.*": fc.integer({ min: 1, max: 4 }),
  "secrets.given.<name>": fc.constantFrom(...secrets),
  // Where nothing is generated every secret has to be given, and that has tests of its own.
  "secrets.source": fc.constant("generated"),
  // It is refused outside the first stage, and that has a test of its own.
  "studio.demoCourse": fc.constant(false),
  "images.registry": fc.constant("registry.example.edu/mirror"),
  // Where the mirror is.
  "images.login.registry": fc.constant("registry.example.edu"),
  "credentials.blockcerts.verificationMethod": word.map((key) => `did:web:example.edu#${key}`),
  // Enough for every scale: too few are refused, and that has a test of its own.
  "stores.mysql.maxConnections": fc.integer({ min: 20_000, max: 100_000 }),
};
