import { describe, expect, test } from "vitest";
import { plan } from "../../src/render/plan.ts";
import { orphanProblems } from "../../src/upgrade/orphans.ts";
import { composed, rendered } from "../house.ts";

const provider = (slug: string, more = "", entity = "https://idp.example.edu") =>
  `{ kind: saml, slug: ${slug}, ${more} name: Campus, entityId: '${entity}', metadata: 'https://idp.example.edu/m', attributes: { id: pairwiseId } }`;
const GOOGLE = "{ kind: google, name: Google, clientId: g, clientSecret: { secure: v1:def } }";
const said = (...providers: readonly string[]) => [`identity: { providers: [${providers.join(", ")}] }`];

/** What is told on the way from one stack to another. */
async function told(before: readonly string[], after: readonly string[]) {
  const [was, is] = [composed("qa", before), composed("qa", after)];
  const changes = plan(await rendered(was, "preview"), await rendered(is, "preview"));
  return orphanProblems([{ stack: "qa", changes }]);
}

describe("on the way to another revision", () => {
  test("a provider under another slug is refused, with both ways out", async () => {
    expect(await told(said(provider("campus")), said(provider("university")))).toMatchObject([
      {
        severity: "error",
        rule: "slug-changed",
        stack: "qa",
        message: expect.stringContaining("Campus was campus and is university now"),
        remedy: expect.stringContaining("formerly: campus"),
      },
    ]);
  });

  test("one that says what it was before takes its accounts along", async () => {
    expect(await told(said(provider("campus")), said(provider("university", "formerly: campus,")))).toEqual(
      [],
    );
  });

  test("one that leaves is told, and nothing else", async () => {
    expect(await told(said(provider("campus"), GOOGLE), said(provider("campus")))).toMatchObject([
      { severity: "warning", rule: "provider-gone", message: expect.stringContaining("google-oauth2") },
    ]);
    expect(await told(said(provider("campus")), ["identity: {}"])).toMatchObject([{ rule: "provider-gone" }]);
  });

  test("a section that leaves with all its providers is told: nobody takes their buttons away", async () => {
    expect(await told(said(provider("campus")), [])).toMatchObject([
      { rule: "identity-left-behind", remedy: expect.stringContaining("arboretum:identity: {}") },
    ]);
  });

  test("another name of the deployment is told, for its providers know the one before", async () => {
    const other = [...said(provider("campus")), "edge: { domain: school.example.edu }"];
    expect(await told(said(provider("campus")), other)).toMatchObject([{ rule: "entity-id-changed" }]);
  });

  test("a first provider, one more, or another button are nobody's loss", async () => {
    expect(await told([], said(provider("campus")))).toEqual([]);
    expect(await told(said(provider("campus")), said(provider("campus", "visible: false,"), GOOGLE))).toEqual(
      [],
    );
  });
});
