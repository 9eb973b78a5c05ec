import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { type ObjectDefinition, useModel } from "@/api/metadata";
import { Problem } from "@/api/problem";
import { Panel } from "@/design/Page";
import { ErrorState } from "@/design/States";

import { ColumnTable } from "./ColumnTable";
import { FileReading } from "./FileReading";
import { draftImport, type FileOptions, type Import, importKey, type Options, runImport } from "./import";
import styles from "./Imports.module.css";
import { fileOf, rememberFile } from "./upload";
import { Wishes } from "./Wishes";

/** Which column goes where, and how rows meet the records that are there. Then the dry run. */
export function MapColumns({ one, object, onStarted }: { one: Import; object: ObjectDefinition; onStarted: () => void }) {
  const { t } = useTranslation("imports");
  const client = useQueryClient();
  const navigate = useNavigate();
  const model = useModel();
  const [mapping, setMapping] = useState(one.mapping);
  const [options, setOptions] = useState<Options>(one.options);
  const wished = (dry: boolean): Partial<Options> => ({ ...options, draft: false, dry_run: dry });
  const run = useMutation({
    mutationFn: (dry: boolean) => runImport(one.id, mapping, wished(dry)),
    onSuccess: (started) => {
      client.setQueryData(importKey(one.id), started);
      onStarted();
    },
  });
  const again = useMutation({
    mutationFn: async (reading: FileOptions) => {
      const file = fileOf(one.id);
      if (!file) throw new Problem(0, "file_gone", t("file_gone"), t("file_gone_text"));
      const draft = await draftImport(object.name, file, reading);
      rememberFile(draft.id, file);
      return draft;
    },
    onSuccess: (draft) => void navigate({ to: `/imports/${draft.id}`, replace: true }),
  });
  const problems = run.error instanceof Problem ? run.error : null;
  const placed = Object.values(mapping).filter(Boolean).length;
  return (
    <>
      <Panel flush title={t("mapping.title")} actions={<span className="muted">{t("mapping.placed", { placed, all: one.file.columns.length })}</span>}>
        <ColumnTable one={one} object={object} model={model} mapping={mapping} problem={problems} onChange={setMapping} />
      </Panel>
      <Panel title={t("wishes.title")}>
        <Wishes object={object} model={model} mapping={mapping} options={options} onChange={setOptions} />
      </Panel>
      <FileReading one={one} busy={again.isPending} onChange={(reading) => again.mutate(reading)} />
      {run.error && <ErrorState error={run.error} small />}
      {again.error && <ErrorState error={again.error} small />}
      <div className={styles.actions}>
        <Button type="primary" size="large" loading={run.isPending} disabled={placed === 0} onClick={() => run.mutate(true)}>
          {t("try")}
        </Button>
        <span className="muted">{t("try_text")}</span>
      </div>
    </>
  );
}
