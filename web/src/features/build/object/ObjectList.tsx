import { Button, Input } from "antd";
import { ArchiveRestore, Database, Download, Plus, Search } from "lucide-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";

import { useMe } from "@/api/session";
import { Icon } from "@/design/Icon";
import { usePhone } from "@/design/media";
import { Page } from "@/design/Page";
import { Pill } from "@/design/Pill";
import { Message } from "@/design/States";
import { useLabels } from "@/design/text";

import { edit, useDesign, useWorkshop } from "../model/store";
import type { ObjectDef } from "../model/types";
import { Go } from "../parts/Go";
import { addressOf } from "../parts/go";
import { ExportDialog } from "./ExportDialog";
import { NewObject } from "./NewObject";
import styles from "./ObjectList.module.css";
import { RecycleBin } from "./RecycleBin";

function Card({ object, changed }: { object: ObjectDef; changed: boolean }) {
  const { t } = useTranslation("build");
  const labelOf = useLabels();
  const own = object.fields.filter((field) => !field.system);
  return (
    <Go to={addressOf(object.name)} className={styles.card}>
      <span className={styles.icon}>
        <Icon name={object.icon} size={18} />
      </span>
      <span className={styles.words}>
        <strong className="ellipsis">{labelOf(object.label, object.name)}</strong>
        <span className="ellipsis muted">{t("objects.counts", { fields: own.length, name: object.name })}</span>
      </span>
      {(object.state === "new" || changed) && <Pill color={object.state === "new" ? "teal" : "orange"}>{t(object.state === "new" ? "state.new" : "state.changed")}</Pill>}
    </Go>
  );
}

/** Objects that go to the recycle bin with the next publication. */
function Leaving() {
  const { t } = useTranslation("build");
  const labelOf = useLabels();
  const base = useWorkshop((state) => state.base);
  const removed = useWorkshop((state) => state.draft.remove);
  const leaving = removed.filter((target) => !target.includes(".")).map((id) => base.get(id)).filter((object) => object !== undefined);
  if (leaving.length === 0) return null;
  return (
    <section className={styles.group}>
      <h2>{t("objects.leaving")}</h2>
      <div className={styles.grid}>
        {leaving.map((object) => (
          <div key={object.id} className={`${styles.card} ${styles.leaving}`}>
            <span className={styles.words}>
              <strong className="ellipsis">{labelOf(object.label, object.name)}</strong>
            </span>
            <Button size="small" onClick={() => edit((design) => new Map(design).set(object.id, object))}>
              {t("objects.keep")}
            </Button>
          </div>
        ))}
      </div>
    </section>
  );
}

/** All objects, grouped by the app that brought them. */
export function ObjectList() {
  const { t } = useTranslation("build");
  const labelOf = useLabels();
  const phone = usePhone();
  const { configures } = useMe();
  const design = useDesign();
  const patches = useWorkshop((state) => state.draft.objects);
  const [query, setQuery] = useState("");
  const [open, setOpen] = useState<"new" | "bin" | "export" | null>(null);
  const changed = useMemo(() => new Set(patches.map((patch) => patch.id)), [patches]);
  const groups = useMemo(() => {
    const word = query.trim().toLowerCase();
    const found = [...design.values()].filter(
      (object) => !word || object.name.includes(word) || Object.values(object.label).some((label) => label.toLowerCase().includes(word)),
    );
    const named = new Map<string, ObjectDef[]>();
    for (const object of found) {
      const app = object.system ? "~system" : (object.app ?? "");
      named.set(app, [...(named.get(app) ?? []), object]);
    }
    return [...named].sort(([one], [other]) => (one < other ? -1 : 1));
  }, [design, query]);
  return (
    <Page
      title={t("objects.title")}
      note={phone ? undefined : t("objects.note")}
      actions={
        configures && (
        <>
          <Button icon={<ArchiveRestore size={15} />} aria-label={t("bin.title")} onClick={() => setOpen("bin")}>
            {!phone && t("bin.title")}
          </Button>
          <Button icon={<Download size={15} />} aria-label={t("export.title")} onClick={() => setOpen("export")}>
            {!phone && t("export.title")}
          </Button>
          <Button type="primary" icon={<Plus size={16} />} onClick={() => setOpen("new")}>
            {t("objects.new")}
          </Button>
        </>
        )
      }
    >
      <Input
        className={styles.search}
        prefix={<Search size={15} />}
        value={query}
        onChange={(event) => setQuery(event.target.value)}
        placeholder={t("objects.search")}
        aria-label={t("objects.search")}
        allowClear
      />
      <Leaving />
      {groups.map(([app, objects]) => (
        <section key={app} className={styles.group}>
          <h2>
            {app === "~system" ? t("objects.system") : app === "" ? t("objects.own") : t(`apps.${app}`, { defaultValue: app })}
            <span className="muted">{objects.length}</span>
          </h2>
          <div className={styles.grid}>
            {objects
              .toSorted((one, other) => labelOf(one.label, one.name).localeCompare(labelOf(other.label, other.name)))
              .map((object) => (
                <Card key={object.id} object={object} changed={changed.has(object.id)} />
              ))}
          </div>
        </section>
      ))}
      {groups.length === 0 && (
        <Message
          icon={<Database />}
          title={query ? t("objects.not_found", { query }) : t("objects.none")}
          action={
            configures && (
              <Button type="primary" onClick={() => setOpen("new")}>
                {t("objects.new")}
              </Button>
            )
          }
        >
          {t("objects.teach")}
        </Message>
      )}
      {open === "new" && <NewObject onClose={() => setOpen(null)} />}
      {open === "bin" && <RecycleBin onClose={() => setOpen(null)} />}
      {open === "export" && <ExportDialog onClose={() => setOpen(null)} />}
    </Page>
  );
}
