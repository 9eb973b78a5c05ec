import { Button } from "antd";
import { Pencil, X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { Condition } from "@/api/condition";

import type { ObjectDef } from "../model/types";
import { ConditionText } from "./ConditionText";
import { Row } from "./Form";
import { ConditionDialog } from "./When";

interface Props {
  object: ObjectDef;
  label: string;
  /** What no condition means: "all". */
  none: string;
  value: Condition | undefined;
  /** Nothing about related records. */
  alone?: boolean;
  onChange: (value: Condition | undefined) => void;
}

/** A condition in words, with a button to write it. */
export function ConditionRow({ object, label, none, value, alone, onChange }: Props) {
  const { t } = useTranslation("build");
  const [open, setOpen] = useState(false);
  return (
    <Row group label={label}>
      {() => (
        <>
          <p style={{ overflowWrap: "anywhere" }}>{value ? <ConditionText object={object} condition={value} /> : <span className="muted">{none}</span>}</p>
          <span style={{ display: "flex", gap: 6 }}>
            <Button size="small" icon={<Pencil size={14} />} onClick={() => setOpen(true)}>
              {t(value ? "when.edit" : "rules.condition")}
            </Button>
            {value && (
              <Button size="small" type="text" icon={<X size={14} />} onClick={() => onChange(undefined)}>
                {t("views.where_clear")}
              </Button>
            )}
          </span>
          {open && (
            <ConditionDialog
              object={object}
              title={label}
              value={value}
              alone={alone}
              onClose={() => setOpen(false)}
              onChange={(next) => {
                onChange(next);
                setOpen(false);
              }}
            />
          )}
        </>
      )}
    </Row>
  );
}
