import { usualNotebooks } from "../../../src/settings/sections/notebooks.ts";
import { type Case, N, series } from "./case.ts";

const namespace = `${N}-notebooks`;
const stack = "notebooks";
const spawned = (status: string) =>
  series("jupyterhub_server_spawn_duration_seconds_count", { namespace, status });
const running = series("jupyterhub_running_servers", { namespace });
const { seats } = usualNotebooks;

export const notebookCases: readonly Case[] = [
  {
    alert: "NotebooksDoNotStart",
    stack,
    at: "30m",
    fires: { [spawned("failure")]: "0+1x40", [spawned("success")]: "0+1x40" },
    silent: { [spawned("failure")]: "0x40", [spawned("success")]: "0+1x40" },
  },
  {
    // Two in an hour.
    alert: "NotebooksDoNotStart",
    stack,
    at: "30m",
    fires: { [spawned("failure")]: "0x5 1+1x40" },
    silent: { [spawned("failure")]: "0x5 1x20 2x20" },
  },
  {
    alert: "NotebooksFull",
    stack,
    at: "30m",
    fires: { [running]: `${seats}x40` },
    silent: { [running]: `${seats - 1}x40` },
  },
];
