import { describe, expect, it } from "vitest";

import { partsOf, toKept, toTyped } from "./comments";

const LI = "01724f59-837f-7ddf-8ed2-1f59ee83d8e1";
const LI_LEI = "01724f28-8529-7b9f-997f-89734006fc18";

describe("comments", () => {
  it("keeps mentions through typing and back", () => {
    const kept = `请 @[李雷](${LI_LEI}) 和 @[李](${LI}) 看一下`;
    const { typed, people } = toTyped(kept);
    expect(typed).toBe("请 @李雷 和 @李 看一下");
    expect(toKept(typed, people)).toBe(kept);
  });

  it("tells people and addresses apart from words", () => {
    const parts = partsOf(`@[李雷](${LI_LEI}) 见 https://example.com/a?b=1。谢谢 @[没有](这个人)`);
    expect(parts).toEqual([
      { kind: "mention", name: "李雷", id: LI_LEI },
      { kind: "text", text: " 见 " },
      { kind: "link", href: "https://example.com/a?b=1" },
      { kind: "text", text: "。谢谢 @[没有](这个人)" },
    ]);
  });

  it("mentions nobody whom nobody chose", () => {
    expect(toKept("发到 a@李雷.com", {})).toBe("发到 a@李雷.com");
  });
});
