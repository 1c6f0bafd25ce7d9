import type { Context } from "../context.ts";
import type { Variant } from "./variant.ts";

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
