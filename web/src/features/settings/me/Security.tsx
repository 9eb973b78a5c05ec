import { Button, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { send } from "@/api/client";
import { Panel } from "@/design/Page";

import { Line, Sheet } from "../parts/Sheet";
import { Sessions } from "../parts/Sessions";
import { useDo } from "../parts/useDo";
import { SecondFactor } from "./SecondFactor";

export const OWN_SESSIONS = ["settings", "sessions"] as const;

/** How I prove who I am, and where I am signed in. */
export function Security() {
  const { t } = useTranslation("settings");
  return (
    <Sheet title={t("sections.security")} note={t("security.note")}>
      <Panel title={t("password.title")}>
        <Password />
      </Panel>
      <Panel title={t("second_factor.title")}>
        <SecondFactor />
      </Panel>
      <Sessions queryKey={OWN_SESSIONS} path="/api/auth/sessions" />
    </Sheet>
  );
}

const EMPTY = { current: "", fresh: "" };

function Password() {
  const { t } = useTranslation("settings");
  const [{ current, fresh }, write] = useState(EMPTY);
  const { act, busy, problem } = useDo(OWN_SESSIONS);
  const save = async () => {
    const done = await act(
      async () => {
        await send("POST", "/api/auth/password", { body: { current, new: fresh } });
        return true;
      },
      t("password.done"),
      true,
    );
    if (done) write(EMPTY);
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <Line label={t("password.current")} htmlFor="password-current" problem={problem?.about("current")}>
        <Input.Password id="password-current" autoComplete="current-password" value={current} onChange={(event) => write({ current: event.target.value, fresh })} />
      </Line>
      <Line label={t("password.new")} htmlFor="password-new" problem={problem?.about("new")} hint={t("password.hint")}>
        <Input.Password id="password-new" autoComplete="new-password" value={fresh} onChange={(event) => write({ current, fresh: event.target.value })} />
      </Line>
      <Line label="">
        <span>
          <Button type="primary" htmlType="submit" loading={busy} disabled={!current || fresh.length < 8}>
            {t("password.save")}
          </Button>
        </span>
      </Line>
    </form>
  );
}
