import { stringify } from "yaml";
import { parseDocument } from "../../src/documents/document.ts";
import { BYTES, KEYS, TEXTS, VALUES } from "./oddities.ts";
import type { Draw } from "./random.ts";

type Lines = string[];

const encode = (text: string) => new TextEncoder().encode(text);

/** One thing that happens to the lines of a text. */
const BY_LINES: readonly ((lines: Lines, draw: Draw) => void)[] = [
  (lines, draw) => void lines.splice(draw.below(lines.length), 1),
  (lines, draw) => void lines.splice(draw.below(lines.length), 0, draw.of(lines)),
  (lines, draw) =>
    void lines.splice(
      draw.below(lines.length),
      0,
      `${" ".repeat(draw.below(8))}${draw.of(KEYS)}: ${draw.of(VALUES)}`,
    ),
  (lines, draw) => change(lines, draw, (line) => " ".repeat(1 + draw.below(4)) + line),
  (lines, draw) => change(lines, draw, (line) => line.replace(/^ {1,2}/, "")),
  (lines, draw) => change(lines, draw, (line) => line.replace(/^ +/, "\t")),
  (lines, draw) => change(lines, draw, (line) => line.replace(/:.*$/, `: ${draw.of(VALUES)}`)),
  (lines, draw) => change(lines, draw, (line) => line.replace(/[\w.-]+(?=[,}\]]|$)/, draw.of(VALUES))),
  (lines, draw) => change(lines, draw, (line) => line.replace(/[\w:]+:/, `${draw.of(KEYS)}:`)),
  (lines, draw) => change(lines, draw, (line) => line.replace(/: /, `: &anchor${draw.below(3)} `)),
  (lines, draw) => change(lines, draw, (line) => line.replace(/:.*$/, `: *anchor${draw.below(3)}`)),
  (lines, draw) => change(lines, draw, (line) => `${line} # ${draw.of(VALUES)}`),
  (lines, draw) => change(lines, draw, (line) => line.slice(0, draw.below(line.length + 1))),
  (lines, draw) => change(lines, draw, (line) => line.toUpperCase()),
  (lines, draw) => void lines.push("---", ...lines.slice(0, draw.below(lines.length))),
  (lines, draw) => void lines.unshift(draw.of(["%YAML 1.1", "%TAG ! x:", "\ufeff", "---", "..."])),
  (lines, draw) => {
    const [from, to] = [draw.below(lines.length), draw.below(lines.length)];
    [lines[from], lines[to]] = [lines[to] ?? "", lines[from] ?? ""];
  },
];

const READABLE = 500;

function change(lines: Lines, draw: Draw, by: (line: string) => string): void {
  const index = draw.below(lines.length);
  const line = lines[index] ?? "";
  // Of an endless line only its beginning: patterns that look for an end would take for ever themselves.
  lines[index] = by(line.slice(0, READABLE)) + line.slice(READABLE);
}

/** One thing that happens to the bytes of a file. */
const BY_BYTES: readonly ((bytes: number[], draw: Draw) => void)[] = [
  (bytes, draw) => {
    const at = draw.below(bytes.length);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << draw.below(8));
  },
  (bytes, draw) => void bytes.splice(draw.below(bytes.length + 1), 0, ...draw.of(BYTES)),
  (bytes, draw) => void bytes.splice(draw.below(bytes.length), 1 + draw.below(20)),
  (bytes, draw) => void bytes.splice(draw.below(bytes.length + 1)),
  (bytes, draw) => {
    const start = draw.below(bytes.length);
    bytes.splice(draw.below(bytes.length + 1), 0, ...bytes.slice(start, start + draw.below(200)));
  },
];

type Tree = unknown;

const isBlock = (value: Tree): value is Record<string, Tree> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** All places of a tree that can be changed: what holds them, and under which key. */
function placesIn(value: Tree, found: [holder: Record<string, Tree>, key: string][] = []) {
  if (typeof value !== "object" || value === null) return found;
  for (const [key, inner] of Object.entries(value)) {
    found.push([value as Record<string, Tree>, key]);
    placesIn(inner, found);
  }
  return found;
}

const PLAIN: readonly (() => Tree)[] = [
  () => null,
  () => [],
  () => ({}),
  () => [[[]]],
  () => "",
  () => " ",
  () => "x".repeat(300),
  () => -1,
  () => 0,
  () => 1.5,
  () => 1e300,
  () => Number.MAX_SAFE_INTEGER + 2,
  () => Number.POSITIVE_INFINITY,
  () => true,
  () => ({ secure: "v1:abc" }),
  () => ["internet", 5, null],
  () => JSON.parse('{"__proto__": {"polluted": true}}'),
  () => ({ a: { b: { c: { d: [{ e: null }] } } } }),
];

/** One thing that happens to what a text means. */
function byMeaning(text: string, draw: Draw): string {
  const { document } = parseDocument("seed.yaml", text);
  // What was broken before stays as it is.
  if (document === undefined) return text;
  const value: Tree = structuredClone(document.value);
  const places = placesIn(value);
  if (places.length === 0) return text;
  const [holder, key] = draw.of(places);
  const [other, otherKey] = draw.of(places);
  switch (draw.below(6)) {
    case 0:
      holder[key] = draw.of(PLAIN)();
      break;
    case 1:
      delete holder[key];
      break;
    case 2:
      // A copy, or the tree would hold itself.
      holder[key] = structuredClone(other[otherKey]);
      break;
    case 3:
      if (isBlock(holder)) holder[draw.of(KEYS)] = draw.of(PLAIN)();
      break;
    case 4:
      holder[key] = [structuredClone(holder[key])];
      break;
    default:
      holder[key] = {
        [draw.of(["driver", "release", "secure", "from", "stage"])]: structuredClone(holder[key]),
      };
  }
  return stringify(value);
}

/** The most that a person might write by hand, with room to spare. */
const LONGEST = 200_000;

/** A file that somebody might have written, or might have been made to write. */
export function mutated(seeds: readonly string[], draw: Draw): Uint8Array {
  if (draw.oneIn(40)) return encode(draw.of(TEXTS)(draw));
  let text = draw.of(seeds);
  const times = 1 + draw.below(4);
  for (let time = 0; time < times; time++) {
    if (draw.oneIn(3)) text = byMeaning(text, draw);
    else {
      const lines = text.split("\n");
      draw.of(BY_LINES)(lines, draw);
      text = lines.join(draw.oneIn(50) ? "\r\n" : draw.oneIn(200) ? "\r" : "\n");
    }
    if (draw.oneIn(30)) text += `\n${draw.of(TEXTS)(draw)}`;
    if (text.length > LONGEST) return encode(text.slice(0, LONGEST));
  }
  if (!draw.oneIn(4)) return encode(text);
  const bytes = [...encode(text)];
  draw.of(BY_BYTES)(bytes, draw);
  return Uint8Array.from(bytes);
}
