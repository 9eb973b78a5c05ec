/** Our tokens in antd's terms. */
import { theme as antd, type ThemeConfig } from "antd";

import { dark, light } from "./tokens";

export type ThemeName = "light" | "dark";

const FONT = 'var(--font)';

/** `still`: no motion, for people who want none. */
export function themeOf(name: ThemeName, still: boolean): ThemeConfig {
  const palette = name === "dark" ? dark : light;
  return {
    algorithm: name === "dark" ? antd.darkAlgorithm : antd.defaultAlgorithm,
    cssVar: { key: "luopan" },
    hashed: false,
    token: {
      motion: !still,
      motionDurationFast: "0.08s",
      motionDurationMid: "0.12s",
      motionDurationSlow: "0.15s",
      fontFamily: FONT,
      fontSize: 13.5,
      lineHeight: 1.6,
      controlHeight: 34,
      controlHeightSM: 26,
      controlHeightLG: 40,
      borderRadius: 8,
      borderRadiusLG: 12,
      borderRadiusSM: 6,
      colorPrimary: palette.accent,
      // The algorithm makes what is pointed at paler, which on white is too pale to read.
      colorPrimaryHover: palette.accentText,
      colorPrimaryActive: palette.accentText,
      colorPrimaryTextHover: palette.accentText,
      colorLink: palette.accentText,
      colorLinkHover: palette.accentText,
      colorLinkActive: palette.accentText,
      colorInfo: palette.accent,
      colorSuccess: palette.success,
      colorWarning: palette.amber,
      colorError: palette.danger,
      colorInfoBg: palette.accentSoft,
      colorWarningBg: palette.amberSoft,
      colorSuccessBg: palette.successSoft,
      colorErrorBg: palette.dangerSoft,
      colorPrimaryBg: palette.accentSoft,
      colorPrimaryBgHover: palette.selected,
      colorText: palette.text,
      colorTextSecondary: palette.secondary,
      colorTextTertiary: palette.tertiary,
      colorTextDescription: palette.tertiary,
      colorTextPlaceholder: palette.tertiary,
      colorBgLayout: palette.ground,
      colorBgContainer: palette.panel,
      colorBgElevated: palette.raised,
      colorBorder: palette.lineStrong,
      colorBorderSecondary: palette.line,
      boxShadowSecondary: name === "dark" ? "0 8px 28px rgb(0 0 0 / 45%)" : "0 8px 28px rgb(15 31 46 / 12%)",
    },
    components: {
      Button: { primaryColor: palette.onAccent, primaryShadow: "none", defaultShadow: "none", dangerShadow: "none", fontWeight: 500 },
      Tabs: { horizontalItemPadding: "9px 0", horizontalMargin: "0", titleFontSize: 13.5 },
      Drawer: { paddingLG: 20 },
      Modal: { titleFontSize: 16 },
      Tooltip: { fontSize: 12.5 },
      Form: { itemMarginBottom: 16, verticalLabelPadding: "0 0 4px" },
      Select: { optionSelectedBg: palette.accentSoft, optionActiveBg: palette.hover },
      Segmented: { itemSelectedBg: palette.panel },
    },
  };
}
