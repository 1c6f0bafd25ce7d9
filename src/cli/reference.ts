import type { Command } from "./command.ts";
import { helpOf } from "./help.ts";
import { plain } from "./paint.ts";

const INTRODUCTION = `# Commands

Written by \`arboretum schema\` from the commands themselves. \`npx arboretum <command> --help\` says the same.

Every command ends with 0 on success, with 1 if it found problems, with 2 if it was used wrongly. Results go to stdout; progress and
refusals go to stderr. Colours go to terminals only, and never with \`NO_COLOR\`. \`ARBORETUM_DEBUG=1\` shows where something unexpected
happened, \`ARBORETUM_TIMINGS=1\` where the time of a preview goes.
`;

/** The page that says how each command is used. */
export const commandsReference = (commands: readonly Command[]): string =>
  [INTRODUCTION, ...commands.map(section)].join("\n");

const section = (command: Command): string =>
  `## ${command.name}\n\n\`\`\`text\n${helpOf(command, plain)}\`\`\`\n`;
