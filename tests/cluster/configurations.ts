import fc from "fast-check";
import { AWKWARD, encrypted } from "../properties/generate/fromSchema.ts";

/** Sections of a stack file as plain data. */
export type Sections = Readonly<Record<string, unknown>>;

const word = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/);
const host = fc.tuple(word, word).map(([name, zone]) => `${name}.${zone}.example.edu`);
const email = word.map((name) => `${name}@example.edu`);
const memory = fc.constantFrom("256Mi", "512Mi", "1Gi", "2500Mi", "8Gi");
/** Of less no database starts. */
const memoryOfDatabase = fc.constantFrom("512Mi", "1Gi", "2500Mi", "8Gi");
const disk = fc.constantFrom("5Gi", "20Gi", "200Gi");
const duration = fc.constantFrom("30m", "1h", "3h", "2d");
const perhaps = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });

/** A text that YAML, Python or a shell could misunderstand. */
const awkward = fc.oneof(fc.constantFrom(...AWKWARD), fc.string({ maxLength: 12 }));

const value = fc.letrec((tie) => ({
  tree: fc.oneof(
    { maxDepth: 2 },
    awkward,
    fc.integer({ min: -1000, max: 1000 }),
    fc.boolean(),
    fc.array(tie("tree"), { maxLength: 3 }),
    fc.dictionary(fc.stringMatching(/^[A-Za-z][A-Za-z0-9_]{0,6}$/), tie("tree"), { maxKeys: 3 }),
  ),
})).tree;

const replicas = fc
  .tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 0, max: 30 }))
  .map(([min, more]) => ({ min, max: min + more }));

const scale = fc.record({
  profile: fc.constantFrom("ci", "small", "medium", "large"),
  lms: perhaps(
    fc.record({
      replicas: perhaps(replicas),
      cpu: perhaps(fc.constantFrom("250m", "1", "1500m")),
      memory: perhaps(memory),
      processes: perhaps(fc.integer({ min: 1, max: 8 })),
    }),
  ),
});

const stores = fc.record({
  // Enough for every scale above: too few are refused, and that has a test of its own.
  mysql: fc.record({ volume: disk, memory: memoryOfDatabase, maxConnections: fc.constant(20_000) }),
  mongodb: perhaps(fc.record({ volume: disk, memory: memoryOfDatabase })),
  cache: perhaps(fc.record({ memory, eviction: fc.constantFrom("allkeys-lru", "volatile-lfu") })),
  broker: perhaps(
    fc.record({
      driver: fc.constantFrom("redis", "valkey", "rabbitmq"),
      memory,
      volume: disk,
      longestDelay: duration,
    }),
  ),
  search: perhaps(fc.record({ memory, volume: disk })),
});

const egress = fc.uniqueArray(
  fc.record({
    to: word,
    network: fc.constantFrom("internet", "10.1.2.0/24", "192.0.2.7/32", "2001:db8::/32"),
    ports: fc.uniqueArray(fc.constantFrom(443, 636, 8443), { minLength: 1 }),
    from: fc.uniqueArray(fc.constantFrom("lms", "edxapp-migrations", "search-key", "search"), {
      minLength: 1,
    }),
    why: perhaps(word),
  }),
  { selector: ({ to }) => to, maxLength: 3 },
);

const mail = fc.record({
  host,
  port: fc.constantFrom(25, 465, 587),
  from: email,
  login: perhaps(fc.record({ user: word, password: encrypted })),
  security: fc.constantFrom("starttls", "tls", "none"),
});

const secretNames = fc.constantFrom(
  "mysql/edxapp",
  "openedx/secret-key",
  "jwt/key",
  "broker/password",
  "search/key-uid",
);

/** Configurations of a deployment that are right, and of a size that a small cluster runs. */
export const sections: fc.Arbitrary<Sections> = fc
  .record({
    site: fc.record({ name: word, contact: email, language: perhaps(fc.constantFrom("en", "de", "pt-br")) }),
    cluster: fc.record({ identifier: fc.constant("learning"), storageClass: perhaps(word) }),
    edge: fc.record({ domain: host, https: perhaps(fc.boolean()) }),
    scale,
    stores,
    egress,
    logging: perhaps(
      fc.record({
        format: perhaps(fc.constantFrom("json", "text")),
        tracking: perhaps(
          fc.record({ archive: fc.boolean(), every: perhaps(duration), room: perhaps(memory) }),
        ),
      }),
    ),
    // How long learners' work is kept is what production has to say.
    objectStorage: fc.constant({
      driver: "minio",
      keep: { submissions: "5y", grades: "400d", tracking: "forever" },
    }),
    mail: perhaps(mail.map(({ login, ...rest }) => ({ ...rest, ...login }))),
    keep: fc.record({
      data: fc.boolean(),
      namespaces: fc.boolean(),
      secrets: fc.boolean(),
      // What production has to say where nothing of it is saved.
      withoutBackups: fc.constant("nothing of it lasts"),
    }),
    change: perhaps(fc.record({ migrations: fc.record({ longest: duration }) })),
    images: perhaps(
      fc.record({ registry: fc.constant("registry.example.edu/mirror"), pullSecret: perhaps(word) }),
    ),
    secrets: perhaps(
      fc.record({ rotation: fc.dictionary(secretNames, fc.integer({ min: 1, max: 4 }), { maxKeys: 3 }) }),
    ),
    django: perhaps(
      fc.record({ lms: fc.dictionary(fc.stringMatching(/^OUR_[A-Z]{1,6}$/), value, { maxKeys: 4 }) }),
    ),
  })
  .map(withoutGaps);

/** What is not there is left out, as a person would. */
function withoutGaps(record: Sections): Sections {
  return JSON.parse(JSON.stringify(record));
}
