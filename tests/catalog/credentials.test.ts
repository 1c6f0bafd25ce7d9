import { describe, expect, test } from "vitest";
import { compose } from "../../src/blueprint/compose.ts";
import { check } from "../../src/policies/check.ts";
import type { Tree } from "../../src/vocabulary/late.ts";
import { deploymentOf, projectOf, publishedReleases, rendered, serviceOf, stackFile } from "../house.ts";

const deployable = publishedReleases.map(({ name }) => name);

/** With an image of the micro-frontends of one's own, where the published one does not have them all. */
const mapOf = (release: string, records: boolean) => `
stages: [qa]
default: academy
deployments:
  academy:
    run: { qa: ${release} }
    applications: { add: [discovery, credentials${records ? ", learner-record" : ""}] }
${records ? '    overrides: [{ application: learner-record, image: "ghcr.io/academy/record:1.0" }]' : ""}
`;
const composed = (release: string, records = false, lines: readonly string[] = []) =>
  compose(
    projectOf(
      { "Pulumi.qa.yaml": stackFile("scale: { profile: small }", ...lines) },
      release,
      mapOf(release, records),
    ),
    "qa",
  );

/** What an application is told. */
function told(release: string, service: string, records = false): { readonly [key: string]: Tree } {
  const { files } = serviceOf(deploymentOf(composed(release, records)), service);
  const [file] = files
    .flatMap(({ entries }) => Object.values(entries))
    .filter(({ format }) => format === "yaml");
  if (file?.format !== "yaml") throw new Error(`${service} is told nothing`);
  return file.tree as { readonly [key: string]: Tree };
}

describe.each(deployable)("the credentials of %s", (release) => {
  test("render, keep every rule, and read the catalogue after the discovery has", async () => {
    const composition = composed(release);
    expect(check(await rendered(composition), deploymentOf(composition))).toEqual([]);
    const { schedules } = serviceOf(deploymentOf(composition), "credentials");
    expect(schedules.map(({ name, cron }) => [name, cron])).toEqual([["credentials-catalog", "47 6 * * *"]]);
  });

  test("are told to the LMS, which shows certificates and hands them over", () => {
    expect(told(release, "lms")).toMatchObject({
      CREDENTIALS_PUBLIC_SERVICE_URL: "https://credentials.learn.example.edu",
      CREDENTIALS_SERVICE_USERNAME: "credentials",
      MFE_CONFIG: { CREDENTIALS_BASE_URL: "https://credentials.learn.example.edu" },
      FEATURES: { CERTIFICATES_HTML_VIEW: true },
    });
    const wanted = deploymentOf(composed(release))
      .preparations.flatMap(({ files }) => files)
      .find(({ name }) => name === "lms-setup")?.entries["wanted.json"];
    expect(JSON.stringify(wanted)).toContain('"enable_learner_issuance":true');
    expect(JSON.stringify(wanted)).toContain('"id":"credentials-sso"');
  });

  test("keep pictures of signatures in a bucket of their own, by addresses that their pages sign", () => {
    const blueprint = deploymentOf(composed(release));
    const account = blueprint.storageAccounts.find(({ consumer }) => consumer === "credentials");
    expect(account?.access).toMatchObject([{ bucket: "academy-qa-certificates", may: "write" }]);
    expect(blueprint.buckets.find(({ purpose }) => purpose === "certificates")?.publicRead).toEqual([]);
    const settings = told(release, "credentials");
    expect(settings).toMatchObject({
      AWS_STORAGE_BUCKET_NAME: "academy-qa-certificates",
      AWS_QUERYSTRING_AUTH: true,
    });
    // Two names for one thing stop Django.
    expect(["STORAGES", "DEFAULT_FILE_STORAGE"].filter((name) => name in settings)).toHaveLength(1);
  });

  test("lead to the learner's records where the micro-frontend is there", () => {
    const page = "LEARNER_RECORD_MFE_RECORDS_PAGE_URL";
    const address = "https://apps.learn.example.edu/learner-record/";
    expect(told(release, "credentials")).not.toHaveProperty(page);
    expect(told(release, "credentials", true)[page]).toBe(address);
    expect(told(release, "lms", true)).toMatchObject({
      MFE_CONFIG: { LEARNER_RECORD_MFE_BASE_URL: address },
    });
  });
});

describe.each(deployable)("verifiable credentials of %s", (release) => {
  const issued = composed(release, true, [
    "credentials: { verifiable: { name: Academy of Arts } }",
    "keep: { secrets: true, withoutBackups: nothing of it lasts }",
  ]);

  test("are signed by a key of the deployment that is never lost or made anew", async () => {
    const { secrets, preparations } = deploymentOf(issued);
    expect(secrets.find(({ name }) => name === "credentials/issuer-key")).toMatchObject({
      shape: { kind: "ed25519" },
      loss: "irreplaceable",
      keep: true,
    });
    const jobs = preparations.find(({ name }) => name === "credentials-migrations")?.jobs ?? [];
    expect(jobs.map(({ name }) => name)).toEqual([
      "credentials-migrate",
      "credentials-site",
      "credentials-issuer",
    ]);
    expect(check(await rendered(issued), deploymentOf(issued))).toEqual([]);
  });

  test("are asked for on the page of the learner's records", () => {
    const { files } = serviceOf(deploymentOf(issued), "lms");
    expect(JSON.stringify(files)).toContain('"ENABLE_VERIFIABLE_CREDENTIALS":true');
    expect(told(release, "credentials")).not.toHaveProperty("ENABLE_VERIFIABLE_CREDENTIALS");
  });
});

test("the key of the issuer does not turn, because credentials that learners have are signed by it", () => {
  const { problems } = composed("verawood", false, [
    "credentials: { verifiable: {} }",
    "secrets: { rotation: { credentials/issuer-key: 2 } }",
  ]);
  expect(problems).toMatchObject([{ rule: "secret-lasting" }]);
});
