import type { Alias, Rendering, Resource } from "../../src/render/rendering.ts";

/** Types from the outermost component inwards, and the name, as they stand in a URN. */
const parts = (urn: string) => {
  const [head = "", name = ""] = [urn.slice(0, urn.lastIndexOf("::")), urn.slice(urn.lastIndexOf("::") + 2)];
  return { types: head.slice(head.lastIndexOf("::") + 2), name, head: head.slice(0, head.lastIndexOf("::")) };
};

function formerUrn({ urn, name, type, parent }: Alias, resource: Resource): string {
  if (urn !== undefined) return urn;
  const own = parts(resource.urn);
  const above = parent === undefined ? resource.parent : (parent ?? "");
  const aboveTypes = above.includes("pulumi:pulumi:Stack") || above === "" ? "" : `${parts(above).types}$`;
  return `${own.head}::${aboveTypes}${type ?? resource.type}::${name ?? own.name}`;
}

/** URNs that were there and are not any more, and that nothing says it was: the engine would delete what is behind them. */
export function vanished(urnsBefore: readonly string[], { resources }: Rendering): readonly string[] {
  const now = new Set(
    resources.flatMap((resource) => [
      resource.urn,
      ...resource.options.aliases.map((alias) => formerUrn(alias, resource)),
    ]),
  );
  return urnsBefore.filter((urn) => !now.has(urn));
}
