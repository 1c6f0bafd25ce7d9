import { describe, expect, test } from "vitest";
import { compose } from "../../src/blueprint/compose.ts";
import { duplicateHosts } from "../../src/blueprint/hosts.ts";
import { check } from "../../src/policies/check.ts";
import { composed, deploymentOf, PLATFORM_WITH_GATEWAY, projectOf, rendered, stackFile } from "../house.ts";

const MAP = `
stages: [ci, qa, [production, standby]]
default: academy
deployments:
  academy:
    run: { ci: verawood, qa: verawood, production: verawood, standby: verawood }
`;

/** What no other stack can make again. */
const SECRETS = deploymentOf(composed("production"))
  .secrets.filter(({ loss }) => loss === "irreplaceable")
  .map(({ name }) => name);
const given = `secrets: { given: { ${SECRETS.map((name) => `${name}: { secure: v1:a:b }`).join(", ")} } }`;

const projectWith = (...lines: readonly string[]) =>
  projectOf(
    {
      "Pulumi.platform.yaml": PLATFORM_WITH_GATEWAY,
      "Pulumi.platform.south.yaml": PLATFORM_WITH_GATEWAY.replace("learning", "south"),
      "Pulumi.production.yaml": stackFile("scale: { profile: small }"),
      "Pulumi.standby.yaml": stackFile("scale: { profile: small }", ...lines),
    },
    "verawood",
    MAP,
  );

const SOUTH = "cluster: { identifier: south, platform: platform.south }";
const waiting = "standby: { of: production, loss: 24h, time: 4h }";
const composedWith = (...lines: readonly string[]) => compose(projectWith(...lines), "standby");

describe("a standby that waits", () => {
  const blueprint = deploymentOf(composedWith(SOUTH, waiting, given));

  test("says how much may be lost, and for how long nobody learns", () => {
    expect(blueprint.standby).toEqual({ of: "production", loss: 86_400, time: 14_400, active: false });
  });

  test("answers nobody, and follows no calendar", () => {
    expect(blueprint.entry?.maintenance?.message).toMatch(/standby/);
    expect(blueprint.services.flatMap(({ schedules }) => schedules.filter(({ byHand }) => !byHand))).toEqual(
      [],
    );
  });

  test("opens the network to nothing that does not run", async () => {
    const composition = composedWith(SOUTH, waiting, given, "backups: { sameServer: a trial }");
    const resting = deploymentOf(composed("production"))
      .services.flatMap(({ schedules }) => schedules)
      .filter(({ byHand }) => !byHand)
      .map(({ name }) => name);
    const from = deploymentOf(composition).connections.map((one) => (one.from as { name?: string }).name);
    expect(resting.length).toBeGreaterThan(0);
    expect(from.filter((name) => resting.includes(name ?? ""))).toEqual([]);
    expect(check(await rendered(composition), deploymentOf(composition))).toEqual([]);
  });

  test("may open a way for what rests until it takes over", () => {
    const opening = "egress: [{ from: [backup], to: nas, network: 10.9.0.0/16, ports: [445] }]";
    const { problems } = composedWith(SOUTH, waiting, given, "backups: { sameServer: a trial }", opening);
    expect(problems.filter(({ rule }) => rule === "component-unknown")).toEqual([]);
  });

  test("has the hosts of whom it waits for, until both answer", () => {
    const both = (line: string) => {
      const project = projectWith(SOUTH, line, given);
      return duplicateHosts([compose(project, "production"), compose(project, "standby")]);
    };
    expect(both(waiting)).toEqual([]);
    expect(both(waiting.replace("4h }", "4h, active: true }")).map(({ rule }) => rule)).toContain(
      "host-duplicate",
    );
  });
});

test("a standby that has taken over answers, and follows the calendar", () => {
  const blueprint = deploymentOf(composedWith(SOUTH, waiting.replace("4h }", "4h, active: true }"), given));
  expect(blueprint.entry?.maintenance).toBeUndefined();
  expect(blueprint.services.flatMap(({ schedules }) => schedules)).not.toEqual([]);
});

describe("a standby is refused that would be none", () => {
  const messages = (...lines: readonly string[]) =>
    composedWith(...lines)
      .problems.filter(({ rule }) => rule === "standby-useless")
      .map(({ message }) => message);

  test("on the cluster of the other", () => {
    expect(messages(waiting, given)).toEqual([
      'production runs on the cluster "learning" as well, and falls with it.',
    ]);
  });

  test("under other hosts", () => {
    expect(messages(SOUTH, waiting, given, "edge: { domain: other.example.edu }")).toEqual([
      "Learners know learn.example.edu, and this stack would answer as other.example.edu.",
    ]);
  });

  test("without the secrets that the other has written by", () => {
    expect(SECRETS).toContain("openedx/fernet-key");
    expect(messages(SOUTH, waiting)).toHaveLength(SECRETS.length);
  });

  test("of nobody", () => {
    expect(messages(SOUTH, waiting.replace("production", "prod"), given)).toEqual([
      'There is no other stack "prod".',
    ]);
  });
});

test("read-only databases in other regions are refused with the reason", () => {
  const [problem] = composedWith("stores: { mysql: { readReplicas: 2 } }").problems;
  expect(`${problem?.message} ${problem?.remedy}`).toMatch(/do little for an LMS: every page writes/);
});
