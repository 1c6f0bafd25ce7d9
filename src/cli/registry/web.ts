import { RegistryRefusal } from "./refused.ts";

/** What somebody who asks over a network is told: how patient to be, and how to wait. Tests are less patient. */
export interface Patience {
  /** How long one request may take. */
  readonly seconds: number;
  /** The longest that a registry may ask us to wait. */
  readonly longest: number;
  readonly pause: (seconds: number) => Promise<void>;
}

export const patient: Patience = {
  seconds: 30,
  longest: 60,
  pause: (seconds) => new Promise((over) => setTimeout(over, seconds * 1000)),
};

const TRIES = 4;
const PASSES = new Set([408, 425, 429, 500, 502, 503, 504]);

/** One request. What passes by itself is tried again: a busy registry, a connection that broke. */
export async function request(url: URL, init: RequestInit, patience: Patience): Promise<Response> {
  for (let tried = 1; ; tried += 1) {
    const answer = await once(url, init, patience);
    const last = tried === TRIES;
    if (answer instanceof Response) {
      if (!PASSES.has(answer.status) || last) return fromSafe(url, answer);
      const wait = waitOf(answer) ?? 2 ** (tried - 2);
      if (wait > patience.longest) throw busy(url, answer.status, wait);
      await answer.body?.cancel();
      await patience.pause(wait);
    } else {
      if (last) throw answer;
      await patience.pause(2 ** (tried - 2));
    }
  }
}

async function once(url: URL, init: RequestInit, { seconds }: Patience): Promise<Response | RegistryRefusal> {
  try {
    return await fetch(url, { ...init, signal: AbortSignal.timeout(seconds * 1000) });
  } catch (cause) {
    const refusal = unreachable(url, cause, seconds);
    if (CERTAIN.has(codeOf(cause))) throw refusal;
    return refusal;
  }
}

/** Whoever redirects from a certificate to none would let anybody answer. */
function fromSafe(url: URL, answer: Response): Response {
  if (url.protocol === "https:" && answer.url.startsWith("http:"))
    throw new RegistryRefusal(
      `${url.host} leads to ${new URL(answer.url).host}, which has no certificate.`,
      "Ask whoever runs the registry: an answer without one could be anybody's.",
    );
  return answer;
}

/** `Retry-After` is a number of seconds or a date. */
function waitOf({ headers }: Response): number | undefined {
  const said = headers.get("retry-after");
  if (said === null) return undefined;
  const seconds = /^\d+$/.test(said) ? Number(said) : (Date.parse(said) - Date.now()) / 1000;
  return Number.isFinite(seconds) ? Math.max(0, seconds) : undefined;
}

const busy = ({ host }: URL, status: number, wait: number): RegistryRefusal =>
  new RegistryRefusal(
    `${host} answers ${status} and wants to be asked again in ${Math.ceil(wait)} seconds.`,
    "Run it again then: what is locked already is not lost. Whoever has logged in may ask more often.",
  );

const CERTIFICATES = [
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
];
/** What another try does not change. */
const CERTAIN = new Set([...CERTIFICATES, "ENOTFOUND", "CERT_HAS_EXPIRED", "ERR_TLS_CERT_ALTNAME_INVALID"]);

function codeOf(cause: unknown): string {
  const within = (cause as { cause?: { code?: unknown } } | null)?.cause?.code;
  return typeof within === "string" ? within : "";
}

function unreachable({ host }: URL, cause: unknown, seconds: number): RegistryRefusal {
  const code = codeOf(cause);
  if (CERTIFICATES.includes(code))
    return new RegistryRefusal(
      `The certificate of ${host} is from an authority that this machine does not know.`,
      "Name the file of that authority in NODE_EXTRA_CA_CERTS.",
    );
  const timedOut = (cause as { name?: unknown } | null)?.name === "TimeoutError";
  const why = timedOut ? `within ${seconds} seconds` : code ? `(${code})` : "";
  return new RegistryRefusal(
    `${host} does not answer ${why}`.trim().concat("."),
    "Look whether this machine reaches it. Behind a proxy set HTTPS_PROXY, and NODE_USE_ENV_PROXY=1.",
  );
}

/** The bytes of an answer, unless they are more than anything of the kind has. */
export async function bytesOf(answer: Response, most: number, patience: Patience): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  const { host } = new URL(answer.url);
  try {
    for await (const chunk of answer.body ?? []) {
      size += chunk.length;
      if (size > most) break;
      chunks.push(Buffer.from(chunk));
    }
  } catch (cause) {
    throw unreachable(new URL(answer.url), cause, patience.seconds);
  }
  if (size > most)
    throw new RegistryRefusal(
      `${host} sends more than ${most / 1024 ** 2} MiB.`,
      "Look at its address with a browser: it is not what was asked for.",
    );
  return Buffer.concat(chunks);
}
