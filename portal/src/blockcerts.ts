import type { Credential, Outcome } from "./outcome.ts";

/** As much of the library of the Blockcerts project as the page uses. Its bundle is loaded with the first certificate that needs it. */
interface Library {
  readonly Certificate: new (
    definition: Credential,
  ) => {
    readonly isFormatValid?: boolean;
    readonly expires?: string;
    readonly chain?: { readonly test?: boolean; readonly name?: string };
    init(): Promise<void>;
    verify(): Promise<{ readonly status: string; readonly message: unknown }>;
  };
}

declare global {
  var Verifier: Library | undefined;
}

/** Asks the library, which asks a node of the chain whether the batch of the certificate is anchored there. */
export async function checkBlockcert(credential: Credential): Promise<Outcome> {
  const { Certificate } = await library();
  try {
    const certificate = new Certificate(credential);
    await certificate.init();
    const { status } = await certificate.verify();
    const holds = status === "success";
    return {
      verdict: holds ? "valid" : "tampered",
      credential,
      // What is anchored on a chain for trying is anchored nowhere.
      steps: [{ what: "anchor", holds: holds && !certificate.chain?.test }],
    };
  } catch {
    return { verdict: "garbage", credential, steps: [] };
  }
}

async function library(): Promise<Library> {
  if (globalThis.Verifier === undefined) await loaded("/blockcerts.js");
  if (globalThis.Verifier === undefined) throw new Error("The library of Blockcerts is not there.");
  return globalThis.Verifier;
}

const loaded = (source: string): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = source;
    script.onload = resolve;
    script.onerror = reject;
    document.head.append(script);
  });
