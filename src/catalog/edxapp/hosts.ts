import type { Context } from "../context.ts";
import type { Variant } from "./variant.ts";

/** Where browsers find static files, if it is not the host of the page: a CDN keeps files by host, and never a page. */
export const staticHost = ({ cdn, edge }: Context["settings"]): string | undefined =>
  cdn?.static ? edge.static : undefined;

/** Every public host under which one of the two answers. */
export function hostsOf(
  variant: Variant,
  { settings: { edge }, release }: Context,
): readonly { readonly name: string; readonly host: string }[] {
  if (variant === "cms") return [{ name: "studio", host: edge.studio }];
  return [
    { name: "lms", host: edge.domain },
    ...(release.dialect.previewHost ? [{ name: "preview", host: edge.preview }] : []),
    ...edge.also.map((host, index) => ({ name: `also-${index + 1}`, host })),
  ];
}
