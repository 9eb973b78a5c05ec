import { Mail, MessageCircle, Phone } from "lucide-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";

import { type Field, useModel } from "@/api/metadata";
import { Icon } from "@/design/Icon";
import { useLabels } from "@/design/text";
import { isEmpty, isMasked } from "@/fields";

import type { About } from "./about";
import styles from "./PhoneBar.module.css";
import { openQuick, quickSources } from "./timeline/QuickAdd";
import { sourcesOf } from "./timeline/sources";

/** At the thumb: call, write, and note down what was said. */
export function PhoneBar({ object, record, deleted }: About) {
  const { t } = useTranslation("record");
  const labelOf = useLabels();
  const model = useModel();
  const log = useMemo(() => quickSources(sourcesOf(model, object))[0], [model, object]);
  const valueOf = (type: Field["type"]): string | undefined => {
    const field = object.fields.find((one) => one.type === type && !isEmpty(record[one.name]) && !isMasked(one, record[one.name]));
    return field && String(record[field.name]);
  };
  const phone = valueOf("phone")?.split(";")[0];
  const mail = valueOf("email");
  if (deleted || (!phone && !mail && !log)) return null;
  return (
    <div className={styles.bar} role="toolbar" aria-label={t("phone.label")}>
      {phone && (
        <a href={`tel:${phone}`}>
          <Phone size={17} aria-hidden />
          {t("phone.call")}
        </a>
      )}
      {phone && (
        <a href={`sms:${phone}`}>
          <MessageCircle size={17} aria-hidden />
          {t("phone.message")}
        </a>
      )}
      {mail && (
        <a href={`mailto:${mail}`}>
          <Mail size={17} aria-hidden />
          {t("phone.mail")}
        </a>
      )}
      {log && (
        <button type="button" className={styles.main} onClick={() => openQuick(log, object, record)}>
          <Icon name={log.object.icon} size={17} />
          {labelOf(log.object.label, log.object.name)}
        </button>
      )}
    </div>
  );
}
