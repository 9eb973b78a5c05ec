import { expect, test } from "vitest";

import { agentOf } from "./agent";

test.each([
  ["Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0.0.0 Safari/537.36 Edg/139.0.0.0", "Edge · Windows", "computer"],
  ["Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 MicroMessenger/8.0.60", "WeChat · iPhone", "phone"],
  ["Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15", "Safari · macOS", "computer"],
  ["python-httpx/0.28.1", "python-httpx 0.28.1", "program"],
  [null, null, "program"],
])("%s", (text, name, kind) => expect(agentOf(text)).toEqual({ name, kind }));
