import { describe, expect, test } from "vitest";
import { type Composition, compose } from "../../src/blueprint/compose.ts";
import { isUnknown, type SupportedRelease } from "../../src/releases/release.ts";
import { OF_SERVICES, serviceNames, settingsNames } from "../../src/releases/settingsNames.ts";
import { deploymentOf, projectOf, publishedReleases, stackFile } from "../house.ts";

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

const deployable = publishedReleases;

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
  const { applications } = release;
  const services = Object.keys(OF_SERVICES).filter((service) => service in applications);
  const composition = composedWith(release, services);

  test.each(services)("%s knows every setting that it is given", (service) => {
    const known = serviceNames(service, release);
    expect(known?.size).toBeGreaterThan(100);
    const said = Object.keys(told(composition, service)).filter((key) => !key.startsWith("ARBORETUM"));
    expect(said.filter((key) => !known?.has(key))).toEqual([]);
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
