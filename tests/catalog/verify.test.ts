import { expect, test } from "vitest";
import { check } from "../../src/policies/check.ts";
import { composed, deploymentOf, rendered, serviceOf } from "../house.ts";

const PORTAL = "portal: { image: ghcr.io/academy/verify:1.0.0, colour: '#123456' }";
const page = (credentials: string) =>
  composed("qa", ["scale: { profile: small }", `credentials: { ${credentials} }`], "verawood", [
    "discovery",
    "credentials",
  ]);

test("the page that verifies credentials is there where it is asked for, asks nobody, and every rule holds", async () => {
  const composition = page(PORTAL);
  const blueprint = deploymentOf(composition);
  expect(check(await rendered(composition), blueprint)).toEqual([]);
  const its = blueprint.connections.filter(({ from, to }) =>
    [from, to].some((end) => "name" in end && end.name === "verify"),
  );
  expect(its).toMatchObject([{ from: { role: "edge" }, to: { name: "verify" } }]);
  expect(blueprint.hosts).toContainEqual({
    name: "verify",
    host: "verify.learn.example.edu",
    component: "verify",
  });
  expect(deploymentOf(page("")).services.map(({ name }) => name)).not.toContain("verify");
});

test("it knows the issuer of its own deployment by the key, before anybody has seen it, and browsers may fetch the list of revoked ones", () => {
  const blueprint = deploymentOf(page(`${PORTAL}, verifiable: {}`));
  const { files } = serviceOf(blueprint, "verify");
  expect(files[0]).toMatchObject({
    kind: "secret",
    entries: {
      "settings.json": {
        tree: {
          colour: "#123456",
          issuers: [{ id: { late: "secret", name: "credentials/issuer-id" }, name: "Academy" }],
        },
      },
    },
  });
  expect(JSON.stringify(serviceOf(blueprint, "credentials").files)).toContain(
    '"CORS_ORIGIN_WHITELIST":["https://apps.learn.example.edu","https://verify.learn.example.edu"]',
  );
});

test("a browser takes scripts from it alone, and frames it nowhere", () => {
  const { files } = serviceOf(deploymentOf(page(PORTAL)), "verify");
  const caddyfile = JSON.stringify(files[0]?.entries.Caddyfile);
  expect(caddyfile).toContain("default-src 'none'; script-src 'self';");
  expect(caddyfile).toContain("frame-ancestors 'none'");
});
