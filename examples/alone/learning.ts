import type * as pulumi from "@pulumi/pulumi";
import { LearningPlatform } from "arboretum";
import { deploymentBlueprint } from "arboretum/blueprint";
import { provided } from "arboretum/settings";

/** A whole Open edX beside it, from settings that stand in the program: no stack files, no release map. */
export function learning(config: pulumi.Config, opts: pulumi.ComponentResourceOptions): readonly string[] {
  const blueprint = deploymentBlueprint({
    deployment: "learn",
    stage: "production",
    release: "verawood",
    settings: {
      site: { name: "Campus", contact: "help@example.edu" },
      cluster: { identifier: "campus" },
      edge: { domain: "learn.example.edu" },
      objectStorage: { keep: { submissions: "5y", grades: "5y", tracking: "forever" } },
      keep: { withoutBackups: "the university saves its cluster" },
      scale: { profile: "small" },
      mail: {
        host: "smtp.example.edu",
        port: 587,
        from: "learn@example.edu",
        user: "learn",
        password: provided("smtpPassword"),
      },
      egress: [{ to: "smtp", network: "10.20.0.25/32", ports: [587], from: ["lms"] }],
    },
  });
  new LearningPlatform("learn", { blueprint, configured: ({ path }) => config.requireSecret(path) }, opts);
  return blueprint.hosts.map(({ host }) => host);
}
