import { Alias, type Document, visit, type YAMLError } from "yaml";

/** What makes a text unusable, and the offset where it stands. */
export interface Fault {
  readonly offset: number;
  readonly message: string;
}

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
  RESOURCE_EXHAUSTION: "The blocks are nested too deep.",
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
  const faults = [
    ...[...parsed.errors, ...parsed.warnings].map(faultOf),
    ...(oldYaml ? [{ offset: 0, message: "The line `%YAML` asks for an old version. Leave it out." }] : []),
    ...aliasFaults(parsed),
  ];
  const lines = new Set<number>();
  return faults.filter(({ offset }) => {
    const line = lineOf(offset);
    if (lines.has(line)) return false;
    lines.add(line);
    return true;
  });
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
