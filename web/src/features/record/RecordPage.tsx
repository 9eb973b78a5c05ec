import { createLink, useParams } from "@tanstack/react-router";
import { Button } from "antd";
import { Lock, SearchX } from "lucide-react";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";

import { type ObjectDefinition, useObject } from "@/api/metadata";
import { Problem } from "@/api/problem";
import { usePhone } from "@/design/media";
import { ErrorState, Message } from "@/design/States";
import { useLabels } from "@/design/text";

import type { About } from "./about";
import { DeletedBanner } from "./DeletedBanner";
import { PhoneParts } from "./PhoneParts";
import { RecordHead } from "./RecordHead";
import styles from "./RecordPage.module.css";
import { RecordSkeleton } from "./RecordSkeleton";
import { titleOf } from "./relations";
import { SidePanel } from "./SidePanel";
import { Tabs } from "./Tabs";
import { useRecord, useWritable } from "./useRecord";
import { WhyButton } from "./Why";

/** A link that looks like a button. */
const ButtonLink = createLink(Button);

/** Everything about one record. */
export function RecordPage() {
  const { t } = useTranslation("record");
  const { object: name = "", id = "" } = useParams({ strict: false });
  const object = useObject(name);
  const home = <ButtonLink to="/">{t("states.home")}</ButtonLink>;
  if (!object)
    return (
      <Message icon={<SearchX />} title={t("states.no_object")} action={home}>
        {t("states.no_object_text")}
      </Message>
    );
  if (!object.actions.includes("read"))
    return (
      <Message icon={<Lock />} title={t("states.no_right")} action={home}>
        {t("states.no_right_text")}
      </Message>
    );
  return <Found key={`${name}/${id}`} object={object} id={id} />;
}

function Found({ object, id }: { object: ObjectDefinition; id: string }) {
  const { record, deleted, error, retry } = useRecord(object, id);
  const writable = useWritable(object, id);
  if (error) return <NotFound object={object} id={id} error={error} retry={retry} />;
  if (!record) return <RecordSkeleton />;
  return <Shown object={object} record={record} deleted={deleted} writable={writable && !deleted} />;
}

/** There may be none, or none for this person: which of the two, the server does not tell; why, it does. */
function NotFound({ object, id, error, retry }: { object: ObjectDefinition; id: string; error: unknown; retry: () => void }) {
  const { t } = useTranslation("record");
  const labelOf = useLabels();
  if (!(error instanceof Problem) || error.status !== 404) return <ErrorState error={error} retry={retry} />;
  const actions = (
    <>
      <ButtonLink to="/objects/$object" params={{ object: object.name }}>
        {t("states.all", { objects: labelOf(object.label, object.name) })}
      </ButtonLink>
      <WhyButton object={object} id={id} label={t("states.why_not")} />
    </>
  );
  return (
    <Message icon={<SearchX />} title={t("states.not_found")} action={actions}>
      {t("states.not_found_text")}
    </Message>
  );
}

function Shown(about: About) {
  const { object, record, deleted } = about;
  const { t } = useTranslation("record");
  const labelOf = useLabels();
  const phone = usePhone();
  const title = titleOf(object, record) || labelOf(object.label, object.name);
  useEffect(() => {
    const before = document.title;
    document.title = title;
    return () => {
      document.title = before;
    };
  }, [title]);
  return (
    <article className={styles.page} aria-label={title}>
      {deleted && <DeletedBanner object={object} record={record} />}
      <RecordHead {...about} />
      {phone ? (
        <PhoneParts {...about} />
      ) : (
        <div className={styles.columns}>
          <Tabs {...about} />
          <aside className={styles.side} aria-label={t("side.label")}>
            <SidePanel {...about} />
          </aside>
        </div>
      )}
    </article>
  );
}
