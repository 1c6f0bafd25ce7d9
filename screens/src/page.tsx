import { createTheme, type DataFrame, ThemeContext } from "@grafana/data";
import { GlobalStyles, PanelChrome } from "@grafana/ui";
import { createRoot } from "react-dom/client";
import { type Answered, framesOf, namesIn, type PanelModel } from "./frames.ts";
import { Drawing } from "./panel.tsx";

/** What the page is to draw: a dashboard as Grafana reads it, and what Prometheus has answered to its queries. */
interface Told {
  readonly dashboard: { readonly title: string; readonly panels: readonly PanelModel[] };
  readonly from: number;
  readonly to: number;
  /** By panel, and by query. */
  readonly answers: Readonly<Record<string, Readonly<Record<string, readonly Answered[]>>>>;
}

/** Grafana's own measures: 24 columns, rows of 30 pixels and eight between them. */
const [WIDTH, COLUMNS, ROW, GAP] = [1600, 24, 30, 8];
const across = (columns: number) => (columns * (WIDTH + GAP)) / COLUMNS;
const down = (rows: number) => rows * (ROW + GAP);

function Placed({ panel, frames, told }: { panel: PanelModel; frames: DataFrame[]; told: Told }) {
  const { x, y, w, h } = panel.gridPos;
  return (
    <div
      data-panel={panel.title}
      data-names={JSON.stringify(namesIn(frames))}
      style={{ position: "absolute", left: across(x), top: down(y) }}
    >
      <PanelChrome
        title={panel.title}
        description={panel.description}
        width={across(w) - GAP}
        height={down(h) - GAP}
      >
        {(width, height) => (
          <Drawing
            panel={panel}
            frames={frames}
            from={told.from}
            to={told.to}
            width={width}
            height={height}
          />
        )}
      </PanelChrome>
    </div>
  );
}

const told: Told = await (await fetch("told.json")).json();
const { panels } = told.dashboard;
const drawn = await Promise.all(
  panels.map(async (panel) => ({ panel, frames: await framesOf(panel, told.answers[panel.id] ?? {}) })),
);
const height = Math.max(...panels.map(({ gridPos: { y, h } }) => down(y + h)));
createRoot(document.body.appendChild(document.createElement("div"))).render(
  <ThemeContext.Provider value={createTheme({ colors: { mode: "light" } })}>
    <GlobalStyles />
    <h3 style={{ margin: "12px 16px" }}>{told.dashboard.title}</h3>
    <div style={{ position: "relative", margin: 16, width: WIDTH, height }}>
      {drawn.map(({ panel, frames }) => (
        <Placed key={panel.id} panel={panel} frames={frames} told={told} />
      ))}
    </div>
  </ThemeContext.Provider>,
);
