import { chosenTopics } from "../catalog/monitoring/dashboards/dashboards.ts";
import { grafanaModel } from "../catalog/monitoring/dashboards/grafana.ts";
import { parts } from "../catalog/platform/parts.ts";
import type { PlatformSettings } from "../settings/settings.ts";
import type { PlatformBlueprint } from "./model.ts";

/** The pages of Grafana, once for all deployments of the cluster. */
export function dashboardsOf(settings: PlatformSettings): Pick<PlatformBlueprint, "dashboards"> {
  const { offers, dashboards } = settings;
  const namespace = offers.monitoring === "managed" ? parts.monitoring.home.name : dashboards.namespace;
  if (offers.monitoring === "off" || namespace === undefined) return {};
  const pages = chosenTopics(settings).map(([name, topic]) => ({
    name: `dashboard-${name.toLowerCase()}`,
    file: `arboretum-${name.toLowerCase()}.json`,
    model: grafanaModel(name, topic, dashboards.runbooks),
  }));
  return pages.length > 0 ? { dashboards: { namespace, pages } } : {};
}
