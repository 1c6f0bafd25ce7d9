import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { handOver, type Report, type Skipped, type Table } from "./proofs/report.ts";
import { reportText } from "./proofs/text.ts";
import { type Finding, findingText, type Scanner } from "./scanners/finding.ts";
import { namespaceLevels } from "./scanners/levels.ts";
import { scanWithMonokle } from "./scanners/monokle.ts";
import { type Counts, count, type Scan, scan, type Tools } from "./scanners/scan.ts";
import { type ShippedStack, shippedStacks } from "./scanners/stacks.ts";
import { checkov, kubeScore, kubeScoreVersion, tutor, Unavailable, versionOf } from "./scanners/tools.ts";
import { everyPlugin, pluginsFor, tutorManifests } from "./scanners/tutor.ts";
import { expired, judge, waivers } from "./scanners/waivers.ts";

/**
 * `npm run scanners`: three scanners that nobody here wrote over every object of every shipped stack, and two of them over what Tutor would
 * apply. Ends with 1 where one finds something that no waiver covers, or where a waiver is of no use any more. The clock is read here, and
 * nowhere in what renders.
 */
const home = fileURLToPath(new URL("..", import.meta.url));
const inCi = Boolean(process.env.CI);

/** The stack that is held against Tutor: one deployment, as Tutor makes one. */
const COMPARED = "arboretum/production";

const say = (doing: string): boolean => process.stderr.write(`${doing} …\n`);

/** A tool that is not there is said, and in CI it is a failure. */
async function available<T>(
  what: string,
  missing: Skipped[],
  make: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await make();
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    missing.push({ what, why: error.message });
    return undefined;
  }
}

const toolsFor = async (): Promise<Tools> => ({
  kubeScore: await kubeScore(say),
  checkov: await checkov(say),
});

const applicationsOf = ({ composition: { blueprint } }: ShippedStack): readonly string[] =>
  blueprint?.kind === "deployment" ? blueprint.services.map(({ name }) => name) : [];

interface Compared {
  readonly name: string;
  readonly counts: Counts;
}

async function compare(
  stack: ShippedStack,
  tools: Tools,
  scratch: string,
  missing: Skipped[],
): Promise<readonly Compared[]> {
  const own = await scan([stack], tools, join(scratch, "compared"));
  const program = await available("Tutor", missing, () => tutor(say));
  const same = pluginsFor(applicationsOf(stack));
  const measured = async (
    name: string,
    plugins: readonly string[],
    folder: string,
  ): Promise<Compared | undefined> => {
    say(`Scanning Tutor ${name}`);
    return available(`Tutor ${name}`, missing, async () => {
      const theirs = await tutorManifests(program ?? "tutor", plugins, join(scratch, folder));
      return {
        name: `Tutor ${versionOf("tutor")}: ${name}`,
        counts: await count(theirs.file, theirs.objects, tools, theirs.folder),
      };
    });
  };
  if (program === undefined) return [{ name: COMPARED, counts: own.counts }];
  const theirs = [
    await measured(["LMS, Studio", ...same].join(", "), same, "same"),
    await measured(`and ${everyPlugin.join(", ")}`, everyPlugin, "all"),
  ];
  return [{ name: COMPARED, counts: own.counts }, ...theirs.flatMap((one) => one ?? [])];
}

function comparisonTable(compared: readonly Compared[]): Table {
  return {
    title: "The same scanners over Arboretum and over Tutor, before waivers",
    columns: [
      "",
      "objects",
      "scored",
      "critical",
      "warnings",
      "critical per scored object",
      "Checkov passed",
      "Checkov failed",
    ],
    rows: compared.map(({ name, counts }) => [
      name,
      counts.objects,
      counts.scored,
      counts.critical,
      counts.warnings,
      (counts.critical / counts.scored).toFixed(2),
      counts.checkovPassed,
      counts.checkovFailed,
    ]),
    bars: ["critical", "Checkov failed"],
    note: "One failed check on one object counts once. Tutor always has LMS and Studio, and plugins for the other applications of the stack.",
  };
}

function waiverTable(waived: readonly Finding[]): Table {
  return {
    title: "What the scanners go on finding, and why that is right",
    columns: ["rule", "findings", "until", "why"],
    rows: waivers.map((waiver) => [
      waiver.rules.join(", "),
      judge([], waived, [waiver]).waived.length,
      waiver.until,
      waiver.why,
    ]),
  };
}

async function report(scratch: string): Promise<Report> {
  say("Rendering every shipped stack");
  const stacks = await shippedStacks(home);
  const objects = stacks.flatMap((stack) => stack.objects);
  const monokle = await scanWithMonokle(objects);
  const missing: Skipped[] = [];
  const tools = await available("kube-score and Checkov", missing, toolsFor);
  let others: Scan | undefined;
  if (tools) {
    say("Scanning with kube-score and Checkov");
    others = await available("kube-score and Checkov", missing, () =>
      scan(stacks, tools, join(scratch, "all")),
    );
  }
  const scanners: readonly Scanner[] = others ? ["monokle", "kube-score", "checkov"] : ["monokle"];
  const findings = [...monokle.findings, ...(others?.findings ?? [])];
  const { open, waived, unused } = judge(scanners, findings);
  const reference = stacks.find(({ id }) => id === COMPARED);
  const compared = tools && others && reference ? await compare(reference, tools, scratch, missing) : [];
  const levels = namespaceLevels(stacks, findings);
  const outOfDate = expired(new Date().toISOString().slice(0, 10));
  const failures = [
    ...open.map(findingText),
    ...unused.map((one) => `A waiver covers nothing any more: ${one}`),
    ...outOfDate.map(({ rules, until }) => `A waiver has run out on ${until}: ${rules.join(", ")}`),
    ...levels
      .filter(({ enforced, met }) => enforced !== met)
      .map(
        ({ stack, namespace, enforced, met }) =>
          `${stack}: namespace ${namespace} enforces ${enforced}, and its pods meet ${met}.`,
      ),
    ...(inCi ? missing.map(({ what, why }) => `${what}: ${why}`) : []),
  ];
  const clean = scanners.flatMap((scanner) =>
    stacks.filter(({ id }) => !open.some((one) => one.scanner === scanner && one.object.stack === id)),
  );
  const charts = stacks.flatMap(({ id, charts: some }) => some.map((chart) => `${id}: ${chart}`));
  return {
    passed: clean.length,
    failed: failures.length,
    failures,
    skipped: [
      ...(inCi ? [] : missing),
      ...charts.map((chart) => ({ what: chart, why: "what a chart creates only Helm knows" })),
    ],
    facts: [
      ["stacks", stacks.length],
      ["objects", objects.length],
      ["Monokle rules", monokle.rules.length],
      ...(others
        ? ([
            [
              `kube-score ${kubeScoreVersion()}: critical, beyond waivers`,
              open.filter(({ scanner }) => scanner === "kube-score").length,
            ],
            [`kube-score ${kubeScoreVersion()}: warnings`, others.warnings.length],
            [
              `Checkov ${versionOf("checkov")}: failed, beyond waivers`,
              open.filter(({ scanner }) => scanner === "checkov").length,
            ],
            [`Checkov ${versionOf("checkov")}: passed`, others.counts.checkovPassed],
          ] as const)
        : []),
      ["findings that a waiver covers", waived.length],
    ],
    tables: [
      ...(compared.length > 0 ? [comparisonTable(compared)] : []),
      {
        title: "Pod Security in each namespace",
        columns: ["stack", "namespace", "the API server enforces", "the pods meet, says Monokle"],
        rows: levels.map(({ stack, namespace, enforced, met }) => [stack, namespace, enforced, met]),
      },
      waiverTable(waived),
      ...(others && others.warnings.length > 0
        ? [
            {
              title: "Warnings of kube-score",
              columns: ["warning"],
              rows: others.warnings.map((one) => [one]),
            },
          ]
        : []),
    ],
  };
}

const scratch = mkdtempSync(join(tmpdir(), "arboretum-scanners-"));
try {
  const found = await report(scratch);
  handOver(found);
  process.stdout.write(reportText(found));
  if (found.failed > 0) process.exitCode = 1;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
