import { Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { Condition } from "@/api/condition";

import type { ObjectDef } from "../model/types";

interface Props {
  object: ObjectDef;
  value: Condition | undefined;
  onChange: (condition: Condition | undefined) => void;
}

/** A condition on the records of an object. */
export function ConditionEditor({ object, value, onChange }: Props) {
  const { t } = useTranslation("build");
  const [text, setText] = useState(value ? JSON.stringify(value, null, 1) : "");
  const changed = (next: string) => {
    setText(next);
    try {
      onChange(next.trim() ? (JSON.parse(next) as Condition) : undefined);
    } catch {
      // Not yet a condition: the last one that was stays.
    }
  };
  return <Input.TextArea aria-label={`${t("when.when")} (${object.name})`} value={text} autoSize={{ minRows: 3, maxRows: 12 }} onChange={(event) => changed(event.target.value)} style={{ fontFamily: "var(--mono)" }} />;
}
