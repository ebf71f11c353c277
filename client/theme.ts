import type { ThemeConfig } from 'antd'

const tokens = {
  colorPrimary: '#0958d9',
  // antd's own are lighter: white on them is below 4.5 : 1.
  colorPrimaryHover: '#003eb3',
  colorPrimaryActive: '#002c8c',
  colorInfo: '#0958d9',
  colorLink: '#0958d9',
  colorLinkHover: '#003eb3',
  colorSuccess: '#237804',
  colorWarning: '#ad4e00',
  colorError: '#cf1322',
  colorErrorHover: '#a8071a',
  colorErrorActive: '#820014',
  colorText: '#262626',
  colorTextHeading: '#141414',
  colorTextSecondary: '#595959',
  colorTextTertiary: '#595959',
  colorTextDescription: '#595959',
  colorTextPlaceholder: '#595959',
  colorTextDisabled: '#595959',
  colorBorder: '#8c8c8c',
  colorBorderSecondary: '#e6e6e6',
  colorSplit: '#e6e6e6',
  colorFillAlter: '#fafafa',
  fontFamily: 'var(--kb-font)',
  fontSize: 14,
  borderRadius: 4,
  borderRadiusSM: 4,
  borderRadiusLG: 6,
  controlHeightSM: 28,
  controlHeight: 36,
  controlHeightLG: 44,
  fontWeightStrong: 600,
  wireframe: false,
  boxShadowTertiary: 'none',
} satisfies ThemeConfig['token']

/**
 * The antd theme of the workbenches: the tokens of `ui/styles/tokens.css`. Contrast is AA throughout (WCAG 2.2, 1.4.3).
 * Cinnabar is not among them: only seals, stamps and clocks may use it.
 */
export function themeOf(isCareMode: boolean): ThemeConfig {
  // Who wants nothing to move gets no motion from antd either: it would wait for the end of animations that components.css has cut off.
  const motion = !matchMedia('(prefers-reduced-motion: reduce)').matches
  return { token: isCareMode ? { ...tokens, motion, fontSize: 18, controlHeight: 48 } : { ...tokens, motion } }
}
