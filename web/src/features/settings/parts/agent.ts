/** What a browser calls itself, in words: "Chrome · Windows". */
export interface Agent {
  name: string | null;
  kind: "phone" | "computer" | "program";
}

const BROWSERS: [RegExp, string][] = [
  [/MicroMessenger/, "WeChat"],
  [/DingTalk/, "DingTalk"],
  [/wxwork/, "WeCom"],
  [/Edg(e|A|iOS)?\//, "Edge"],
  [/OPR\//, "Opera"],
  [/Firefox\/|FxiOS/, "Firefox"],
  [/Chrome\/|CriOS/, "Chrome"],
  [/Safari\//, "Safari"],
];
const SYSTEMS: [RegExp, string][] = [
  [/iPhone/, "iPhone"],
  [/iPad/, "iPad"],
  [/HarmonyOS/, "HarmonyOS"],
  [/Android/, "Android"],
  [/Windows/, "Windows"],
  [/Mac OS X/, "macOS"],
  [/Linux/, "Linux"],
];

export function agentOf(text: string | null): Agent {
  if (!text) return { name: null, kind: "program" };
  const named = (list: [RegExp, string][]) => list.find(([pattern]) => pattern.test(text))?.[1];
  const browser = named(BROWSERS);
  const system = named(SYSTEMS);
  if (!browser) return { name: text.split(/[\s(]/)[0]!.replace("/", " "), kind: "program" };
  return { name: [browser, system].filter(Boolean).join(" · "), kind: /Mobile|iPhone|Android/.test(text) ? "phone" : "computer" };
}
