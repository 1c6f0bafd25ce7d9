import {
  applyFieldOverrides,
  cacheFieldDisplayNames,
  type DataFrame,
  dateTime,
  type FieldConfig,
  FieldConfigOptionsRegistry,
  type FieldDisplay,
  getDisplayValueAlignmentFactors,
  getFieldDisplayValues,
  identityOverrideProcessor,
  type TimeRange,
  VizOrientation,
} from "@grafana/data";
import { BigValue, TimeSeries, useTheme2, VizRepeater } from "@grafana/ui";
import { TableNG } from "@grafana/ui/unstable";
import type { ReactNode } from "react";
import type { PanelModel } from "./frames.ts";

interface Drawn {
  readonly panel: PanelModel;
  readonly frames: readonly DataFrame[];
  readonly from: number;
  readonly to: number;
  readonly width: number;
  readonly height: number;
}

const ZONE = "utc";
const asWritten = (text: string) => text;

/** Grafana's panels bring these where a page says nothing: colours by the series, or by the limits. */
const COLOURS = { timeseries: "palette-classic", stat: "thresholds", table: "thresholds" } as const;

/** What a page says of all fields. Its first limit begins below everything, which JSON has no figure for. */
function defaultsOf({ type, fieldConfig: { defaults } }: PanelModel): FieldConfig {
  const { thresholds } = defaults;
  return {
    ...defaults,
    color: { mode: COLOURS[type] },
    ...(thresholds
      ? {
          thresholds: {
            ...thresholds,
            steps: thresholds.steps.map((step) => ({
              ...step,
              value: step.value ?? Number.NEGATIVE_INFINITY,
            })),
          },
        }
      : {}),
  };
}

/** What our pages say of some fields alone. */
const OVERRIDDEN = new FieldConfigOptionsRegistry(() => [
  {
    id: "unit",
    path: "unit",
    name: "Unit",
    editor: () => null,
    override: () => null,
    process: identityOverrideProcessor,
    shouldApply: () => true,
  },
]);

/** Fields as Grafana hands them to what draws. */
function prepared(panel: PanelModel, frames: readonly DataFrame[], theme: ReturnType<typeof useTheme2>) {
  const defaults = defaultsOf(panel);
  const configured = frames.map((frame) => ({
    ...frame,
    fields: frame.fields.map((field) => ({
      ...field,
      config: { ...defaults, ...field.config, custom: { ...defaults.custom } },
    })),
  }));
  return applyFieldOverrides({
    data: configured,
    fieldConfig: { defaults: {}, overrides: panel.fieldConfig.overrides },
    fieldConfigRegistry: OVERRIDDEN,
    replaceVariables: asWritten,
    theme,
    timeZone: ZONE,
  });
}

const rangeOf = (from: number, to: number): TimeRange => {
  const [begin, end] = [dateTime(from * 1000), dateTime(to * 1000)];
  return { from: begin, to: end, raw: { from: begin, to: end } };
};

function Lines({ panel, frames, from, to, width, height }: Drawn): ReactNode {
  const data = prepared(panel, frames, useTheme2());
  return (
    <TimeSeries
      frames={data}
      structureRev={1}
      timeRange={rangeOf(from, to)}
      timeZone={ZONE}
      width={width}
      height={height}
      legend={panel.options.legend}
    />
  );
}

function Figure({ panel, frames, width, height }: Drawn): ReactNode {
  const theme = useTheme2();
  const { reduceOptions, colorMode, graphMode, justifyMode, textMode, wideLayout } = panel.options;
  const data = prepared(panel, frames, theme);
  const values = (): FieldDisplay[] =>
    getFieldDisplayValues({
      data,
      fieldConfig: { defaults: defaultsOf(panel), overrides: [] },
      reduceOptions,
      replaceVariables: asWritten,
      sparkline: graphMode !== "none",
      theme,
      timeZone: ZONE,
    });
  return (
    <VizRepeater
      getValues={values}
      getAlignmentFactors={getDisplayValueAlignmentFactors}
      source={data}
      renderCounter={0}
      orientation={VizOrientation.Auto}
      autoGrid
      width={width}
      height={height}
      renderValue={({ value, width, height, alignmentFactors, count }) => (
        <BigValue
          value={value.display}
          {...(value.sparkline ? { sparkline: value.sparkline } : {})}
          count={count}
          colorMode={colorMode}
          graphMode={graphMode}
          justifyMode={justifyMode}
          textMode={textMode}
          alignmentFactors={alignmentFactors}
          disableWideLayout={!wideLayout}
          theme={theme}
          width={width}
          height={height}
        />
      )}
    />
  );
}

function Rows({ panel, frames, width, height }: Drawn): ReactNode {
  const data = prepared(panel, frames, useTheme2());
  // Headings are read from there, and by nobody else are they written.
  cacheFieldDisplayNames(data);
  const [first] = data;
  return first ? (
    <TableNG data={first} width={width} height={height} cellHeight={panel.options.cellHeight} />
  ) : null;
}

const DRAWINGS = { timeseries: Lines, stat: Figure, table: Rows } as const;

/** One panel, by the components that Grafana draws it with. */
export function Drawing(drawn: Drawn): ReactNode {
  const { type, fieldConfig } = drawn.panel;
  const { defaults } = fieldConfig;
  const Drawing = DRAWINGS[type];
  return drawn.frames.some(({ length }) => length > 0) ? (
    <Drawing {...drawn} />
  ) : (
    (defaults.noValue ?? "No data")
  );
}
