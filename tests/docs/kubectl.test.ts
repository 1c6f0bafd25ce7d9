import { expect, test } from "vitest";
import { compose } from "../../src/blueprint/compose.ts";
import { alertKinds } from "../../src/catalog/monitoring/alerts/alerts.ts";
import { LABELS } from "../../src/catalog/monitoring/pages.ts";
import { blueprintOf, composed, deploymentOf, projectOf } from "../house.ts";
import { alertsOf, monitoringOf, PLATFORM_THAT_MEASURES, stacks } from "../monitoring/measured.ts";
import { commandLines, pages } from "./pages.ts";

/** What kubectl understands, of what we write: by its first words, with their options. */
const VERBS: Readonly<Record<string, readonly string[]>> = {
  annotate: ["overwrite"],
  apply: [],
  "create job": ["from"],
  delete: [],
  describe: [],
  exec: ["i", "it", "stdin", "tty"],
  get: ["l", "selector", "o", "sort-by"],
  label: [],
  logs: ["l", "c", "all-containers", "since", "tail", "previous"],
  patch: ["type", "patch"],
  "rollout restart": [],
  "rollout undo": [],
  scale: ["replicas"],
  top: [],
};
const EVERYWHERE = ["n", "namespace"];

interface Use {
  readonly file: string;
  readonly line: string;
}

/** Every use of kubectl on a page, whole: what a pod is to do stands behind `--` and is not kubectl's. */
const uses: readonly Use[] = pages
  .flatMap((page) => commandLines(page).map((line) => ({ file: page.file, line })))
  .map(({ file, line }) => ({ file, line: line.replace(/ -- .*$| \| .*$/, "").replace(/ \\$/, "") }))
  .filter(({ line }) => /^kubectl [a-z-]/.test(line));

const optionsOf = (line: string) =>
  [...line.matchAll(/(?<=\s)--?([a-z][a-z-]*)/g)].map(([, name = ""]) => name);

/** The verb, wherever the namespace stands. */
const wordsOf = (line: string) =>
  line
    .replace(/^kubectl /, "")
    .replace(/^(?:-n|--namespace) \S+ /, "")
    .split(" ");

test("each use of kubectl has a verb with options that it takes", () => {
  expect(uses.length).toBeGreaterThan(130);
  const wrong = uses.flatMap(({ file, line }) => {
    const [first = "", second = ""] = wordsOf(line);
    const allowed = VERBS[`${first} ${second}`] ?? VERBS[first];
    if (allowed === undefined) return [`${file}: ${line}: no such verb`];
    return optionsOf(line)
      .filter((option) => ![...allowed, ...EVERYWHERE].includes(option))
      .map((option) => `${file}: ${line}: ${option}`);
  });
  expect(wrong).toEqual([]);
});

const IDENTITY =
  "identity: { providers: [{ kind: saml, slug: campus, name: Campus, entityId: https://idp.example.edu, metadata: https://idp.example.edu/metadata, attributes: { id: uid, username: uid } }] }";
const everything = JSON.stringify([
  ...Object.values(stacks),
  deploymentOf(composed("qa", [IDENTITY])),
  blueprintOf(compose(projectOf({ "Pulumi.platform.yaml": PLATFORM_THAT_MEASURES }), "platform")),
]);
/** What operators and charts name themselves, which the charts' own tests look at. */
const OF_CHARTS = ["keda-operator", "monitoring-operator", "velero", "hub", "notebook"];
const there = (name: string) =>
  name.includes("<") || OF_CHARTS.includes(name) || everything.includes(`"name":"${name}"`);

test("whom it asks for by name is there in a deployment that has everything", () => {
  const named = uses.flatMap(({ file, line }) =>
    [
      ...line.matchAll(/(?:deploy|cronjob|job)\/(\S+)/g),
      ...line.matchAll(/describe cronjob (\S+)/g),
      ...line.matchAll(/exec (?:-\S+ )*([a-z-]+)-0\b/g),
      ...line.matchAll(/arboretum\.dev\/component=([a-z-]+)/g),
    ].map(([, name = ""]) => ({ file, name })),
  );
  expect(named.length).toBeGreaterThan(40);
  expect(named.filter(({ name }) => !there(name)).map(({ file, name }) => `${file}: ${name}`)).toEqual([]);
});

test("a namespace that is no placeholder is one of the examples, or one of the platform's", () => {
  const namespaces = uses.flatMap(({ file, line }) =>
    [...line.matchAll(/(?:-n|--namespace) (\S+)/g)].map(([, name = ""]) => ({ file, name })),
  );
  const examples = ["academy-qa", "academy-production", "college-ci"];
  const unknown = namespaces.filter(
    ({ name }) => !name.includes("<") && !examples.includes(name) && !everything.includes(`"${name}"`),
  );
  expect(unknown).toEqual([]);
});

/** Alerts as they are in stacks that have all of them. */
const alerts = Object.values(stacks).flatMap((stack) => alertsOf(monitoringOf(stack)));

test.each(alertKinds)("$name: what its page takes for a label of the alert is one", ({ name, runbook }) => {
  const steps = [...runbook.look, ...runbook.mend].join("\n");
  const used = LABELS.filter((label) => label !== "namespace" && steps.includes(`<${label}>`));
  const rules = alerts.filter(({ alert }) => alert === name);
  expect(rules.length).toBeGreaterThan(0);
  for (const { expr, labels = {} } of rules) {
    const kept = [...expr.matchAll(/by \(([^)]*)\)/g)].flatMap(([, list = ""]) => list.split(/,\s*/));
    expect(used.filter((label) => !kept.includes(label) && !(label in labels))).toEqual([]);
  }
});
