/** How a registry wants to be asked, as its `WWW-Authenticate` says. */
export type Challenge =
  | { readonly scheme: "basic" }
  | { readonly scheme: "bearer"; readonly realm: string; readonly service?: string; readonly scope?: string };

const PARAMETER = /([a-z_]+)=(?:"((?:[^"\\]|\\.)*)"|([^\s,]+))/gi;

/** The first way that we can go. A header may name several. */
export function challengeOf(header: string | null): Challenge | undefined {
  for (const [, scheme = "", rest = ""] of (header ?? "").matchAll(
    /(?:^|,\s*)(basic|bearer)\b(.*?)(?=,\s*(?:basic|bearer)\b|$)/gis,
  )) {
    if (scheme.toLowerCase() === "basic") return { scheme: "basic" };
    const said = Object.fromEntries(
      [...rest.matchAll(PARAMETER)].map(([, key = "", quoted, plain]) => [
        key.toLowerCase(),
        quoted ?? plain ?? "",
      ]),
    );
    if (!said.realm || !URL.canParse(said.realm)) continue;
    return {
      scheme: "bearer",
      realm: said.realm,
      ...(said.service ? { service: said.service } : {}),
      ...(said.scope ? { scope: said.scope } : {}),
    };
  }
  return undefined;
}
