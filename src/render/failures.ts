import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { error, type Place, type Problem } from "../documents/problem.ts";
import type { Pending, Request } from "./sdk.ts";
import { parseUrn } from "./urn.ts";

type Refusal = "duplicate-urn" | "late-registration" | "remote-component" | "invoke";

interface Failure {
  readonly cause: unknown;
  readonly resource: Pending | undefined;
}

/** Collects what goes wrong in one run. The SDK reports one error many times over; each becomes one problem. */
export class Failures {
  readonly #failures = new Map<unknown, Failure>();
  readonly #refusals = new Map<
    string,
    { readonly rule: Refusal; readonly urn: string; readonly why: string }
  >();
  readonly #logged: string[] = [];
  readonly #places = new Map<
    string,
    { readonly file: string; readonly line: number; readonly column: number }
  >();
  #transforms = false;

  /** Something was thrown, in the program or in an apply. */
  threw(cause: unknown, resource?: Pending): void {
    // What fails with a resource says so before anybody else sees the error.
    if (!this.#failures.has(cause)) this.#failures.set(cause, { cause, resource });
  }

  refuse(rule: Refusal, urn: string, why: string): void {
    this.#refusals.set(`${rule} ${urn}`, { rule, urn, why });
  }

  logged(message: string): void {
    this.#logged.push(message);
  }

  transformed(): void {
    this.#transforms = true;
  }

  /** Remembers where a resource is created; positions exist only in a run with traces. */
  placed(urn: string, position: Request): void {
    const uri: string | undefined = position?.getUri();
    if (uri?.startsWith("file:"))
      this.#places.set(urn, {
        file: withoutFolder(fileURLToPath(uri)),
        line: position.getLine(),
        column: position.getColumn(),
      });
  }

  problems(stack: string, root: string): readonly Problem[] {
    return [
      ...this.#thrown(stack, root),
      ...[...this.#refusals.values()].map(({ rule, urn, why }) =>
        error(rule === "invoke" ? "invoke-refused" : rule, {
          stack,
          path: urn,
          message: `${nameOf(urn)} is refused: ${why}.`,
        }),
      ),
      ...this.#logged.map((message) =>
        error("logged-error", { stack, message: `The program logs an error: ${firstLine(message)}` }),
      ),
      ...(this.#transforms ? [transformProblem(stack)] : []),
    ].map((problem) => this.#withPlace(problem, root));
  }

  #thrown(stack: string, root: string): readonly Problem[] {
    // What an invoke refuses comes back as an error of the program; it is told once, by the refusal.
    const refused = [...this.#refusals.values()]
      .filter(({ rule }) => rule === "invoke")
      .map(({ urn }) => `${urn} is not available`);
    const failures = [...this.#failures.values()].filter(
      ({ cause }) => !refused.some((text) => messageOf(cause).includes(text)),
    );
    const seen = new Set<string>();
    return failures.flatMap((failure) => {
      const problem = thrownProblem(stack, failure, root);
      if (seen.has(problem.message)) return [];
      seen.add(problem.message);
      return [problem];
    });
  }

  #withPlace(problem: Problem, root: string): Problem {
    const place = problem.path === undefined || problem.place ? undefined : this.#places.get(problem.path);
    return place === undefined
      ? problem
      : { ...problem, place: { ...place, file: relativeTo(root, place.file) } };
  }
}

function transformProblem(stack: string): Problem {
  return error("transform-refused", {
    stack,
    message:
      "The program registers a transform, and the embedded engine does not run it: it would run outside the program's context.",
    remedy: "Put what it adds into the function that builds the arguments.",
  });
}

/** Node says of a module where it is as a URL, and the SDK takes that for a path below the working directory. */
const withoutFolder = (path: string): string => path.replace(/^.*\/file:(?=\/)/, "");

const nameOf = (urn: string): string => parseUrn(urn).name || urn;

const firstLine = (text: string): string => text.split("\n", 1)[0] ?? "";

const messageOf = (cause: unknown): string =>
  cause instanceof Error ? cause.message : typeof cause === "string" ? cause : String(JSON.stringify(cause));

// The SDK puts one of these before the message for every resource that the error passes through.
const passedThrough = /^(?:error serializing property "([^"]+)": )+/;

function thrownProblem(stack: string, { cause, resource }: Failure, root: string): Problem {
  const whole = messageOf(cause);
  const property = passedThrough.exec(whole)?.[1];
  const message = firstLine(whole.replace(passedThrough, ""));
  const place = placeIn(cause, root);
  const subject = resource?.name === undefined ? undefined : `${resource.name} [${resource.type}]`;
  const where =
    subject === undefined
      ? "The program"
      : `${subject}${property === undefined ? "" : `, input ${property},`}`;
  return error("program-throws", {
    stack,
    ...(subject === undefined ? {} : { path: subject }),
    ...(place === undefined ? {} : { place }),
    message: `${where} fails: ${message === "" ? "an error without a message" : message}`,
  });
}

const frame = /(?:\(|at )(?:async )?((?:file:\/\/)?\/[^()]+?):(\d+):(\d+)\)?$/;

/** The first line of the trace that is neither Node's nor a package's. */
function placeIn(cause: unknown, root: string): Place | undefined {
  const lines = cause instanceof Error ? (cause.stack ?? "").split("\n").slice(1) : [];
  for (const line of lines) {
    const [, file, row, column] = frame.exec(line.trim()) ?? [];
    if (file === undefined || file.includes("node_modules")) continue;
    const path = file.startsWith("file:") ? fileURLToPath(file) : file;
    return { file: relativeTo(root, path), line: Number(row), column: Number(column) };
  }
  return undefined;
}

function relativeTo(root: string, file: string): string {
  const path = relative(root, file);
  return path.startsWith("..") ? file : path;
}
