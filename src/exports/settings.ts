// What `arboretum/settings` offers: what a stack may say, and how its files are read.
export { givenPlatformSettings, givenSettings } from "../settings/given.ts";
export { type ConfigurationSecret, provided } from "../settings/late.ts";
export { type Loaded, type LoadedDeployment, type LoadedPlatform, loadSettings } from "../settings/load.ts";
export {
  deploymentSettings,
  type PlatformSettings,
  type PlatformSettingsInput,
  platformSettings,
  type Settings,
  type SettingsInput,
} from "../settings/settings.ts";
