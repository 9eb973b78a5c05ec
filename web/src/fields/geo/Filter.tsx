import { useState } from "react";
import { useTranslation } from "react-i18next";

import { NumberField } from "../shared/NumberField";
import styles from "../shared/inputs.module.css";
import type { FilterProps } from "../types";
import type { Point } from "./Cell";
import { Input } from "./Input";

const USUAL_KM = 5;

/** Within so many kilometres of a point. */
export function Filter({ field, value, onChange }: FilterProps) {
  const { t } = useTranslation("fields");
  const circle = value as (Point & { km: number }) | undefined;
  const [km, setKm] = useState<unknown>(circle?.km ?? USUAL_KM);
  const put = (point: unknown, far: unknown) =>
    onChange(point && typeof point === "object" && Number(far) > 0 ? { lat: (point as Point).lat, lng: (point as Point).lng, km: Number(far) } : undefined);
  return (
    <span className={styles.circle}>
      <Input field={field} label={t("filter.value")} value={circle} onChange={(point) => put(point, km)} />
      <NumberField
        value={km}
        onChange={(far) => {
          setKm(far);
          put(circle, far);
        }}
        prefix="≤"
        suffix="km"
        label={t("geo.km")}
      />
    </span>
  );
}
