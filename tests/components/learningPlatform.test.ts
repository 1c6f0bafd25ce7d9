import * as pulumi from "@pulumi/pulumi";
import { describe, expect, test } from "vitest";
import { LearningPlatform } from "../../src/components/learning/learningPlatform.ts";
import { tokens } from "../../src/components/tokens.ts";
import type { Resource } from "../../src/render/rendering.ts";
import { composed, deploymentOf } from "../house.ts";
import { alone, blueprint } from "./alone.ts";

/** URNs of all that a resource waits for, however far behind. */
function everythingBehind(resource: Resource, all: readonly Resource[]): ReadonlySet<string> {
  const byUrn = new Map(all.map((one) => [one.urn, one]));
  const found = new Set<string>();
  const open = [...resource.dependencies];
  for (let urn = open.pop(); urn !== undefined; urn = open.pop()) {
    if (!found.has(urn)) open.push(...(byUrn.get(urn)?.dependencies ?? []));
    found.add(urn);
  }
  return found;
}

describe("LearningPlatform", () => {
  const configured = () => pulumi.output("");

  test("is a namespace, secrets, policies, stores, chains and services, each under its own name", async () => {
    const { resources } = await alone(
      () => new LearningPlatform("campus", { blueprint: blueprint(), configured }),
    );
    const components = resources.filter(({ custom }) => !custom).map(({ type, name }) => `${type} ${name}`);
    expect(components.sort()).toEqual(
      [
        `${tokens.learningPlatform} campus`,
        `${tokens.namespace} campus-namespace`,
        `${tokens.secrets} campus-secrets`,
        `${tokens.networkPolicies} campus-network`,
        `${tokens.mysql} campus-mysql`,
        `${tokens.mongodb} campus-mongodb`,
        `${tokens.redis} campus-cache`,
        `${tokens.redis} campus-sessions`,
        `${tokens.redis} campus-broker`,
        `${tokens.search} campus-search`,
        `${tokens.minio} campus-minio`,
        `${tokens.preparation} campus-mysql-databases`,
        `${tokens.preparation} campus-mongodb-databases`,
        `${tokens.preparation} campus-search-key`,
        `${tokens.minioBuckets} campus-minio-buckets`,
        `${tokens.preparation} campus-minio-buckets-apply`,
        `${tokens.preparation} campus-edxapp-migrations`,
        `${tokens.preparation} campus-edxapp-setup`,
        `${tokens.preparation} campus-edxapp-search`,
        `${tokens.djangoService} campus-lms`,
        `${tokens.autoscaler} campus-lms-autoscaler`,
        `${tokens.microFrontends} campus-assets`,
        `${tokens.autoscaler} campus-assets-autoscaler`,
        `${tokens.microFrontends} campus-mfe`,
        `${tokens.autoscaler} campus-mfe-autoscaler`,
        `${tokens.djangoService} campus-cms`,
        `${tokens.autoscaler} campus-cms-autoscaler`,
        `${tokens.autoscaler} campus-lms-worker-autoscaler`,
        `${tokens.autoscaler} campus-cms-worker-autoscaler`,
      ].sort(),
    );
  });

  test("starts no migration before every store and the databases are there", async () => {
    const { resources, find } = await alone(
      () => new LearningPlatform("campus", { blueprint: blueprint(), configured }),
    );
    const behind = everythingBehind(find("Job", "campus-edxapp-migrations-lms-migrate"), resources);
    // No migration reads an uploaded file.
    const servers = resources
      .filter(({ type, name }) => type.endsWith(":StatefulSet") && name !== "campus-minio")
      .map(({ urn }) => urn);
    expect(servers).toHaveLength(6);
    const databases = ["mysql", "mongodb"].map((store) => find("Job", `campus-${store}-databases`).urn);
    expect([...servers, ...databases].filter((urn) => !behind.has(urn))).toEqual([]);
  });

  test("stands beside another one in one program, and they share nothing", async () => {
    const { resources } = await alone(() => {
      new LearningPlatform("campus", { blueprint: blueprint(), configured });
      const other = deploymentOf(composed("production", ["scale: { profile: small }"]));
      new LearningPlatform("annex", { blueprint: other, configured });
    });
    const urns = resources.map(({ urn }) => urn);
    expect(new Set(urns).size).toBe(urns.length);
    const [campus, annex] = ["campus", "annex"].map((name) =>
      resources.filter((one) => one.name === name || one.name.startsWith(`${name}-`)),
    );
    expect((campus?.length ?? 0) + (annex?.length ?? 0)).toBe(resources.length);
    const others = new Set(annex?.map(({ urn }) => urn));
    expect(campus?.flatMap(({ dependencies }) => dependencies).filter((urn) => others.has(urn))).toEqual([]);
  });

  test("does not wait for nothing in silence where a need is not there", async () => {
    const given = blueprint();
    const services = given.services.map((service) => ({ ...service, needs: ["edxap-migrations"] }));
    await expect(
      alone(() => new LearningPlatform("campus", { blueprint: { ...given, services }, configured })),
    ).rejects.toThrow('"edxap-migrations" is needed before it is there');
  });
});
