import { apart } from "./apart.ts";
import { check } from "./check.ts";
import { fetched } from "./fetched.ts";
import type { Credential, Issuer, Outcome } from "./outcome.ts";
import { isBlockcert, read } from "./read.ts";
import { answerOf, STEPS, VERDICTS } from "./words.ts";

/** What a deployment says of its page. */
interface Branding {
  readonly title: string;
  readonly colour: string;
  readonly home: string;
  readonly issuers: readonly Issuer[];
}

const element = <Kind extends HTMLElement>(id: string): Kind => document.getElementById(id) as Kind;

async function outcomeOf(text: string, { issuers }: Branding): Promise<Outcome> {
  const credential = read(text);
  if (credential === undefined) return { verdict: "garbage", steps: [] };
  return isBlockcert(credential)
    ? await apart({ credential, issuers })
    : await check(credential, issuers, fetched, new Date());
}

/** Text alone is ever put into the page: a credential is written by whoever likes. */
function line(term: string, text: string | undefined): readonly HTMLElement[] {
  if (text === undefined) return [];
  const [name, value] = [document.createElement("dt"), document.createElement("dd")];
  name.textContent = term;
  value.textContent = text;
  return [name, value];
}

const day = (date: string | undefined): string | undefined =>
  date === undefined ? undefined : new Date(date).toLocaleDateString(undefined, { dateStyle: "long" });

function subjectOf({ credentialSubject }: Credential): string | undefined {
  const name = (credentialSubject as { readonly name?: unknown } | undefined)?.name;
  return typeof name === "string" ? name : undefined;
}

function show({ verdict, credential, issuer, steps }: Outcome): void {
  const [title, meaning] = VERDICTS[verdict];
  element("outcome").dataset.verdict = verdict;
  element("verdict").textContent = title;
  element("meaning").textContent = meaning;
  // Of what is not authentic nothing is shown: whoever changed it would have written it.
  const trusted = credential !== undefined && verdict !== "tampered" && verdict !== "garbage";
  const named = typeof credential?.issuer === "object" ? credential.issuer.name : undefined;
  element("facts").replaceChildren(
    ...(trusted
      ? [
          ...line("Holder", subjectOf(credential)),
          ...line("Credential", credential.name),
          ...line("Issuer", issuer?.name ?? (named ? `${named} (says the credential)` : undefined)),
          ...line("Issued", day(credential.validFrom ?? credential.issuanceDate)),
          ...line("Until", day(credential.validUntil ?? credential.expirationDate)),
        ]
      : []),
    ...steps.flatMap((step) => line(STEPS[step.what], answerOf(step))),
  );
  element("outcome").hidden = false;
  element("verdict").focus();
}

async function verify(text: Promise<string> | string, branding: Branding): Promise<void> {
  element("outcome").hidden = true;
  document.body.setAttribute("aria-busy", "true");
  try {
    show(await outcomeOf(await text, branding));
  } catch {
    show({ verdict: "unknown", steps: [] });
  }
  document.body.removeAttribute("aria-busy");
}

function listen(branding: Branding): void {
  element<HTMLInputElement>("file").addEventListener("change", ({ target }) => {
    const [file] = (target as HTMLInputElement).files ?? [];
    if (file) void verify(file.text(), branding);
  });
  element<HTMLFormElement>("link").addEventListener("submit", (event) => {
    event.preventDefault();
    const address = element<HTMLInputElement>("address").value;
    void verify(fetched(address).then(JSON.stringify), branding);
  });
  // A link to the page may name the credential: what stands behind # is sent to no server.
  const named = new URLSearchParams(location.hash.slice(1)).get("credential");
  if (named) void verify(fetched(named).then(JSON.stringify), branding);
}

function brand({ title, colour, home }: Branding): void {
  document.title = title;
  element("title").textContent = title;
  element<HTMLAnchorElement>("home").href = home;
  document.documentElement.style.setProperty("--brand", colour);
}

const branding = (await fetched("/settings.json")) as Branding;
brand(branding);
listen(branding);
