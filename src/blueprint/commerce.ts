import { isCard, nameOf } from "../catalog/commerce/gateways.ts";
import { hasBucket, SHOP } from "../catalog/commerce/shop.ts";
import type { Context } from "../catalog/context.ts";
import { error, type Problem } from "../documents/problem.ts";
import type { SettledDeployment } from "../settings/load.ts";
import { saidAt } from "../settings/saidAt.ts";
import type { Draft } from "./draft.ts";

/** What stands against a shop as it is said, or as nobody has said it. */
export function commerceProblems({ context, loaded }: Draft): readonly Problem[] {
  const { ecommerce } = context.settings;
  if (!context.has(SHOP)) return ecommerce === undefined ? [] : [withoutShop(loaded)];
  if (ecommerce === undefined) return [unsaid(loaded)];
  return [...cardsWithoutPage(context, loaded), ...bucketWithoutStorages(context, loaded)];
}

const unsaid = ({ file }: SettledDeployment): Problem =>
  error("ecommerce-unsaid", {
    place: { file },
    path: "arboretum:ecommerce",
    message: "The map has a shop, and nobody has said how learners pay in it.",
    remedy:
      "Write arboretum:ecommerce: { gateways: [{ kind: paypal, clientId: … }] }, or take ecommerce out of the map.",
  });

const withoutShop = (loaded: SettledDeployment): Problem =>
  error("ecommerce-absent", {
    ...saidAt(loaded, [SHOP]),
    message: "Nothing reads this: the map has no ecommerce for this deployment.",
    remedy:
      "Add it: applications: { add: [discovery, ecommerce, ecommerce-worker, payment, orders] }. Sumac is the last release that has it; later ones take an image of your own with `unsupported`.",
  });

/** Without the page whose fields the gateways host, numbers of cards would go through a form of the shop. */
function cardsWithoutPage(context: Context, loaded: SettledDeployment): readonly Problem[] {
  if (context.has("payment")) return [];
  return (context.settings.ecommerce?.gateways ?? []).flatMap((gateway, index) =>
    isCard(gateway)
      ? [
          error("cards-without-hosted-fields", {
            ...saidAt(loaded, [SHOP, "gateways", index]),
            message: `${nameOf(gateway)} takes cards, and only the micro-frontend payment has fields that the gateway itself hosts: the form of the shop would see the numbers.`,
            remedy: "Add payment to the applications of the map, or pay by redirect alone (kind: paypal).",
          }),
        ]
      : [],
  );
}

/** Its requirements and those of Tutor's image (tutor-ecommerce 19.0.0) have no django-storages, so that Django would not start. */
function bucketWithoutStorages(context: Context, loaded: SettledDeployment): readonly Problem[] {
  const published = context.release.images[SHOP];
  const isPublished = typeof published === "string" && context.imageOf(SHOP).startsWith(published);
  if (!hasBucket(context.settings) || !isPublished) return [];
  return [
    error("shop-without-storages", {
      ...saidAt(loaded, [SHOP, "files"]),
      message: "The published image of the shop has no django-storages: with a bucket it does not start.",
      remedy:
        "Build one that has it, and name it in the overrides of the map: { application: ecommerce, image: … }. Or leave this out.",
    }),
  ];
}
