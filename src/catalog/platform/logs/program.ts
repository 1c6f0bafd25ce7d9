import type { Logs } from "../../../settings/sections/logs.ts";
import { COMPONENT, DEPLOYMENT, STAGE } from "../../../vocabulary/labels.ts";
import { PERSONAL, type Redaction, SECRETS } from "./redaction.ts";

/** Fields of a line that are worth asking for, and nothing that anybody may invent: each would be a column for ever. */
const OF_LINES = ["logger", "at", "trace"] as const;
const OF_EVENTS = ["event_type", "event_source", "username"] as const;

const redact = ({ name, pattern, instead }: Redaction): string =>
  `# ${name}\nline = replace(line, r'${pattern}', ${JSON.stringify(instead)})`;

const copy = (field: string): string => `  if is_string(said.${field}) { .${field} = said.${field} }`;

/** What happens to each line on its way, in the language of Vector: whose it is, what it must not say, what it says of itself. */
export const program = ({ personalData }: Pick<Logs, "personalData">): string =>
  [
    'line = string(.message) ?? ""',
    ...[...SECRETS, ...(personalData === "masked" ? PERSONAL : [])].map(redact),
    "of = .kubernetes",
    "labels = object(of.pod_labels) ?? {}",
    "at = .timestamp",
    "stream = .stream",
    ". = {",
    '  "message": line,',
    '  "timestamp": at,',
    '  "stream": stream,',
    '  "namespace": of.pod_namespace,',
    '  "pod": of.pod_name,',
    '  "container": of.container_name,',
    ...Object.entries(FROM_LABELS).map(
      ([field, label]) => `  "${field}": string(get(labels, [${JSON.stringify(label)}]) ?? "") ?? "",`,
    ),
    '  "kind": "line",',
    '  "level": ""',
    "}",
    "said = object(parse_json(line) ?? {}) ?? {}",
    'if is_string(said.level) { .level = upcase(string(said.level) ?? "") }',
    "if exists(said.logger) {",
    ...OF_LINES.map(copy),
    "}",
    "if exists(said.event_type) && exists(said.event_source) {",
    '  .kind = "event"',
    ...OF_EVENTS.map(copy),
    "}",
    "",
  ].join("\n");

/** What the labels of a pod say of the line. */
const FROM_LABELS = {
  component: COMPONENT,
  deployment: DEPLOYMENT,
  stage: STAGE,
} as const;
