import { Alias, type Document, isCollection, isNode, isPair, isScalar, visit, type YAMLError } from "yaml";

/** What makes a text unusable, and the offset where it stands. */
export interface Fault {
  readonly offset: number;
  readonly message: string;
}

export const TOO_DEEP = "The blocks are nested too deep.";

/**
 * Own sentences for what people run into. The library's sentences for these quote the text, which may be a
 * secret that somebody forgot to encrypt.
 */
const SENTENCES: Readonly<Record<string, string>> = {
  BAD_SCALAR_START: "A value may not start with this character. Put the value in quotes.",
  BLOCK_AS_IMPLICIT_KEY: "A second colon stands on this line. Put the value in quotes.",
  DUPLICATE_KEY: "This key stands here twice.",
  MULTILINE_IMPLICIT_KEY: "This line is indented more than its neighbours.",
  MULTIPLE_DOCS: "A second document starts here. A file holds one.",
  RESOURCE_EXHAUSTION: TOO_DEEP,
  TAB_AS_INDENT: "A tab stands where spaces have to.",
  TAG_RESOLVE_FAILED: "A tag (`!…`) stands here. Tags are not used.",
  UNEXPECTED_TOKEN: "This does not belong here. Look for a missing quote, bracket or line break before it.",
};

const sentence = (text: string) => (/[.!?]$/.test(text) ? text : `${text}.`);

const faultOf = ({ code, message, pos }: YAMLError): Fault => ({
  offset: pos[0],
  message: SENTENCES[code] ?? sentence(message),
});

/** Why a text is no YAML that we use. One fault a line: what follows the first is mostly its consequence. */
export function faultsOf(parsed: Document.Parsed, lineOf: (offset: number) => number): Fault[] {
  // Which values a tag, an old version of YAML or an alias gives differs between the engine's reader and ours.
  const { explicit, version } = parsed.directives.yaml;
  const oldYaml = explicit && version !== "1.2";
  const deep = depthFault(parsed);
  const faults = [
    ...[...parsed.errors, ...parsed.warnings].map(faultOf),
    ...(oldYaml ? [{ offset: 0, message: "The line `%YAML` asks for an old version. Leave it out." }] : []),
    // Whatever walks the tree from here on takes memory by the square of its depth.
    ...(deep ? [deep] : [...keyFaults(parsed), ...aliasFaults(parsed)]),
  ];
  const lines = new Set<number>();
  return faults.filter(({ offset }) => {
    const line = lineOf(offset);
    if (lines.has(line)) return false;
    lines.add(line);
    return true;
  });
}

/** Deeper than anything that people write, and far from where a machine begins to suffer. */
const DEEPEST = 100;

/** Where blocks stand in one another too deep. Without recursion: how deep that may go depends on the machine. */
function depthFault({ contents }: Document.Parsed): Fault | undefined {
  const open: { readonly node: unknown; readonly depth: number }[] = [{ node: contents, depth: 0 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { node, depth } = next;
    if (!isCollection(node)) continue;
    if (depth > DEEPEST) return { offset: node.range?.[0] ?? 0, message: TOO_DEEP };
    for (const item of node.items) {
      const inner = isPair(item) ? [item.key, item.value] : [item];
      open.push(...inner.map((one) => ({ node: one, depth: depth + 1 })));
    }
  }
  return undefined;
}

/** Nobody can name what stands below a block as a key, and a few of them in one another take the library for ever. */
function keyFaults(parsed: Document.Parsed): Fault[] {
  const faults: Fault[] = [];
  visit(parsed, {
    Pair: (_, { key }) => {
      if (!isNode(key) || isScalar(key)) return undefined;
      faults.push({
        offset: key.range?.[0] ?? 0,
        message: "A block, a list or an alias stands where a name has to.",
      });
      return visit.SKIP;
    },
  });
  return faults;
}

function aliasFaults(parsed: Document.Parsed): Fault[] {
  const faults: Fault[] = [];
  const anchors = new Map<string, unknown>();
  visit(parsed, {
    Node: (_, node, parents) => {
      const offset = node.range?.[0] ?? 0;
      if (!(node instanceof Alias)) {
        if ("anchor" in node && node.anchor !== undefined) anchors.set(node.anchor, node);
        return;
      }
      const target = anchors.get(node.source);
      if (target === undefined) {
        faults.push({ offset, message: "No anchor of this name stands before this alias (`*…`)." });
      } else if ((parents as readonly unknown[]).includes(target)) {
        faults.push({ offset, message: "This alias contains itself." });
      }
    },
  });
  return faults;
}
