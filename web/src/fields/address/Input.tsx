import { Cascader, Input as TextInput, Select } from "antd";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";

import { useMe } from "@/api/session";
import { useLocale } from "@/design/text";

import type { InputProps } from "../types";
import { countries } from "./countries";
import { namedBy, pathTo, provinces } from "./divisions";
import styles from "./Input.module.css";
import type { Address } from "./line";

const ELSEWHERE = ["province", "city", "district", "street", "postcode"] as const;

/** In China divisions are chosen and the rest is typed; a whole address in the last line is taken apart by the server. */
export function Input({ value, onChange, id, invalid, disabled, autoFocus }: InputProps) {
  const { t } = useTranslation("fields");
  const locale = useLocale();
  const home = useMe().workspace.country;
  const address: Address = typeof value === "string" ? { detail: value } : ((value as Address | null) ?? {});
  const country = address.country ?? home;
  const choices = useMemo(() => countries(locale, home), [locale, home]);

  function put(changes: Partial<Address>) {
    const next = Object.fromEntries(Object.entries({ ...address, ...changes }).filter(([, part]) => part)) as Address;
    const said = Object.keys(next).filter((key) => key !== "country");
    if (said.length === 0 && next.country === undefined) return onChange(null);
    onChange(said.length === 1 && next.detail && country === home ? next.detail : said.length === 0 ? null : { ...next, country: next.country ?? country });
  }
  const line = (part: (typeof ELSEWHERE)[number] | "detail") => (
    <TextInput
      key={part}
      id={part === "detail" ? id : undefined}
      value={address[part] ?? ""}
      placeholder={t(country === "CN" && part === "detail" ? "address.detail_or_whole" : `address.${part}`)}
      aria-label={t(`address.${part}`)}
      onChange={(event) => put({ [part]: event.target.value })}
      status={invalid && part === "detail" ? "error" : undefined}
      disabled={disabled}
      maxLength={part === "detail" ? 300 : 100}
      autoComplete="off"
    />
  );

  return (
    <div className={styles.grid}>
      <Select
        value={country}
        options={choices}
        onChange={(code: string) => onChange({ country: code, detail: address.detail, postcode: address.postcode })}
        showSearch={{ optionFilterProp: ["label", "value"] }}
        aria-label={t("address.country")}
        popupMatchSelectWidth={220}
        disabled={disabled}
      />
      {country === "CN" ? (
        <Cascader
          className={styles.wide}
          options={provinces as never}
          value={pathTo(address.code)}
          onChange={(codes) => put({ code: undefined, province: undefined, city: undefined, district: undefined, street: undefined, ...namedBy((codes ?? []) as string[]) })}
          displayRender={(labels) => labels.join(" ")}
          placeholder={t("address.divisions")}
          aria-label={t("address.divisions")}
          changeOnSelect
          expandTrigger="hover"
          showSearch
          allowClear
          disabled={disabled}
          autoFocus={autoFocus}
        />
      ) : (
        ELSEWHERE.map(line)
      )}
      <div className={styles.all}>{line("detail")}</div>
      {country === "CN" && line("postcode")}
    </div>
  );
}
