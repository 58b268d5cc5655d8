import {
  type CSSVariablesResolver,
  createTheme,
  type MantineColorsTuple,
  type MantineTheme,
} from "@mantine/core";

const sage: MantineColorsTuple = [
  "#effaf5",
  "#dcf1e7",
  "#b8e2cf",
  "#8fd1b3",
  "#65bd95",
  "#3fa67b",
  "#2b8a64",
  "#1f7052",
  "#175841",
  "#0f4030",
];

const dark: MantineColorsTuple = [
  "#dfe4e1",
  "#c0c8c4",
  "#9ba5a0",
  "#76807b",
  "#434b48",
  "#333a37",
  "#272d2b",
  "#1a1f1d",
  "#141816",
  "#0e1110",
];

export const theme = createTheme({
  colors: { sage, dark },
  primaryColor: "sage",
  primaryShade: { light: 7, dark: 7 },
  defaultRadius: "md",
  cursorType: "pointer",
  respectReducedMotion: true,
  fontFamily:
    'ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Helvetica Neue", Arial, sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", "Cascadia Code", Menlo, Consolas, monospace',
  components: {
    // Optional fields say so; a star behind each of the others would only be read aloud.
    InputWrapper: { defaultProps: { withAsterisk: false } },
    Notification: { styles: { description: { color: "var(--mantine-color-dimmed)" } } },
    Modal: {
      defaultProps: { radius: "lg", overlayProps: { backgroundOpacity: 0.45 } },
      styles: {
        content: { background: "var(--larder-surface)" },
        header: { background: "var(--larder-surface)" },
        title: { fontWeight: 650, fontSize: "1.0625rem" },
      },
    },
  },
  headings: {
    fontWeight: "650",
    sizes: { h1: { fontSize: "1.625rem", lineHeight: "1.25" }, h2: { fontSize: "1.125rem" } },
  },
});

/** Mantine's stock greys and light variants miss a contrast of 4.5 : 1; these reach it. */
export const cssVariables: CSSVariablesResolver = (current) => ({
  variables: {},
  light: {
    "--mantine-color-body": "#f7f8f6",
    "--mantine-color-text": "#1d2421",
    "--mantine-color-dimmed": "#56605b",
    "--mantine-color-placeholder": "#69736e",
    "--mantine-color-error": current.colors.red[9],
    "--mantine-color-anchor": sage[7],
    "--larder-surface": "#ffffff",
    "--larder-line": "#e1e6e3",
    ...textColors(current, "light"),
  },
  dark: {
    "--mantine-color-body": "#141816",
    "--mantine-color-text": "#e3e8e5",
    "--mantine-color-dimmed": "#a3ada8",
    "--mantine-color-placeholder": "#929c97",
    "--mantine-color-error": current.colors.red[4],
    "--mantine-color-anchor": sage[4],
    "--larder-surface": "#1c211f",
    "--larder-line": "#303734",
    ...textColors(current, "dark"),
  },
});

/** Yellow's darkest shade is still too light to read on yellow. */
const darkText: Record<string, string> = { yellow: "#7a3e00", orange: "#7a3000", lime: "#335c00" };

function textColors(current: MantineTheme, scheme: "light" | "dark"): Record<string, string> {
  const shade = scheme === "light" ? 9 : 3;
  const pairs = Object.entries(current.colors)
    .filter(([name]) => name !== "dark")
    .flatMap(([name, tuple]) => [
      [
        `--mantine-color-${name}-light-color`,
        scheme === "light" ? (darkText[name] ?? tuple[shade]) : tuple[shade],
      ],
      [`--mantine-color-${name}-outline`, tuple[shade]],
    ]);
  return Object.fromEntries(pairs);
}
