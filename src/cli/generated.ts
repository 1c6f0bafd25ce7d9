import { availabilityPage } from "../blueprint/availability.ts";
import { alertsPage, metricsPage, runbookPages } from "../catalog/monitoring/pages.ts";
import { complianceReference } from "../policies/controls/compliancePage.ts";
import { hardeningReference } from "../policies/controls/page.ts";
import { imageLockSchema } from "../releases/lock.ts";
import { releaseMapSchema } from "../releases/map.ts";
import { jsonSchemaOf } from "../settings/jsonSchema.ts";
import { type Generated, schemaFile, settingsReference, settingsSchemas } from "../settings/schema.ts";

import type { Command } from "./command.ts";
import { commandsReference } from "./reference.ts";

export type { Generated } from "../settings/schema.ts";

/** Every file that follows from the schemas and the commands. */
export const generated = (commands: readonly Command[]): readonly Generated[] => [
  ...settingsSchemas(),
  schemaFile("docs/schema/release-map.json", "The release map", jsonSchemaOf(releaseMapSchema)),
  schemaFile("docs/schema/images-lock.json", "The lock of the images", jsonSchemaOf(imageLockSchema)),
  settingsReference(),
  { file: "docs/reference/alerts.md", text: alertsPage() },
  { file: "docs/reference/applications.md", text: availabilityPage() },
  { file: "docs/reference/commands.md", text: commandsReference(commands) },
  { file: "docs/reference/compliance.md", text: complianceReference() },
  { file: "docs/reference/hardening.md", text: hardeningReference() },
  { file: "docs/reference/metrics.md", text: metricsPage() },
  ...runbookPages(),
];
