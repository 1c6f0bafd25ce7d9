import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type Composition, compose } from "../../src/blueprint/compose.ts";
import { isUnknown, type SupportedRelease } from "../../src/releases/release.ts";
import { settingsNames } from "../../src/releases/settingsNames.ts";
import { supportedReleases } from "../../src/releases/supported.ts";
import { deploymentOf, projectOf, stackFile } from "../house.ts";

const listed = (name: string): readonly string[] =>
  readFileSync(new URL(`../../src/releases/settingsNames/${name}.txt`, import.meta.url), "utf8")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"));

/** What django-storages reads. */
const STORAGE = [
  "AWS_ACCESS_KEY_ID",
  "AWS_QUERYSTRING_AUTH",
  "AWS_QUERYSTRING_EXPIRE",
  "AWS_S3_ADDRESSING_STYLE",
  "AWS_S3_CUSTOM_DOMAIN",
  "AWS_S3_ENDPOINT_URL",
  "AWS_S3_REGION_NAME",
  "AWS_S3_SIGNATURE_VERSION",
  "AWS_SECRET_ACCESS_KEY",
  "AWS_STORAGE_BUCKET_NAME",
];

/** Settings of services that no list of theirs has. */
const OF_SERVICES: Readonly<Record<string, readonly string[]>> = {
  // The search of the notes reads them by getattr.
  notes: ["MEILISEARCH_API_KEY", "MEILISEARCH_ENABLED", "MEILISEARCH_INDEX", "MEILISEARCH_URL"],
  // The module for production computes with them, and assigns none.
  // Its accounts with the LMS are read by the package that lets people in.
  discovery: [
    "SOCIAL_AUTH_EDX_OAUTH2_PUBLIC_URL_ROOT",
    "SOCIAL_AUTH_REDIRECT_IS_HTTPS",
    ...STORAGE,
    "ARBORETUM_AFTER_UPSTREAM",
  ],
  // The same package reads its accounts.
  credentials: [
    "SOCIAL_AUTH_EDX_OAUTH2_PUBLIC_URL_ROOT",
    // Toggle and settings of the application in it that signs, which has its own defaults.
    "ENABLE_VERIFIABLE_CREDENTIALS",
    "VERIFIABLE_CREDENTIALS",
    ...STORAGE,
  ],
  // The packages that let people in and answer calls from other hosts read these.
  ecommerce: ["SOCIAL_AUTH_EDX_OAUTH2_PUBLIC_URL_ROOT"],
  // A toggle of its code, what the library of the sandbox reads, and its key, which is Django's own.
  codejail: ["CODEJAIL_ENABLED", "CODE_JAIL", "SECRET_KEY"],
  xqueue: ["LOCAL_LOGLEVEL", "LOGGING_ENV", "LOG_DIR", "NEWRELIC_LICENSE_KEY", "SYSLOG_SERVER"],
};

type Settings = Readonly<Record<string, unknown>>;

/** What one application of a stack is told. */
function told(composition: Composition, application: string): Settings {
  const service = deploymentOf(composition).services.find(({ name }) => name === application);
  const found = service?.files.flatMap(({ entries }) =>
    Object.values(entries).flatMap((one) => (one.format === "yaml" ? [one.tree as Settings] : [])),
  );
  if (found?.[0] === undefined) throw new Error(`${application} is told nothing`);
  return found[0];
}

const deployable = [...supportedReleases.values()].filter(
  ({ use, rolling }) => use === "deployable" && !rolling,
);

/** With an image of one's own where nobody publishes one. */
function composedWith({ name, images }: SupportedRelease, services: readonly string[]): Composition {
  const own = services.filter((service) => isUnknown(images[service]));
  const map = [
    "stages: [qa]",
    "default: academy",
    "deployments:",
    "  academy:",
    `    run: { qa: ${name} }`,
    `    applications: { add: [${services.join(", ")}] }`,
    `    overrides: [${own.map((service) => `{ application: ${service}, image: "ghcr.io/academy/${service}:1.0" }`).join(", ")}]`,
  ].join("\n");
  return compose(
    projectOf(
      { "Pulumi.qa.yaml": stackFile(MAIL, SANDBOX, ...(services.includes("ecommerce") ? [SHOP] : [])) },
      name,
      map,
    ),
    "qa",
  );
}

const SANDBOX =
  "django: { codejail: { CODE_JAIL: { python_bin: /sandbox/venv/bin/python, user: sandbox } } }";
const SHOP = "ecommerce: { gateways: [{ kind: paypal, clientId: c, clientSecret: { secure: v1:c } }] }";
const MAIL = "mail: { host: smtp.example.edu, port: 587, from: no-reply@example.edu }";

describe.each(deployable)("the services of $name", (release) => {
  const { name, applications, runtimes } = release;
  const services = Object.keys(OF_SERVICES).filter((service) => service in applications);
  const composition = composedWith(release, services);

  test.each(services)("%s knows every setting that it is given", (service) => {
    const known = new Set([
      ...listed(`${service}-${name}`),
      ...listed(`django-${String(runtimes.django)}`),
      ...(OF_SERVICES[service] ?? []),
    ]);
    expect(
      Object.keys(told(composition, service)).filter(
        (key) => !known.has(key) && !key.startsWith("ARBORETUM"),
      ),
    ).toEqual([]);
  });

  test.each(["lms", "cms"] as const)("%s knows every setting that it is given for them", (variant) => {
    const known = settingsNames(variant, release);
    const { FEATURES = {}, ...settings } = told(composition, variant);
    expect(
      Object.keys(settings).filter((key) => !known?.settings.has(key) && !key.startsWith("ARBORETUM")),
    ).toEqual([]);
    expect(Object.keys(FEATURES as Settings).filter((key) => !known?.features.has(key))).toEqual([]);
  });
});
