import {
  type ConfigOverrideRule,
  type DataFrame,
  type FieldConfig,
  FieldType,
  getFieldDisplayName,
  standardTransformers,
  standardTransformersRegistry,
  toDataFrame,
  transformDataFrame,
} from "@grafana/data";
import { firstValueFrom } from "rxjs";

/** A panel of a page, as far as it is looked at here. */
export interface PanelModel {
  readonly id: number;
  readonly type: "timeseries" | "stat" | "table";
  readonly title: string;
  readonly description: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets: readonly { readonly refId: string; readonly legendFormat: string }[];
  readonly fieldConfig: { readonly defaults: FieldConfig; readonly overrides: ConfigOverrideRule[] };
  // biome-ignore lint/suspicious/noExplicitAny: the options of three kinds of panels, which their drawing reads
  readonly options: any;
  readonly transformations?: readonly { readonly id: string; readonly options: object }[];
}

/** What Prometheus answers: one series, at one moment or at many. */
export interface Answered {
  readonly metric: Readonly<Record<string, string>>;
  readonly value?: readonly [number, string];
  readonly values?: readonly (readonly [number, string])[];
}

/** How a series is called, as Grafana's data source of Prometheus calls it. */
const called = (legend: string, labels: Answered["metric"]): string =>
  legend.replaceAll(/\{\{\s*(\w+)\s*\}\}/g, (_, label: string) => labels[label] ?? "");

const numberOf = (text: string): number => Number(text.replace("Inf", "Infinity"));

const overTime = (legend: string, { metric, values = [] }: Answered, refId: string): DataFrame =>
  toDataFrame({
    refId,
    fields: [
      { name: "Time", type: FieldType.time, config: {}, values: values.map(([at]) => at * 1000) },
      {
        name: "Value",
        type: FieldType.number,
        labels: metric,
        config: { displayNameFromDS: called(legend, metric) },
        values: values.map(([, figure]) => numberOf(figure)),
      },
    ],
  });

/** All series at one moment: a row each, a column for each label. */
function atOnce(answers: readonly Answered[], refId: string, single: boolean): DataFrame {
  const labels = [...new Set(answers.flatMap(({ metric }) => Object.keys(metric)))].sort();
  return toDataFrame({
    refId,
    fields: [
      {
        name: "Time",
        type: FieldType.time,
        config: {},
        values: answers.map(({ value: [at] = [0] }) => at * 1000),
      },
      ...labels.map((name) => ({
        name,
        type: FieldType.string,
        config: {},
        values: answers.map(({ metric }) => metric[name] ?? ""),
      })),
      {
        name: single ? "Value" : `Value #${refId}`,
        type: FieldType.number,
        config: {},
        values: answers.map(({ value: [, figure] = [0, "NaN"] }) => numberOf(figure)),
      },
    ],
  });
}

/** One of them has two names. */
const transformers = new Map(Object.values(standardTransformers).map((one) => [one.id, one])).values();

standardTransformersRegistry.setInit(() =>
  [...transformers].map((one) => ({
    id: one.id,
    name: one.name,
    transformation: () => Promise.resolve(one),
    // Nobody edits anything here.
    editor: () => null,
    imageDark: "",
    imageLight: "",
  })),
);

/** What a panel draws: answers of its queries, after what the page does with them. */
export function framesOf(
  { type, targets, transformations = [] }: PanelModel,
  answers: Readonly<Record<string, readonly Answered[]>>,
): Promise<DataFrame[]> {
  const frames = targets.flatMap(({ refId, legendFormat }) => {
    const said = answers[refId] ?? [];
    if (type !== "table") return said.map((one) => overTime(legendFormat, one, refId));
    return said.length > 0 ? [atOnce(said, refId, targets.length === 1)] : [];
  });
  return firstValueFrom(transformDataFrame([...transformations], frames));
}

/** Names as a person reads them. */
export const namesIn = (frames: readonly DataFrame[]): readonly string[] =>
  frames.flatMap((frame) =>
    frame.fields
      .filter(({ type }) => type !== FieldType.time)
      .map((field) => getFieldDisplayName(field, frame, [...frames])),
  );
