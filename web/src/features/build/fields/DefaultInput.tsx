import { Select } from "antd";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";

import { Input } from "@/fields";

import { asField } from "../model/preview";
import type { FieldDef, Keys } from "../model/types";
import { Row } from "../parts/Form";

const MOMENTS = ["", "+1d", "+7d", "+30d"];

/** What a new record begins with: nothing, a value; for moments the moment of creation, for people whoever creates it. */
export function DefaultInput({ field, set }: { field: FieldDef; set: (keys: Keys, tag?: string) => void }) {
  const { t } = useTranslation("build");
  const shown = useMemo(() => ({ ...asField(field), required: false, readonly: false, writable: true }), [field]);
  const value = field.default as unknown;
  const isMoment = typeof value === "object" && value !== null && "now" in value;
  const isMe = typeof value === "object" && value !== null && "me" in value;
  const dynamic =
    field.type === "date" || field.type === "datetime"
      ? MOMENTS.map((now) => ({ value: `now:${now}`, label: t(now ? `default.after_${now.slice(1)}` : "default.now") }))
      : field.type === "user" || (field.type === "reference" && field.to === "user")
        ? [{ value: "me", label: t("default.me") }]
        : [];
  const mode = isMoment ? `now:${(value as { now: string }).now}` : isMe ? "me" : "value";
  const choose = (next: string) => set({ default: next === "value" ? undefined : next === "me" ? { me: true } : { now: next.slice(4) } });
  return (
    <Row label={t("field.default")}>
      {(id) => (
        <div style={{ display: "grid", gap: 6 }}>
          {dynamic.length > 0 && <Select aria-label={t("field.default")} value={mode} onChange={choose} options={[{ value: "value", label: t("default.value") }, ...dynamic]} />}
          {mode === "value" && <Input id={id} field={shown} value={value ?? null} onChange={(next) => set({ default: next }, "default")} />}
        </div>
      )}
    </Row>
  );
}
