import { Alert, Modal, Radio, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { download } from "@/api/client";
import type { Condition } from "@/api/condition";
import type { ObjectDefinition, ViewContent } from "@/api/metadata";
import { useSentence } from "@/design/sentence";
import { useLabels } from "@/design/text";

import styles from "./bulk/bulk.module.css";

interface ExportProps {
  object: ObjectDefinition;
  content: ViewContent;
  where: Condition | undefined;
  /** The chosen rows, where it is opened for them. */
  chosen?: { where: Condition | undefined; count: string };
  onClose: () => void;
}

type Format = "xlsx" | "csv" | "parquet";
type Which = "chosen" | "view" | "all";

/** Records as a file: which, with which columns, in which format. */
export function ExportDialog({ object, content, where, chosen, onClose }: ExportProps) {
  const { t } = useTranslation("objects");
  const labelOf = useLabels();
  const [which, setWhich] = useState<Which>(chosen ? "chosen" : "view");
  const [columns, setColumns] = useState<"view" | "all">("view");
  const [format, setFormat] = useState<Format>("xlsx");
  const [encoding, setEncoding] = useState("utf-8-sig");
  const [busy, setBusy] = useState(false);
  const sentenceOf = useSentence();
  const [problem, setProblem] = useState<string>();
  const save = async () => {
    setBusy(true);
    setProblem(undefined);
    const condition = which === "chosen" ? chosen?.where : which === "view" ? where : undefined;
    try {
      await download("/api/exports", {
        object: object.name,
        format,
        ...(condition && { where: condition }),
        ...(columns === "view" && content.columns && { select: content.columns }),
        ...(content.sort?.length && { sort: content.sort }),
        ...(format === "csv" && { encoding }),
      });
      onClose();
    } catch (error) {
      setProblem(sentenceOf(error));
      setBusy(false);
    }
  };
  return (
    <Modal
      open
      title={t("export.title", { object: labelOf(object.label, object.name) })}
      onCancel={onClose}
      onOk={() => void save()}
      okText={busy ? t("export.busy") : t("export.ok")}
      okButtonProps={{ loading: busy }}
      width={460}
    >
      <div className={styles.form}>
        <Row label={t("export.which")}>
          <Radio.Group
            vertical
            value={which}
            onChange={(event) => setWhich(event.target.value as Which)}
            options={[
              ...(chosen ? [{ value: "chosen", label: t("export.chosen", { number: chosen.count }) }] : []),
              { value: "view", label: t("export.view") },
              { value: "all", label: t("export.all") },
            ]}
          />
        </Row>
        <Row label={t("export.columns")}>
          <Radio.Group
            value={columns}
            onChange={(event) => setColumns(event.target.value as "view" | "all")}
            options={[
              { value: "view", label: t("export.columns_view") },
              { value: "all", label: t("export.columns_all") },
            ]}
          />
        </Row>
        <Row label={t("export.format")}>
          <Radio.Group
            optionType="button"
            value={format}
            onChange={(event) => setFormat(event.target.value as Format)}
            options={[
              { value: "xlsx", label: "Excel" },
              { value: "csv", label: "CSV" },
              { value: "parquet", label: "Parquet" },
            ]}
          />
        </Row>
        {format === "csv" && (
          <Row label={t("export.encoding")}>
            <Select
              value={encoding}
              aria-label={t("export.encoding")}
              onChange={setEncoding}
              options={[
                { value: "utf-8-sig", label: t("export.utf8_excel") },
                { value: "utf-8", label: "UTF-8" },
                { value: "gb18030", label: "GB 18030" },
              ]}
            />
          </Row>
        )}
        <p className={styles.quiet}>{t(`export.about_${format}`)}</p>
        {problem && <Alert type="error" title={problem} showIcon />}
      </div>
    </Modal>
  );
}

function Row({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <div className={styles.row} role="group" aria-label={label}>
      <span className={styles.label}>{label}</span>
      {children}
    </div>
  );
}
