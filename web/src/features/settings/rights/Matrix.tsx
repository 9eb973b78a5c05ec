import { ChevronRight, SlidersHorizontal } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";

import { type Action, type ObjectDefinition, useModel } from "@/api/metadata";
import { Icon } from "@/design/Icon";
import { useLabels } from "@/design/text";

import { ACTIONS, EVERY } from "./grants";
import styles from "./Matrix.module.css";

interface MatrixProps {
  cell: (object: string, action: Action, organisation: boolean) => ReactNode;
  /** How many fields of an object are limited; with it, the fields open at a click. */
  fields?: (object: string) => number;
  onFields?: (object: string) => void;
  /** Objects of which something is to be said; the others are left out where `only` holds. */
  said: (object: string) => boolean;
  only?: boolean;
  star?: boolean;
  /** Rows that differ, where two roles are compared. */
  marked?: (object: string) => boolean;
}

/** Objects × actions. The organisation's own objects stand apart, for `*` does not reach them. */
export function Matrix({ star = true, ...props }: MatrixProps) {
  const { t } = useTranslation("settings");
  const [organisation, setOrganisation] = useState(false);
  const shown = [...useModel().objects.values()].filter((one) => !props.only || props.said(one.name));
  const own = shown.filter((one) => !one.system);
  const others = shown.filter((one) => one.system);
  return (
    <div className={styles.scroll} tabIndex={0} role="region" aria-label={t("matrix.label")}>
      <table className={styles.matrix}>
        <thead>
          <tr>
            <th scope="col">{t("object")}</th>
            {ACTIONS.map((action) => (
              <th key={action} scope="col">
                {t(`actions.${action}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {star && <ObjectRow name={EVERY} {...props} />}
          {own.map((one) => (
            <ObjectRow key={one.name} name={one.name} object={one} {...props} />
          ))}
        </tbody>
        {others.length > 0 && (
          <tbody>
            <tr className={styles.group}>
              <th colSpan={ACTIONS.length + 1} scope="rowgroup">
                <button onClick={() => setOrganisation(!organisation)} aria-expanded={organisation}>
                  <ChevronRight size={14} aria-hidden />
                  {t("matrix.organisation")}
                  <small>{t("matrix.organisation_note")}</small>
                </button>
              </th>
            </tr>
            {organisation && others.map((one) => <ObjectRow key={one.name} name={one.name} object={one} {...props} />)}
          </tbody>
        )}
      </table>
    </div>
  );
}

function ObjectRow({ name, object, cell, fields, onFields, marked }: Omit<MatrixProps, "star"> & { name: string; object?: ObjectDefinition }) {
  const { t } = useTranslation("settings");
  const labelOf = useLabels();
  const label = object ? labelOf(object.label, name) : t("every_object");
  const limited = fields?.(name) ?? 0;
  const shown = limited > 0 ? t("matrix.limited", { count: limited }) : t("matrix.fields");
  return (
    <tr className={`${object ? "" : styles.star} ${marked?.(name) ? styles.marked : ""}`}>
      <th scope="row">
        <span className={styles.object}>
          <Icon name={object ? object.icon : "database"} />
          <span className="ellipsis">{label}</span>
          {object && onFields && (
            <button className={styles.fields} onClick={() => onFields(name)} aria-label={t("matrix.fields_of", { object: label, shown })}>
              <SlidersHorizontal size={13} aria-hidden />
              {shown}
            </button>
          )}
        </span>
      </th>
      {ACTIONS.map((action) => (
        <td key={action}>{cell(name, action, object?.system ?? false)}</td>
      ))}
    </tr>
  );
}
