import { theme as antd } from "antd";
import { describe, expect, it } from "vitest";

import { themeOf } from "./theme";
import { dark, light } from "./tokens";

/** The share of light that a colour gives back (WCAG 2, relative luminance). */
function luminance(color: string): number {
  const [red, green, blue] = [1, 3, 5]
    .map((at) => Number.parseInt(color.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [bright, dim] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number];
  return (bright + 0.05) / (dim + 0.05);
}

describe.each([
  ["light" as const, light],
  ["dark" as const, dark],
])("the %s theme", (name, palette) => {
  const token = antd.getDesignToken(themeOf(name, false));

  it.each([
    "colorText", "colorTextSecondary", "colorTextTertiary", "colorTextDescription", "colorTextPlaceholder",
    "colorLink", "colorLinkHover", "colorLinkActive", "colorPrimaryHover", "colorPrimaryActive", "colorPrimaryTextHover",
    "colorError", "colorErrorHover", "colorErrorTextHover",
  ] as const)("%s can be read on every ground", (text) => {
    for (const ground of [palette.panel, palette.raised, palette.ground, palette.hover])
      expect(contrast(token[text], ground), `${token[text]} on ${ground}`).toBeGreaterThanOrEqual(4.5);
  });

  it.each(["colorPrimary", "colorPrimaryHover", "colorPrimaryActive"] as const)("what stands on %s can be read", (ground) => {
    expect(contrast(palette.onAccent, token[ground]), `${palette.onAccent} on ${token[ground]}`).toBeGreaterThanOrEqual(4.5);
  });

  it.each([
    ["text", "selected"], ["secondary", "selected"], ["tertiary", "selected"], ["accentText", "accentSoft"], ["amber", "amberSoft"],
    ["danger", "dangerSoft"], ["success", "panel"], ["success", "successSoft"], ["text", "successSoft"], ["inkText", "ink"], ["inkMuted", "ink"], ["inkText", "inkRaised"],
  ] as const)("%s can be read on %s", (text, ground) => {
    expect(contrast(palette[text], palette[ground]), `${palette[text]} on ${palette[ground]}`).toBeGreaterThanOrEqual(4.5);
  });
});
