import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const stages = ["ci", "qa", "production"] as const;

/** Writes a project with many deployments in three stages each, and the platform that they share. */
export function writeProject(root: string, deployments: number): void {
  const names = Array.from(
    { length: deployments },
    (_, index) => `college-${String(index).padStart(3, "0")}`,
  );
  const files = new Map<string, string>([
    ["Pulumi.yaml", "name: arboretum\nruntime: nodejs\n"],
    ["Pulumi.platform.yaml", "config:\n  arboretum:cluster: { identifier: many }\n"],
    ["release-map.yaml", releaseMap(names)],
    ["common.yaml", "cluster: { identifier: many }\nstudio: { imports: { by: routing } }\n"],
    ["stages/ci.yaml", "scale: { profile: ci }\nkeep: { data: false, namespaces: false, secrets: false }\n"],
    ["stages/qa.yaml", "scale: { profile: small }\n"],
    [
      "stages/production.yaml",
      "scale: { profile: large, acceptUnmeasured: true }\nstores: { mysql: { maxConnections: 2000 } }\nobjectStorage: { keep: { submissions: 5y, grades: 5y, tracking: 5y } }\nkeep: { withoutBackups: nothing of it lasts }\n",
    ],
    ...names.map(
      (name) => [`deployments/${name}.yaml`, `site: { name: ${name}, contact: help@example.edu }\n`] as const,
    ),
    ...names.flatMap((name) =>
      stages.map((stage) => [`Pulumi.${name}.${stage}.yaml`, stackFile(name, stage)] as const),
    ),
  ]);
  for (const folder of ["stages", "deployments"]) mkdirSync(join(root, folder), { recursive: true });
  for (const [file, text] of files) writeFileSync(join(root, file), text);
}

const releaseMap = (names: readonly string[]): string => {
  const runs = names.map(
    (name) => `  ${name}: { run: { ci: verawood, qa: verawood, production: verawood } }`,
  );
  return ["deployments:", ...runs, ""].join("\n");
};

const stackFile = (name: string, stage: string): string => `config:
  arboretum:layers: [common.yaml, deployments/${name}.yaml, stages/${stage}.yaml]
  arboretum:edge: { domain: ${stage}.${name}.example.edu }
`;
