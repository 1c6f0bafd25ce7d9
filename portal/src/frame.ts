import type { Question } from "./apart.ts";
import { checkBlockcert } from "./blockcerts.ts";
import { fetched } from "./fetched.ts";
import type { Outcome } from "./outcome.ts";

/** What goes wrong in here says nothing of a credential. */
const UNKNOWN: Outcome = { verdict: "unknown", steps: [] };

addEventListener("message", async ({ data, ports: [port] }) => {
  const { credential, issuers } = data as Question;
  port?.postMessage(await checkBlockcert(credential, issuers, fetched).catch(() => UNKNOWN));
});
