import { Button, Segmented } from "antd";
import { Eye, LayoutTemplate, Pencil, RotateCcw } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Message } from "@/design/States";

import { setScreens } from "../model/edit";
import { type Part, standardForm, standardTabs } from "../model/layout";
import { edit } from "../model/store";
import type { ObjectDef } from "../model/types";
import { FormPreview } from "./FormPreview";
import { Layout } from "./Layout";
import styles from "./Page.module.css";

const LOCALES = ["zh-CN", "zh-TW", "en"];

type Side = "form" | "tabs";

/** How a record is written and read: the form, and the page with its tabs. */
export function PageTab({ object }: { object: ObjectDef }) {
  const { t, i18n } = useTranslation("build");
  /** Everybody reads what is published in their own language. */
  const inAll = (key: string) => Object.fromEntries(LOCALES.map((lng) => [lng, i18n.getFixedT(lng, "build")(key)]));
  const [side, setSide] = useState<Side>("form");
  const [tab, setTab] = useState(0);
  const [preview, setPreview] = useState(false);
  const laid = side === "form" ? (object.screens?.form?.length ?? 0) > 0 : (object.screens?.tabs?.length ?? 0) > 0;
  const part: Part = side === "form" ? "form" : Math.min(tab, Math.max(0, (object.screens?.tabs?.length ?? 1) - 1));
  const start = async () => {
    await i18n.loadLanguages(LOCALES);
    edit((design) =>
      setScreens(design, object.id, (screens) =>
        side === "form"
          ? { ...screens, form: standardForm(object) }
          : {
              ...screens,
              tabs: standardTabs(object, {
                details: inAll("page.standard.details"),
                related: inAll("page.standard.related"),
              }),
            },
      ),
    );
  };
  const reset = () => edit((design) => setScreens(design, object.id, (screens) => ({ ...screens, [side]: undefined })));
  const bar = (
    <div className={styles.bar}>
      <Segmented<Side>
        disabled={false}
        value={side}
        onChange={setSide}
        options={[
          { value: "form", label: t("page.form") },
          { value: "tabs", label: t("page.tabs") },
        ]}
      />
      <span className={styles.help}>{t(`page.${side}_help`)}</span>
      {laid && object.open && (
        <Button type="text" icon={<RotateCcw size={15} />} onClick={reset}>
          {t("page.reset")}
        </Button>
      )}
      <Button disabled={false} icon={preview ? <Pencil size={15} /> : <Eye size={15} />} onClick={() => setPreview(!preview)}>
        {t(preview ? "page.edit" : "page.preview")}
      </Button>
    </div>
  );
  if (preview)
    return (
      <div className={styles.only}>
        {bar}
        <FormPreview object={object} part={part} />
      </div>
    );
  if (!laid)
    return (
      <div className={styles.only}>
        {bar}
        <Message
          icon={<LayoutTemplate />}
          title={t("page.none")}
          action={
            <Button type="primary" disabled={!object.open} onClick={() => void start()}>
              {t("page.start")}
            </Button>
          }
        >
          {t("page.none_text")}
        </Message>
      </div>
    );
  return <Layout key={String(part)} object={object} part={part} onTab={setTab} bar={bar} />;
}
