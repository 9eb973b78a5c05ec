import { useQuery } from "@tanstack/react-query";
import { Button, Modal } from "antd";
import { Check, Eye, EyeOff, Pencil } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { ObjectDefinition } from "@/api/metadata";
import type { Reference } from "@/api/records";
import { useMe } from "@/api/session";
import { ErrorState, Skeleton } from "@/design/States";
import { UserPicker } from "@/metadata-ui/UserPicker";

import styles from "./Dialogs.module.css";
import { whyQuery } from "./useRecord";

interface WhyProps {
  object: ObjectDefinition;
  id: string;
}

/** Which rules show a record to somebody, or keep it from them. Administrators may ask about others. */
export function WhyDialog({ object, id, onClose }: WhyProps & { onClose: () => void }) {
  const { t } = useTranslation("record");
  const me = useMe();
  const [user, setUser] = useState<Reference>({ id: me.id, title: me.name });
  const own = user.id === me.id;
  const { data, error, refetch } = useQuery(whyQuery(object.name, id, own ? undefined : user.id));
  const name = user.title ?? "";
  return (
    <Modal open title={t("why.title")} footer={null} onCancel={onClose} width={480} destroyOnHidden>
      <div className={styles.dialog}>
        {me.admin && (
          <label className={styles.row}>
            <span>{t("why.about")}</span>
            <UserPicker value={[user]} onChange={([one]) => setUser(one ?? { id: me.id, title: me.name })} label={t("why.about")} clearable={false} />
          </label>
        )}
        {error ? (
          <ErrorState error={error} retry={() => void refetch()} small />
        ) : !data ? (
          <Skeleton lines={3} />
        ) : (
          <>
            <p className={styles.verdict}>
              {data.visible ? <Eye size={16} aria-hidden /> : <EyeOff size={16} aria-hidden />}
              {t(own ? (data.visible ? "why.you_see" : "why.you_dont") : data.visible ? "why.sees" : "why.doesnt", { name })}
              {data.visible && (
                <span className={styles.may}>
                  <Pencil size={13} aria-hidden />
                  {t(data.writable ? "why.may_write" : "why.may_read")}
                </span>
              )}
            </p>
            <ul className={styles.reasons}>
              {data.because.map((reason, at) => (
                <li key={at}>
                  <Check size={14} aria-hidden />
                  {reason.message}
                </li>
              ))}
            </ul>
            {!data.visible && own && <p className="muted">{t("why.ask")}</p>}
          </>
        )}
      </div>
    </Modal>
  );
}

export function WhyButton({ object, id, label }: WhyProps & { label: string }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>{label}</Button>
      {open && <WhyDialog object={object} id={id} onClose={() => setOpen(false)} />}
    </>
  );
}
