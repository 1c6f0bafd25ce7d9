import type { Credential, Issuer, Outcome } from "./outcome.ts";

/** What the frame is handed. */
export interface Question {
  readonly credential: Credential;
  readonly issuers: readonly Issuer[];
}

/**
 * Asks the library of Blockcerts, in a frame of its own. It makes code out of text while it reads a certificate, which this page may
 * not; the frame may, and gets to nothing else: no origin, no storage, no part of the page.
 */
export async function apart(question: Question): Promise<Outcome> {
  const frame = document.createElement("iframe");
  frame.sandbox.add("allow-scripts");
  frame.hidden = true;
  frame.src = "/frame.html";
  try {
    await new Promise((resolve) => {
      frame.onload = resolve;
      document.body.append(frame);
    });
    return await answered(frame, question);
  } finally {
    frame.remove();
  }
}

/** Longer than nodes of a chain and lists of revoked ones take. A frame that could not be had is loaded as well, and never answers. */
const PATIENCE = 60_000;

function answered({ contentWindow }: HTMLIFrameElement, question: Question): Promise<Outcome> {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error("Nobody has answered in the frame.")), PATIENCE);
    port1.onmessage = ({ data }) => resolve(data as Outcome);
    // It has no origin that could be named, and nobody else can be in it.
    contentWindow?.postMessage(question, "*", [port2]);
  });
}
