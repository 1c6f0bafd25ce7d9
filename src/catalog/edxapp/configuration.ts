import { knownIn } from "../certificates.ts";
import { type Configuration, type Contribution, mergeContributions } from "../configuration.ts";
import type { ApplicationContext } from "../context.ts";
import { afterUpstream } from "../django/afterUpstream.ts";
import { broker } from "../django/broker.ts";
import { browser } from "../django/browser.ts";
import { buckets } from "../django/buckets.ts";
import { caches } from "../django/caches.ts";
import { databases } from "../django/databases.ts";
import { files } from "../django/files.ts";
import { logging } from "../django/logging.ts";
import { mail } from "../django/mail.ts";
import { modulestore } from "../django/modulestore.ts";
import { search } from "../django/search.ts";
import { site } from "../django/site.ts";
import { tokens } from "../django/tokens.ts";
import { events } from "../eventBus.ts";
import { CONFIGURATION } from "../openedxImage.ts";
import { userSettings } from "../userSettings.ts";
import { content, history, platform } from "./databases.ts";
import { discussions } from "./discussions.ts";
import { features } from "./features.ts";
import type { Variant } from "./variant.ts";

/** All that one of the two is told: what both are, what only this one is, what others add, and what people say. */
export const configuration = (
  variant: Variant,
  bare: ApplicationContext,
  ...own: readonly Contribution[]
): Configuration => {
  const context = knownIn(CONFIGURATION, bare);
  return mergeContributions([
    site(variant, context),
    tokens(context),
    databases(context, platform, history),
    modulestore(context, content),
    caches(context),
    broker(variant, context),
    search(variant, context),
    mail(context),
    browser(variant, context),
    discussions(context),
    features(variant, context),
    events(context),
    files(),
    logging(context),
    buckets(variant, context),
    ...own,
    afterUpstream(variant, context),
    ...context.told,
    ...userSettings(variant, context),
  ]);
};
