import { Agent, type RequestOptions, request } from "node:https";
import { setTimeout as sleep } from "node:timers/promises";
import { type KubeObject, type Reference, referenceTo } from "./objects.ts";

/** How one reaches an API server and proves who one is; the last three are PEM. */
export interface Access {
  readonly server: string;
  readonly authority: string;
  readonly certificate: string;
  readonly key: string;
}

/** The API server said no. */
export class ApiFailure extends Error {
  override readonly name = "ApiFailure";
  readonly status: number;
  /** One word, such as `NotFound`, `Conflict`, `Invalid`. */
  readonly reason: string;

  constructor(status: number, reason: string, message: string) {
    super(message);
    this.status = status;
    this.reason = reason;
  }
}

export interface Answer {
  readonly body: KubeObject;
  /** What the server remarked beside its answer: deprecations, violations of Pod Security. */
  readonly warnings: readonly string[];
}

/** A kind that the server serves. */
interface Served {
  readonly path: string;
  readonly plural: string;
  readonly namespaced: boolean;
}

interface ApplyOptions {
  readonly manager?: string;
  /** Asks what would be, and changes nothing. */
  readonly dryRun?: boolean;
  /** Takes fields over from whoever else manages them. */
  readonly force?: boolean;
}

/** Field manager of what the sandbox applies. */
export const MANAGER = "arboretum-sandbox";

/** For how long a server may be away (restarting, say) before somebody hears of it. */
const PATIENCE = 60_000;

/** An API server, as its administrator sees it. */
export class Cluster {
  readonly access: Access;
  readonly #agent: Agent;
  readonly #served = new Map<string, Promise<ReadonlyMap<string, Served>>>();

  constructor(access: Access) {
    this.access = access;
    const { authority: ca, certificate: cert, key } = access;
    this.#agent = new Agent({ ca, cert, key, keepAlive: true, maxSockets: 32 });
  }

  /** Closes idle connections, so that the process may end. */
  close(): void {
    this.#agent.destroy();
  }

  /** Applies an object on the server's side. Unknown and doubled fields are refused. */
  async apply(object: KubeObject, options: ApplyOptions = {}): Promise<Answer> {
    const { manager = MANAGER, dryRun = false, force = false } = options;
    const query = new URLSearchParams({
      fieldManager: manager,
      fieldValidation: "Strict",
      force: String(force),
    });
    if (dryRun) query.set("dryRun", "All");
    const path = `${await this.pathOf(referenceTo(object))}?${query}`;
    return this.send("PATCH", path, object, "application/apply-patch+yaml");
  }

  async get(reference: Reference): Promise<KubeObject | undefined> {
    try {
      return (await this.send("GET", await this.pathOf(reference))).body;
    } catch (cause) {
      if (isMissing(cause)) return undefined;
      throw cause;
    }
  }

  /** All objects of a kind; without a namespace those of all namespaces. A selector is written as for `kubectl -l`. */
  async list(
    apiVersion: string,
    kind: string,
    where: { readonly namespace?: string; readonly selector?: string } = {},
  ): Promise<readonly KubeObject[]> {
    const path = await this.#collection({
      apiVersion,
      kind,
      ...(where.namespace ? { namespace: where.namespace } : {}),
    });
    const query = where.selector ? `?${new URLSearchParams({ labelSelector: where.selector })}` : "";
    const { items } = (await this.send("GET", path + query)).body as unknown as { items: KubeObject[] };
    return items.map((item) => ({ ...item, apiVersion, kind }));
  }

  /** Changes some fields by a merge patch: `{ metadata: { labels: { gone: null } } }`. */
  async patch(reference: Reference, change: object, subresource = ""): Promise<KubeObject> {
    const path = `${await this.pathOf(reference)}${subresource && `/${subresource}`}?fieldManager=${MANAGER}`;
    return (await this.send("PATCH", path, change, "application/merge-patch+json")).body;
  }

  async create(object: KubeObject, subresource = ""): Promise<KubeObject> {
    const reference = referenceTo(object);
    const path = subresource
      ? `${await this.pathOf(reference)}/${subresource}`
      : await this.#collection(reference);
    return (await this.send("POST", path, object)).body;
  }

  /** Asks for the end of an object; dependents go first. `false` where there is none. */
  async delete(
    reference: Reference,
    propagation: "Foreground" | "Background" = "Foreground",
  ): Promise<boolean> {
    try {
      await this.send("DELETE", await this.pathOf(reference), { propagationPolicy: propagation });
      return true;
    } catch (cause) {
      if (isMissing(cause)) return false;
      throw cause;
    }
  }

  /** Whether the server is there at this moment and can do its work. */
  async isReady(): Promise<boolean> {
    try {
      await this.sendOnce("GET", "/readyz");
      return true;
    } catch {
      return false;
    }
  }

  /** Whether the server serves a kind. */
  async serves(apiVersion: string, kind: string): Promise<boolean> {
    return (await this.#find(apiVersion, kind)) !== undefined;
  }

  /** Path of an object. */
  async pathOf(reference: Reference): Promise<string> {
    return `${await this.#collection(reference)}/${reference.name}`;
  }

  /** Sends a request; waits for a server that is away, and gives up after a while. */
  async send(method: string, path: string, body?: object, type = "application/json"): Promise<Answer> {
    const end = Date.now() + PATIENCE;
    for (let wait = 100; ; wait = Math.min(2 * wait, 2000)) {
      try {
        return await this.sendOnce(method, path, body, type);
      } catch (cause) {
        if (!isPassing(cause) || Date.now() + wait > end) throw cause;
        await sleep(wait);
      }
    }
  }

  /** Sends a request, once. */
  sendOnce(method: string, path: string, body?: object, type = "application/json"): Promise<Answer> {
    const content = body === undefined ? undefined : JSON.stringify(body);
    const options: RequestOptions = {
      method,
      agent: this.#agent,
      timeout: 30_000,
      headers: {
        accept: "application/json",
        ...(content === undefined
          ? {}
          : { "content-type": type, "content-length": Buffer.byteLength(content) }),
      },
    };
    return new Promise((resolve, reject) => {
      const sent = request(this.access.server + path, options, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () => {
          const text = Buffer.concat(chunks).toString("utf8");
          const status = response.statusCode ?? 0;
          if (status < 200 || status >= 300) reject(failureOf(status, text));
          else
            resolve({
              body: parsed(text) as KubeObject,
              warnings: warningsIn(response.headersDistinct.warning),
            });
        });
      });
      sent.on("timeout", () => sent.destroy(Object.assign(new Error("no answer"), { code: "ETIMEDOUT" })));
      sent.on("error", reject);
      sent.end(content);
    });
  }

  async #collection({ apiVersion, kind, namespace }: Omit<Reference, "name">): Promise<string> {
    const served = await this.#find(apiVersion, kind);
    if (served === undefined) {
      throw new ApiFailure(404, "UnknownKind", `The cluster has no ${kind} of ${apiVersion}.`);
    }
    const place = served.namespaced && namespace !== undefined ? `/namespaces/${namespace}` : "";
    return `${served.path}${place}/${served.plural}`;
  }

  async #find(apiVersion: string, kind: string): Promise<Served | undefined> {
    const known = (await this.#kindsOf(apiVersion)).get(kind);
    if (known !== undefined) return known;
    // A definition may have come since.
    this.#served.delete(apiVersion);
    return (await this.#kindsOf(apiVersion)).get(kind);
  }

  #kindsOf(apiVersion: string): Promise<ReadonlyMap<string, Served>> {
    const known = this.#served.get(apiVersion) ?? this.#discover(apiVersion);
    this.#served.set(apiVersion, known);
    known.catch(() => this.#served.delete(apiVersion));
    return known;
  }

  async #discover(apiVersion: string): Promise<ReadonlyMap<string, Served>> {
    const path = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    try {
      const { resources } = (await this.send("GET", path)).body as unknown as { resources: Discovered[] };
      const whole = resources.filter(({ name }) => !name.includes("/"));
      return new Map(whole.map(({ kind, name, namespaced }) => [kind, { path, plural: name, namespaced }]));
    } catch (cause) {
      if (isMissing(cause)) return new Map();
      throw cause;
    }
  }
}

interface Discovered {
  readonly name: string;
  readonly kind: string;
  readonly namespaced: boolean;
}

export const isMissing = (cause: unknown): boolean => cause instanceof ApiFailure && cause.status === 404;

const passing = new Set(["ECONNREFUSED", "ECONNRESET", "EPIPE", "ETIMEDOUT", "ECONNABORTED"]);

/** The server is on its way down or up. All that is sent may be sent twice: applying and deleting mean the same the second time. */
const isPassing = (cause: unknown): boolean =>
  cause instanceof ApiFailure
    ? [429, 503, 504].includes(cause.status)
    : passing.has(String((cause as NodeJS.ErrnoException).code));

function failureOf(status: number, text: string): ApiFailure {
  const { reason, message } = parsed(text) as { readonly reason?: string; readonly message?: string };
  return new ApiFailure(status, reason ?? String(status), message ?? (text.trim() || `status ${status}`));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

/** RFC 7234: `299 - "text"`, with quotes and backslashes escaped, several in a line. */
const warningsIn = (headers: readonly string[] = []): readonly string[] =>
  headers.flatMap((header) =>
    [...header.matchAll(/\d{3} \S+ "((?:[^"\\]|\\.)*)"/g)].map(([, text = ""]) =>
      text.replaceAll(/\\(.)/g, "$1"),
    ),
  );
