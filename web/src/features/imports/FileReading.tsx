import { Button, InputNumber, Select } from "antd";
import { ChevronDown } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { FileOptions, Import } from "./import";
import styles from "./Imports.module.css";

const ENCODINGS = ["utf-8", "gb18030", "big5", "utf-16", "windows-1252"];
const DELIMITERS = [",", ";", "\t", "|"];

/** How the file was read, and the way to have it read differently. */
export function FileReading({ one, busy, onChange }: { one: Import; busy: boolean; onChange: (reading: FileOptions) => void }) {
  const { t } = useTranslation("imports");
  const { file } = one;
  const [open, setOpen] = useState(false);
  const [reading, setReading] = useState<FileOptions>(
    file.kind === "csv" ? { encoding: file.encoding, delimiter: file.delimiter, header_row: file.header_row } : { sheet: file.sheet, header_row: file.header_row },
  );
  const delimiter = (value: string) => t(`reading.delimiters.${{ ",": "comma", ";": "semicolon", "\t": "tab", "|": "bar" }[value] ?? "other"}`);
  const told = file.kind === "csv" ? [file.encoding, file.delimiter && delimiter(file.delimiter)] : [file.sheet];
  return (
    <div className={styles.reading}>
      <button className={styles.toggle} aria-expanded={open} onClick={() => setOpen(!open)}>
        <ChevronDown size={15} aria-hidden /> {t("reading.title")}{" "}
        <span className="muted">{[...told, t("reading.header", { row: file.header_row })].filter(Boolean).join(" · ")}</span>
      </button>
      {open && (
        <div className={styles.readingFields}>
          {file.kind === "csv" ? (
            <>
              <label>
                <span>{t("reading.encoding")}</span>
                <Select
                  value={reading.encoding}
                  options={[...new Set([...ENCODINGS, file.encoding ?? "utf-8"])].map((value) => ({ value, label: value.toUpperCase() }))}
                  onChange={(encoding) => setReading({ ...reading, encoding })}
                  aria-label={t("reading.encoding")}
                />
              </label>
              <label>
                <span>{t("reading.delimiter")}</span>
                <Select
                  value={reading.delimiter}
                  options={DELIMITERS.map((value) => ({ value, label: delimiter(value) }))}
                  onChange={(value) => setReading({ ...reading, delimiter: value })}
                  aria-label={t("reading.delimiter")}
                />
              </label>
            </>
          ) : (
            <label>
              <span>{t("reading.sheet")}</span>
              <Select
                value={reading.sheet}
                options={file.sheets.map((value) => ({ value, label: value }))}
                onChange={(sheet) => setReading({ ...reading, sheet })}
                aria-label={t("reading.sheet")}
              />
            </label>
          )}
          <label>
            <span>{t("reading.header_row")}</span>
            <InputNumber min={0} max={100} value={reading.header_row} onChange={(row) => setReading({ ...reading, header_row: row })} />
          </label>
          <Button loading={busy} onClick={() => onChange(reading)}>
            {t("reading.again")}
          </Button>
        </div>
      )}
    </div>
  );
}
