import { expect, test } from "vitest";
import { check } from "../../src/policies/check.ts";
import {
  composed,
  composedWith,
  deploymentOf,
  PLATFORM_WITH_GATEWAY,
  rendered,
  serviceOf,
} from "../house.ts";

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
    pages: false,
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

test("no gateway says in its place what the page may do", () => {
  const composition = composedWith(
    PLATFORM_WITH_GATEWAY,
    "qa",
    ["scale: { profile: small }", `credentials: { ${PORTAL} }`, "certificates: { issuer: own }"],
    ["discovery", "credentials"],
  );
  const headers = (name: string) =>
    deploymentOf(composition).entry?.routes.find((route) => route.name === name)?.headers ?? {};
  expect(Object.keys(headers("verify"))).toEqual(["Strict-Transport-Security", "X-Content-Type-Options"]);
  expect(Object.keys(headers("lms"))).toContain("Content-Security-Policy");
});

test("it knows the issuer of certificates of Blockcerts by the address of its profile", () => {
  const blockcerts =
    "blockcerts: { image: ghcr.io/academy/anchor:1.0.0, chain: ethereum_sepolia, address: '0x1', key: { secure: v1:d }, rpc: { secure: v1:e }, verificationMethod: 'did:web:example.edu#key-1', profile: 'https://example.edu/issuer.json' }";
  const { files } = serviceOf(deploymentOf(page(`${PORTAL}, ${blockcerts}`)), "verify");
  expect(files[0]?.entries["settings.json"]).toMatchObject({
    tree: { issuers: [{ id: "https://example.edu/issuer.json", name: "Academy" }] },
  });
});

test("only the frame of a library may make code out of text, and it has no origin", () => {
  const { files } = serviceOf(deploymentOf(page(PORTAL)), "verify");
  const caddyfile = files[0]?.entries.Caddyfile;
  const written = caddyfile?.format === "text" ? caddyfile.parts.join("") : "";
  const [, frame = "", rest = ""] = /handle \/frame\.html \{(.*?)\n\t?\}\n(.*)/s.exec(written) ?? [];
  expect(frame).toContain("sandbox allow-scripts; default-src 'none'; script-src 'self' 'unsafe-eval'");
  expect(rest).toContain("script-src 'self';");
  expect(rest).not.toContain("unsafe-eval");
});

test("a browser takes scripts from it alone, and frames it nowhere", () => {
  const { files } = serviceOf(deploymentOf(page(PORTAL)), "verify");
  const caddyfile = JSON.stringify(files[0]?.entries.Caddyfile);
  expect(caddyfile).toContain("default-src 'none'; script-src 'self';");
  expect(caddyfile).toContain("frame-ancestors 'none'");
});
