import type { Images } from "../settings/sections/images.ts";
import type { RegistryLogin } from "./model.ts";

/** A login as the cluster knows it: Docker Hub has another name where one logs in than where one pulls. */
export const registryLogin = (login: NonNullable<Images["login"]>): RegistryLogin => ({
  ...login,
  registry: login.registry === "docker.io" ? "https://index.docker.io/v1/" : login.registry,
});
