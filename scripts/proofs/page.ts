import type { Report, Skipped, Table } from "./report.ts";
import type { Outcome } from "./step.ts";
import { style } from "./style.ts";
import { duration, type Proofs } from "./summary.ts";

/** The page that people look at: one file, which asks nobody for anything. */
export function page(proofs: Proofs): string {
  const { outcomes, failed } = proofs;
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Arboretum: what is proven</title>
<style>${style}</style>
<header>
  <p class="kicker">Arboretum · what is proven</p>
  <h1 class="${failed === 0 ? "held" : "failed"}">${headline(proofs)}</h1>
  <p class="meta">${[proofs.commit, proofs.finished.replace("T", " ").slice(0, 16), proofs.machine, `Node ${proofs.node}`].map(text).join(" · ")}</p>
</header>
<main>
  ${tiles(proofs)}
  ${timeline(outcomes)}
  ${outcomes.map(stepHtml).join("\n")}
</main>
<footer>Written by <code>npm run proofs</code>. The same as data: <code>out/proofs.json</code>.</footer>
</html>
`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** What is as wide as it is: figures, dates. */
const SOLID = /^(?:[\d.,]+|\d{4}-\d\d-\d\d)$/;

const text = (value: string | number): string =>
  String(value).replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);

/** Words of a person, in which names of things stand between backticks. */
const prose = (value: string): string => text(value).replace(/`([^`]+)`/g, "<code>$1</code>");

const shown = (value: string | number): string =>
  typeof value === "number" ? value.toLocaleString("en") : prose(value);

const many = (amount: number, one: string, more: string): string => `${amount} ${amount === 1 ? one : more}`;

function headline({ outcomes, failed }: Proofs): string {
  if (failed > 0) return many(failed, "thing does not hold.", "things do not hold.");
  const skipped = outcomes.filter(({ verdict }) => verdict === "skipped").length;
  return skipped === 0
    ? "Everything holds."
    : `Everything that was tried holds; ${many(skipped, "proof was", "proofs were")} not tried.`;
}

function tiles({ outcomes, passed, failed, seconds }: Proofs): string {
  const held = outcomes.filter(({ verdict }) => verdict === "held").length;
  const untried = outcomes.reduce((sum, { report }) => sum + report.skipped.length, 0);
  const all: readonly (readonly [string, string, string?])[] = [
    [`${held} of ${outcomes.length}`, "proofs hold"],
    [passed.toLocaleString("en"), "checks passed"],
    [failed.toLocaleString("en"), "failed", failed > 0 ? "failed" : "held"],
    [String(untried), "not tried, with a reason"],
    [duration(seconds), "in all"],
  ];
  return `<dl class="tiles">${all
    .map(
      ([value, name, tone = ""]) =>
        `<div><dt>${text(name)}</dt><dd class="${tone}">${text(value)}</dd></div>`,
    )
    .join("")}</dl>`;
}

function timeline(outcomes: readonly Outcome[]): string {
  const ran = outcomes.filter(({ seconds }) => seconds > 0);
  const parts = ran.map(({ step, verdict, seconds }) => {
    const says = text(`${step.title}: ${duration(seconds)}`);
    return `<a class="${verdict}" href="#${step.id}" style="flex-grow:${seconds.toFixed(2)}" title="${says}"><span>${text(step.title)}</span></a>`;
  });
  return `<nav class="timeline" aria-label="How long each took">${parts.join("")}</nav>`;
}

const SIGNS = { held: "✓", failed: "✕", skipped: "–" } as const;

function stepHtml({ step, verdict, seconds, report }: Outcome): string {
  const figures =
    verdict === "skipped"
      ? "not tried"
      : `${report.passed.toLocaleString("en")} passed · ${report.failed} failed · ${duration(seconds)}`;
  return `<section id="${step.id}" class="step ${verdict}">
  <div class="title">
    <span class="sign" role="img" aria-label="${verdict}">${SIGNS[verdict]}</span>
    <h2>${text(step.title)}</h2>
    <p class="figures">${text(figures)}</p>
  </div>
  <p class="proves">${prose(step.proves)}</p>
  <p class="command"><code>${text(step.command.join(" "))}</code></p>
  ${failuresHtml(report)}
  ${factsHtml(report)}
  ${report.tables.map(tableHtml).join("\n")}
  ${skippedHtml(report.skipped)}
</section>`;
}

const failuresHtml = ({ failures }: Report): string =>
  failures.length === 0
    ? ""
    : `<ul class="failures">${failures.map((one) => `<li>${prose(one)}</li>`).join("")}</ul>`;

const factsHtml = ({ facts }: Report): string =>
  facts.length === 0
    ? ""
    : `<dl class="facts">${facts
        .map(([name, value]) => `<div><dt>${text(name)}</dt><dd>${shown(value)}</dd></div>`)
        .join("")}</dl>`;

/** Rows beyond which a table is folded away. */
const SHORT = 12;

function tableHtml(table: Table): string {
  const { title, rows, note } = table;
  const body = `<div class="scroll"><table>${tableRows(table)}</table></div>${note ? `<p class="note">${text(note)}</p>` : ""}`;
  return rows.length > SHORT
    ? `<details><summary>${text(title)} <span>${many(rows.length, "row", "rows")}</span></summary>${body}</details>`
    : `<h3>${text(title)}</h3>${body}`;
}

function tableRows({ columns, rows, bars = [] }: Table): string {
  const kinds = columns.map(
    (name, column) => kindOf(rows.map((row) => row[column] ?? "")) + (bars.includes(name) ? " bar" : ""),
  );
  const most = columns.map((_, column) => Math.max(1, ...rows.map((row) => Number(row[column]))));
  const cell = (value: string | number, column: number): string => {
    const kind = kinds[column] ?? "";
    const share = kind.endsWith("bar")
      ? ` style="--share:${((Number(value) / (most[column] ?? 1)) * 100).toFixed(1)}%"`
      : "";
    return `<td class="${kind}"${share}>${shown(value)}</td>`;
  };
  const head = columns.map((name, column) => `<th class="${kinds[column]}">${text(name)}</th>`).join("");
  const body = rows.map((row) => `<tr>${row.map(cell).join("")}</tr>`).join("");
  return `<thead><tr>${head}</tr></thead><tbody>${body}</tbody>`;
}

function kindOf(values: readonly (string | number)[]): string {
  if (!values.every((value) => SOLID.test(String(value)))) return "";
  return values.every((value) => !String(value).includes("-")) ? "solid number" : "solid";
}

function skippedHtml(skipped: readonly Skipped[]): string {
  if (skipped.length === 0) return "";
  const list = skipped.map(({ what, why }) => `<li><b>${text(what)}</b> ${prose(why)}</li>`).join("");
  return `<details${skipped.length <= SHORT ? " open" : ""}><summary>Not tried <span>${skipped.length}</span></summary><ul class="skipped">${list}</ul></details>`;
}
