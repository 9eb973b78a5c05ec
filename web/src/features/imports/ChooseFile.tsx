import { useMutation } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Button, Select } from "antd";
import { Download, FileSpreadsheet, UploadCloud } from "lucide-react";
import { type DragEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { useModel } from "@/api/metadata";
import { Panel } from "@/design/Page";
import { ErrorState, Message } from "@/design/States";
import { useLabels } from "@/design/text";

import { draftImport } from "./import";
import styles from "./Imports.module.css";
import { rememberFile } from "./upload";
import { useDownload } from "./useDownload";

const TAKEN = ".csv,.tsv,.txt,.xlsx,.xls,.xlsb,.ods,.gz";

/** What is imported, and from which file. The file is read at once; nothing is written yet. */
export function ChooseFile() {
  const { t } = useTranslation("imports");
  const labelOf = useLabels();
  const navigate = useNavigate();
  const { object: asked } = useSearch({ strict: false }) as { object?: string };
  const objects = [...useModel().objects.values()].filter((one) => one.actions.includes("import") && !one.system);
  const [object, setObject] = useState(asked ?? objects.find((one) => one.name === "account")?.name ?? objects[0]?.name);
  const template = useDownload();
  const upload = useMutation({
    mutationFn: async (file: File) => {
      const draft = await draftImport(object!, file);
      rememberFile(draft.id, file);
      return draft;
    },
    onSuccess: (draft) => void navigate({ to: `/imports/${draft.id}` }),
  });
  if (objects.length === 0)
    return (
      <Message icon={<FileSpreadsheet />} title={t("no_right")}>
        {t("no_right_text")}
      </Message>
    );
  return (
    <Panel>
      <div className={styles.choose}>
        <label className={styles.what}>
          <span>{t("what")}</span>
          <Select
            showSearch={{ optionFilterProp: "label" }}
            value={object}
            onChange={setObject}
            options={objects.map((one) => ({ value: one.name, label: labelOf(one.label, one.name) }))}
            aria-label={t("what")}
          />
          <Button
            type="link"
            icon={<Download size={15} aria-hidden />}
            loading={template.isPending}
            onClick={() => template.mutate(`/api/imports/template?object=${encodeURIComponent(object ?? "")}`)}
          >
            {t("template")}
          </Button>
        </label>
        <DropPlace busy={upload.isPending} onFile={(file) => upload.mutate(file)} />
        {upload.error && <ErrorState error={upload.error} small />}
      </div>
    </Panel>
  );
}

function DropPlace({ busy, onFile }: { busy: boolean; onFile: (file: File) => void }) {
  const { t } = useTranslation("imports");
  const [over, setOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const dropped = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const file = event.dataTransfer.files[0];
    if (file && !busy) onFile(file);
  };
  return (
    <div
      className={`${styles.drop} ${over ? styles.over : ""}`}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={dropped}
    >
      <UploadCloud size={34} strokeWidth={1.5} aria-hidden />
      <p>{t("drop")}</p>
      <Button type="primary" loading={busy} onClick={() => input.current?.click()}>
        {t("choose")}
      </Button>
      <input
        ref={input}
        type="file"
        accept={TAKEN}
        className="sr-only"
        tabIndex={-1}
        aria-label={t("choose")}
        onChange={(event) => {
          const file = event.target.files?.[0];
          event.target.value = ""; // the same file may be chosen again, mended
          if (file) onFile(file);
        }}
      />
      <p className="muted">{t("formats")}</p>
    </div>
  );
}
