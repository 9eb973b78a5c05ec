import { expect, test } from "vitest";

import { plainText, sanitized } from "./sanitize";

test.each([
  ["<p onclick='x()'>a<script>alert(1)</script></p>", "<p>a</p>"],
  ["<a href='javascript:alert(1)'>a</a>", '<a target="_blank" rel="noopener noreferrer">a</a>'],
  ["<img src=x onerror=alert(1)><img src='/api/files/1' alt='b'>", '<img><img src="/api/files/1" alt="b">'],
  ["<div style='color:red'><b>x</b><font>y</font></div>", "<p><strong>x</strong>y</p>"],
  ["<svg><a href='https://x'>z</a></svg><math><mi>m</mi></math>ok", "ok"],
])("%s", (html, clean) => expect(sanitized(html)).toBe(clean));

test("its words", () => expect(plainText("<p>第一次&nbsp;拜访</p><ul><li>a</li><li>b</li></ul>")).toBe("第一次 拜访 a b"));
