import { Select, Space } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useMe } from "@/api/session";
import type { Money } from "@/design/format";

import styles from "../shared/inputs.module.css";
import { NumberField } from "../shared/NumberField";
import type { InputProps } from "../types";
import { useCurrencies } from "./currencies";

/** An amount and its currency: the field's, else the workspace's, until another is chosen. */
export function Input({ field, value, onChange, ...props }: InputProps) {
  const { t } = useTranslation("fields");
  const own = useMe().workspace.currency;
  const usual = (field.currency as string | undefined) ?? own;
  const money = value as Money | null | undefined;
  const [chosen, setChosen] = useState<string>();
  const currency = money?.currency ?? chosen ?? usual;
  const codes = useCurrencies(usual, money?.currency);
  return (
    <Space.Compact className={styles.compact}>
      <NumberField {...props} value={money?.amount} onChange={(amount) => onChange(amount === null ? null : { amount, currency })} />
      <Select
        className={styles.currency}
        aria-label={t("money.currency")}
        value={currency}
        options={codes.map((code) => ({ value: code, label: code }))}
        onChange={(code: string) => {
          setChosen(code);
          if (money) onChange({ amount: money.amount, currency: code });
        }}
        disabled={props.disabled}
        showSearch
        popupMatchSelectWidth={120}
      />
    </Space.Compact>
  );
}
