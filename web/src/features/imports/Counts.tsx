import { useTranslation } from "react-i18next";

import { useModel } from "@/api/metadata";
import { formatNumber } from "@/design/format";
import { useLabels, useLocale } from "@/design/text";

import type { Progress } from "./import";
import styles from "./Imports.module.css";

const KINDS = ["created", "updated", "unchanged", "rejected"] as const;

/** What became of the rows, and what was created for them. */
export function Counts({ one }: { one: Progress }) {
  const { t } = useTranslation("imports");
  const locale = useLocale();
  const model = useModel();
  const labelOf = useLabels();
  const future = one.dry_run ? "would" : "did";
  return (
    <dl className={styles.counts}>
      {KINDS.map((kind) => (
        <div key={kind} className={kind === "rejected" && one.rejected > 0 ? styles.bad : undefined}>
          <dt>{t(`counts.${future}.${kind}`)}</dt>
          <dd>{formatNumber(one[kind], locale)}</dd>
        </div>
      ))}
      {Object.entries(one.related).map(([object, count]) => (
        <div key={object}>
          <dt>{t(`counts.${future}.related`, { what: labelOf(model.object(object)?.label, object) })}</dt>
          <dd>{formatNumber(count, locale)}</dd>
        </div>
      ))}
    </dl>
  );
}
