import { expect, test } from "vitest";
import { parseDocument } from "../../src/documents/document.ts";
import { explain } from "../../src/documents/explain.ts";
import { loadSettings } from "../../src/settings/load.ts";
import { deploymentSettings } from "../../src/settings/settings.ts";
import { pages } from "./pages.ts";

/** What a deployment has to say at least, below whatever a page shows. */
const BASE = parseDocument(
  "base.yaml",
  "site: { name: Academy, contact: help@example.edu }\ncluster: { identifier: learning }\nedge: { domain: learn.example.edu }\n",
);

/** Settings as a page shows them: whole stack files, or pieces of them, also several in one block. */
const shown = pages
  .filter(({ file }) => !file.startsWith("tests/") && !file.includes("tutorials/"))
  .flatMap(({ blocks, spans }) => [
    ...spans.filter((span) => /^arboretum:\w+: [{[]/.test(span) && !/…/.test(span.replace("v1:…", ""))),
    ...blocks
      .filter(({ language, text }) => ["yaml", "text"].includes(language) && /^ *arboretum:\w+:/m.test(text))
      .flatMap(({ text }) => text.split(/^(?=# Pulumi\.)/m))
      .filter((text) => /^ *arboretum:\w+:/m.test(text))
      // What a command prints begins with a place.
      .filter((text) => !/^Pulumi\.[\w.-]+:\d+:\d+/m.test(text)),
  ])
  .map((text, index) => ({ text, index }));

const body = (text: string) => text.replace(/^(?:#.*\n|config:\n|.*arboretum:layers:.*\n)+/, "");

/** As a stack file of its own, on the base. */
function problemsOf(text: string): string {
  const lines = body(text).split("\n");
  const indent = Math.min(...lines.filter((one) => one.trim() !== "").map((one) => one.search(/\S/)));
  const below = lines.map((one) => `  ${one.slice(indent)}`).join("\n");
  const sections = [...below.matchAll(/^ {2}arboretum:(\w+):/gm)].map(([, name = ""]) => name);
  const isPlatform = sections.some((name) => !(name in deploymentSettings.shape));
  const stack = isPlatform ? "platform" : "qa";
  const layers = isPlatform
    ? "  arboretum:cluster: { identifier: learning }\n"
    : "  arboretum:layers: [base.yaml]\n";
  const document = parseDocument(`Pulumi.${stack}.yaml`, `config:\n${layers}${below}`);
  return explain(
    loadSettings("/nowhere", stack, (file) => (file === "base.yaml" ? BASE : document)).problems,
  );
}

test("pages show settings", () => {
  expect(shown.length).toBeGreaterThan(15);
});

test.each(shown)("$index: what a page shows of settings is taken: $text", ({ text }) => {
  expect(problemsOf(text)).toBe(explain([]));
});
