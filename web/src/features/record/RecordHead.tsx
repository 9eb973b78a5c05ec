import { Link } from "@tanstack/react-router";
import { Button } from "antd";
import { Pencil } from "lucide-react";
import { useTranslation } from "react-i18next";

import { type Field, useModel } from "@/api/metadata";
import { Avatar } from "@/design/Avatar";
import { Icon } from "@/design/Icon";
import { usePhone } from "@/design/media";
import { useLabels } from "@/design/text";
import { Cell, isEmpty } from "@/fields";
import { openDrawer } from "@/metadata-ui/drawer";

import type { About } from "./about";
import { MoreMenu } from "./MoreMenu";
import styles from "./RecordPage.module.css";
import { pathField, titleOf } from "./relations";
import { StagePath } from "./StagePath";
import { useAgo } from "./useAgo";
import { useSummary } from "./useSummary";
import { Worth } from "./Worth";

/** Objects whose records are people or companies are known by their letter, others by their kind's icon. */
const ICONS_OF_BEINGS = new Set(["building-2", "building", "contact", "circle-user", "user-round", "user-plus", "user", "users", "store"]);

/** Who this is, where it stands, what it is worth, and what can be done. */
export function RecordHead(about: About) {
  const { object, record, writable, deleted } = about;
  const { t } = useTranslation("record");
  const labelOf = useLabels();
  const phone = usePhone();
  const { pills, figures } = useSummaryParts(about);
  const path = pathField(object);
  const title = titleOf(object, record) || labelOf(object.label, object.name);
  const being = ICONS_OF_BEINGS.has(object.icon ?? "");
  const number = object.fields.find((field) => field.type === "autonumber" && field.name !== object.title);
  const updated = record.updated_at as string | undefined;
  const ago = useAgo();
  return (
    <header className={styles.head}>
      <div className={styles.who}>
        {being ? (
          <Avatar name={title} size={phone ? 44 : 52} square />
        ) : (
          <span className={styles.kind} aria-hidden>
            <Icon name={object.icon} size={24} />
          </span>
        )}
        <div className={styles.names}>
          <div className={styles.title}>
            <h1>{title}</h1>
            {pills.map((field) => (
              <Cell key={field.name} field={field} value={record[field.name]} record={record} place="table" />
            ))}
          </div>
          <p className={styles.note}>
            <Link to="/objects/$object" params={{ object: object.name }}>
              {labelOf(object.label, object.name)}
            </Link>
            {number && !isEmpty(record[number.name]) && <span>{String(record[number.name])}</span>}
            {updated && <span>{t("head.updated", { ago: ago(updated) })}</span>}
          </p>
        </div>
        <div className={styles.actions}>
          {writable && (
            <Button type="primary" icon={<Pencil size={15} aria-hidden />} aria-label={t("head.edit")} onClick={() => openDrawer({ object: object.name, id: record.id })}>
              {!phone && t("head.edit")}
            </Button>
          )}
          {!deleted && <MoreMenu {...about} />}
        </div>
      </div>
      {path && !isEmpty(record[path.name]) && <StagePath {...about} field={path} />}
      <Figures about={about} fields={figures} />
    </header>
  );
}

const MOST_PILLS = 3;

/** The summary: choices beside the title, the rest as figures; the path says its field itself. */
function useSummaryParts({ object, record }: About): { pills: Field[]; figures: [string, Field][] } {
  const model = useModel();
  const path = pathField(object);
  const named = (object.screens?.summary ?? []).filter((name) => name !== object.title && name !== path?.name);
  const fields = named.flatMap((name): [string, Field][] => {
    const field = model.field(object.name, name);
    return field ? [[name, field]] : [];
  });
  const isPill = ([name, field]: [string, Field]) => !name.includes(".") && field.type === "select" && !isEmpty(record[name]);
  const pills = fields.filter(isPill).slice(0, MOST_PILLS);
  return { pills: pills.map(([, field]) => field), figures: fields.filter((one) => !pills.includes(one)) };
}

function Figures({ about, fields }: { about: About; fields: [string, Field][] }) {
  const labelOf = useLabels();
  const values = useSummary(about.object, about.record, fields.map(([name]) => name));
  return (
    <dl className={styles.figures}>
      {!about.deleted && <Worth object={about.object} record={about.record} />}
      {fields.map(([name, field]) => (
        <div key={name} className={styles.figure}>
          <dt>{labelOf(field.label, field.name)}</dt>
          <dd>
            <Cell field={field} value={values[name]} record={about.record} place="page" />
          </dd>
        </div>
      ))}
    </dl>
  );
}
