import { useComputedColorScheme } from "@mantine/core";
import { useEffect, useRef } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { language } from "../i18n/language.ts";
import { t } from "../i18n/t.ts";
import classes from "./live-chart.module.css";

export interface Series {
  readonly label: string;
  readonly values: readonly number[];
  /** A second sign besides the colour. */
  readonly isDashed?: boolean;
}

export interface LiveChartProps {
  /** What the picture shows, in a sentence with its newest figures. */
  readonly description: string;
  readonly timesMs: readonly number[];
  readonly series: readonly Series[];
  readonly inWords: (value: number) => string;
  /** The least that the axis reaches up to; left out: a KiB, in steps of bytes. */
  readonly topMin?: number;
}

const HEIGHT = 200;
const clock = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
const toMinute = new Intl.DateTimeFormat(language.current(), clock);
const toSecond = new Intl.DateTimeFormat(language.current(), { ...clock, second: "2-digit" });
/** Bytes are told in KiB and MiB, and steps of ten would make crooked numbers of them. */
const BINARY_STEPS = Array.from({ length: 50 }, (_, power) => 2 ** power);
const strokes = {
  light: { lines: ["#1f7052", "#8a4b08"], grid: "#e1e6e3", text: "#56605b" },
  dark: { lines: ["#65bd95", "#f0a35e"], grid: "#303734", text: "#a3ada8" },
} as const;

/** A chart that new samples are pushed into without being drawn anew. */
export function LiveChart({ description, timesMs, series, inWords, topMin }: LiveChartProps) {
  const scheme = useComputedColorScheme("light");
  const holder = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot>(null);
  const data: uPlot.AlignedData = [
    timesMs.map((time) => time / 1000),
    ...series.map(({ values }) => [...values]),
  ];
  const newest = useRef(data);
  newest.current = data;
  const labels = series
    .map(({ label, isDashed = false }) => `${isDashed ? "-" : "="}${label}`)
    .join("|");

  useEffect(() => {
    const element = holder.current;
    if (!element) return;
    const made = new uPlot(
      optionsFor(element.clientWidth, scheme, labels.split("|"), inWords, topMin),
      newest.current,
      element,
    );
    chart.current = made;
    const observer = new ResizeObserver(() =>
      made.setSize({ width: element.clientWidth, height: HEIGHT }),
    );
    observer.observe(element);
    return () => {
      observer.disconnect();
      made.destroy();
      chart.current = null;
    };
  }, [scheme, labels, inWords, topMin]);

  useEffect(() => {
    chart.current?.setData(newest.current);
  });

  return <div ref={holder} className={classes.chart} role="img" aria-label={description} />;
}

function optionsFor(
  width: number,
  scheme: "light" | "dark",
  labels: readonly string[],
  inWords: (value: number) => string,
  topMin: number | undefined,
): uPlot.Options {
  const { lines, grid, text } = strokes[scheme];
  const axis = {
    stroke: text,
    grid: { stroke: grid, width: 1 },
    ticks: { stroke: grid, width: 1 },
  };
  return {
    width,
    height: HEIGHT,
    cursor: { y: false, points: { size: 6 } },
    legend: { live: true },
    scales: { y: { range: (_chart, _min, max) => [0, Math.max(max * 1.15, topMin ?? 1024)] } },
    axes: [
      {
        ...axis,
        space: 80,
        values: (_chart, ticks, _axis, _space, step) =>
          ticks.map((tick) => (step < 60 ? toSecond : toMinute).format(tick * 1000)),
      },
      {
        ...axis,
        size: 78,
        ...(topMin === undefined && { incrs: BINARY_STEPS }),
        values: (_chart, ticks) => ticks.map((tick) => inWords(tick)),
      },
    ],
    series: [
      {
        label: t("Time|of day"),
        value: (_chart, time) => (time == null ? t("now") : toSecond.format(time * 1000)),
      },
      ...labels.map((label, index) => ({
        label: label.slice(1),
        stroke: lines[index] ?? text,
        width: 2,
        points: { show: false },
        ...(label.startsWith("-") && { dash: [6, 4] }),
        // Where nobody points at a moment, the newest figure stands.
        value: (chart: uPlot, value: number | null) =>
          inWords(value ?? chart.data[index + 1]?.at(-1) ?? 0),
      })),
    ],
  };
}
