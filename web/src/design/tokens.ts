/** The one source of colours and sizes: for antd, for style sheets (as custom properties), for charts and canvases. */
export interface Palette {
  ink: string;
  inkRaised: string;
  inkText: string;
  inkMuted: string;
  ground: string;
  panel: string;
  raised: string;
  hover: string;
  selected: string;
  line: string;
  lineStrong: string;
  text: string;
  secondary: string;
  tertiary: string;
  accent: string;
  accentText: string;
  onAccent: string;
  accentSoft: string;
  amber: string;
  amberSoft: string;
  danger: string;
  dangerSoft: string;
  success: string;
  successSoft: string;
}

export const light: Palette = {
  ink: "#0F1F2E",
  inkRaised: "#173347",
  inkText: "#E6EDF3",
  inkMuted: "#93A4B5",
  ground: "#F4F6F8",
  panel: "#FFFFFF",
  raised: "#FFFFFF",
  hover: "#F3F6F9",
  selected: "#E7F3F2",
  line: "#E8ECF1",
  lineStrong: "#D3DAE2",
  text: "#1B2733",
  secondary: "#46566A",
  tertiary: "#5F6F83",
  accent: "#0B7A75",
  accentText: "#0A6A66",
  onAccent: "#FFFFFF",
  accentSoft: "#E3F2F1",
  amber: "#A35A00",
  amberSoft: "#FDF1DF",
  danger: "#B42318",
  dangerSoft: "#FDECEA",
  success: "#1F7A4A",
  successSoft: "#E5F4EA",
};

export const dark: Palette = {
  ink: "#0A121B",
  inkRaised: "#15303A",
  inkText: "#E3EAF1",
  inkMuted: "#8FA1B3",
  ground: "#0E1621",
  panel: "#131D2A",
  raised: "#182434",
  hover: "#1A2737",
  selected: "#123534",
  line: "#223043",
  lineStrong: "#33455C",
  text: "#E6EDF3",
  secondary: "#B4C1CE",
  tertiary: "#93A4B5",
  accent: "#2FA79F",
  accentText: "#5CC9C1",
  onAccent: "#03110F",
  accentSoft: "#123534",
  amber: "#F0B45B",
  amberSoft: "#3A2A12",
  danger: "#FF8A80",
  dangerSoft: "#3B1D1C",
  success: "#5FC78F",
  successSoft: "#12331F",
};

/** Colours that options, tags and charts go by: eight that the colour-blind tell apart, and grey. */
export const COLORS = ["teal", "blue", "indigo", "purple", "orange", "green", "red", "yellow", "pink", "gray"] as const;
export type ColorName = (typeof COLORS)[number];

const hues: Record<ColorName, { light: string; dark: string }> = {
  teal: { light: "#0B7A75", dark: "#45BDB4" },
  blue: { light: "#2B62C4", dark: "#7FAAF5" },
  indigo: { light: "#4B4FC4", dark: "#9DA1F7" },
  purple: { light: "#7A4BB5", dark: "#C29BEE" },
  orange: { light: "#A9570B", dark: "#F0A35E" },
  green: { light: "#26794A", dark: "#6BCB92" },
  red: { light: "#B3332B", dark: "#F58E86" },
  yellow: { light: "#876A00", dark: "#E3C65B" },
  pink: { light: "#B03A75", dark: "#F094BF" },
  gray: { light: "#5A6878", dark: "#9DACBB" },
};

const NAMED = new Set<string>(COLORS);

/** A custom property for a colour's name; other colours (`#0B7A75`) are given back, none is grey. */
export function colorOf(name: string | null | undefined): string {
  if (!name) return "var(--hue-gray)";
  return NAMED.has(name) ? `var(--hue-${name})` : name;
}

const kebab = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** All custom properties of a theme, as the text of a style sheet's rule. */
export function customProperties(theme: "light" | "dark"): string {
  const palette = Object.entries(theme === "light" ? light : dark).map(([name, value]) => `--${kebab(name)}:${value}`);
  const colors = COLORS.map((name) => `--hue-${name}:${hues[name][theme]}`);
  return [...palette, ...colors].join(";");
}
