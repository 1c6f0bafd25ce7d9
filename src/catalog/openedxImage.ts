import type { Mount } from "../vocabulary/workload.ts";

/** Every web process of Open edX listens here. */
export const WEB_PORT = 8000;

/** Directories of the platform's image. */
export const HOME = "/openedx";
export const DATA = `${HOME}/data`;
export const MEDIA = `${HOME}/media`;
export const CONFIGURATION = `${HOME}/config`;
export const CODE = `${HOME}/edx-platform`;

const scratch = (name: string, path: string, size: string): Mount => ({ from: "scratch", name, path, size });

/** What the image of the platform needs to run without root on a read-only file system. */
export const openedxImage = {
  user: { uid: 1000, gid: 1000 },
  scratch: [
    scratch("tmp", "/tmp", "1Gi"),
    scratch("data", DATA, "2Gi"),
    scratch("media", MEDIA, "512Mi"),
    scratch("media-private", `${HOME}/media-private`, "256Mi"),
    scratch("cache", `${HOME}/.cache`, "256Mi"),
  ],
} as const;
